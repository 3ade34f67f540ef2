// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/**
 * An argument that is received straight into a slab block, so that no long value lies on the heap
 * and a command may keep the block as the stored value.
 *
 * <p>When the slab refuses, the rest of the request's big arguments is swallowed: the client's
 * bytes stay in step with the answers.
 */
final class BigArgument {

  /**
   * First piece. A client that announces much and sends little shall not hold much: the block grows
   * eightfold when it is full, so that it is at most eight times what was sent, and copying stays
   * below a seventh of the whole.
   */
  private static final int FIRST_BYTES = 1 << 20;

  private static final int GROWTH = 8;

  private final Slab slab;
  private final int arena;
  private long block = Slab.NONE;
  private int capacity;
  private int filled;
  private int length;
  private boolean refused;
  private long bytes;

  BigArgument(Slab slab, int arena) {
    this.slab = slab;
    this.arena = arena;
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
    long wanted = Math.max((long) GROWTH * capacity, FIRST_BYTES);
    int larger = (int) Math.min(length, Math.max(needed, wanted));
    try {
      long next = slab.allocate(arena, larger);
      if (block != Slab.NONE) {
        Memory.copy(block, next, filled);
        slab.free(block);
      }
      block = next;
      capacity = larger;
      return true;
    } catch (OutOfBudgetException shortOfMemory) {
      return false;
    }
  }
}
