// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.function.LongPredicate;

/**
 * An argument that is received straight into a slab block, so that no long value lies on the heap
 * and a command may keep the block as the stored value.
 *
 * <p>When the slab refuses and eviction does not help, the rest of the request's big arguments is
 * swallowed: the client's bytes stay in step with the answers.
 */
final class BigArgument {

  /**
   * First piece. A client that announces much and sends little shall not hold much: the block grows
   * eightfold when it is full, so that copying stays below a seventh of the whole; a last step that
   * would not even double it is taken together with the one before, so that at the end no two large
   * blocks are needed at a time. It is at most sixteen times what was sent.
   */
  private static final int FIRST_BYTES = 1 << 20;

  private static final int GROWTH = 8;

  /** How often eviction is asked for room that others then take. */
  private static final int ATTEMPTS = 3;

  private final Slab slab;
  private final int arena;
  private final LongPredicate makeRoom;
  private long block = Slab.NONE;
  private int capacity;
  private int filled;
  private int length;
  private boolean refused;
  private long bytes;

  /**
   * Creates the receiver of a connection's big arguments.
   *
   * @param makeRoom evicts keys until the slab has so many bytes; false when it cannot
   */
  BigArgument(Slab slab, int arena, LongPredicate makeRoom) {
    this.slab = slab;
    this.arena = arena;
    this.makeRoom = makeRoom;
  }

  /** Forgets the request before. */
  void beginRequest() {
    refused = false;
    bytes = 0;
  }

  /** Prepares for an argument of {@code wholeLength} bytes. */
  void begin(int wholeLength) {
    length = wholeLength;
    filled = 0;
    capacity = 0;
  }

  /** True when the slab refused an argument of this request. */
  boolean isRefused() {
    return refused;
  }

  /** True when all bytes of the argument have been taken. */
  boolean isWhole() {
    return filled == length;
  }

  /** Returns the bytes in blocks of the request so far. */
  long bytes() {
    return bytes;
  }

  /**
   * Takes what belongs to the argument from {@code array[from, to)}; returns how much that was.
   *
   * @param arguments of the request; their blocks are freed when the slab refuses this one
   */
  int take(byte[] array, int from, int to, Arguments arguments) {
    int taken = Math.min(to - from, length - filled);
    if (taken > 0) {
      if (!refused && !grow(filled + taken)) {
        refused = true;
        bytes = 0;
        release();
        arguments.freeBlocks(slab);
      }
      if (!refused) {
        Memory.copyIn(array, from, block + filled, taken);
        bytes += taken;
      }
      filled += taken;
    }
    return taken;
  }

  /** Hands the whole argument to the request; one that was refused is empty. */
  void addTo(Arguments arguments) {
    if (refused) {
      arguments.add(0, 0);
    } else {
      arguments.addBlock(block, length);
      block = Slab.NONE;
    }
  }

  /** Frees what was received of the argument in progress. */
  void release() {
    if (block != Slab.NONE) {
      slab.free(block);
      block = Slab.NONE;
    }
  }

  private boolean grow(int needed) {
    if (needed <= capacity) {
      return true;
    }
    long wanted = Math.max(needed, Math.max((long) GROWTH * capacity, FIRST_BYTES));
    int larger = (int) (2 * wanted >= length ? length : wanted);
    long next = allocate(larger);
    if (next == Slab.NONE) {
      return false;
    }
    if (block != Slab.NONE) {
      Memory.copy(block, next, filled);
      slab.free(block);
    }
    block = next;
    capacity = larger;
    return true;
  }

  /** Returns a block, for which keys may have been evicted, or none. */
  private long allocate(int size) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return slab.allocate(arena, size);
      } catch (OutOfBudgetException shortOfMemory) {
        if (!makeRoom.test(Slab.blockSizeFor(size))) {
          break;
        }
      }
    }
    return Slab.NONE;
  }
}
