// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Environment;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.Slab;
import java.util.SplittableRandom;

/**
 * Sees to it that the requests of one thread find room under the budget, by evicting keys where the
 * policy allows it. Used with no gate entered.
 */
final class RequestRoom {

  /*
   * Twice. Before a request that may need memory, when room is short: about as much is evicted as
   * the request brings and an eighth more, so that the node works a little below its budget and
   * allocation is hardly ever refused, which costs locking all arenas. And after it was refused all
   * the same: then what was missing is evicted, and the request runs again.
   *
   * The first is bounded as in Redis (maxmemory-eviction-tenacity 10: 500 microseconds), because
   * the request can be run when it has not freed all. The second goes on for longer: it is that or
   * an error.
   */

  /** Room from which on nothing is evicted ahead: some grants of the slab's arenas. */
  static final long HEADROOM = 256 << 10;

  /** A small budget keeps less free: this part of it. */
  static final int HEADROOM_PART = 64;

  /** Bytes that a new key needs beside its key and value. */
  private static final int KEY_OVERHEAD = 48;

  /** Longest eviction before a request. */
  static final long AHEAD_NANOS = 500_000;

  /** Longest eviction in all turns after a refusal. A value of many megabytes may need it. */
  static final long RETRY_NANOS = 1_000_000_000;

  /** Most runs of a request that is refused; others may have taken what was evicted for it. */
  static final int MOST_TURNS = 16;

  /** What a command that Redis never refuses may take beyond what it was refused: an index. */
  private static final int BORROWED = 64 << 10;

  private final SlotTable slots;
  private final Slab slab;
  private final Evictor evictor;
  private boolean isShort;
  private long retryDeadlineNanos;

  RequestRoom(Environment environment, SlotTable slots) {
    this.slots = slots;
    this.slab = environment.slab();
    this.evictor = new Evictor(slots, slab, new SplittableRandom());
  }

  /**
   * Makes room for a request that may need memory. While there is plenty, this is one read.
   *
   * @return false when it must be refused: the budget is passed and nothing may go
   */
  boolean allows(Arguments arguments, long nowMillis) {
    isShort = slab.roomBytes() < HEADROOM;
    return !isShort || allowsWhenShort(arguments, nowMillis);
  }

  /** As the other, for a request that brings so many bytes. */
  boolean allows(long bytes, long nowMillis) {
    isShort = slab.roomBytes() < HEADROOM + bytes;
    return !isShort || allowsWhenShort(bytes, nowMillis);
  }

  private boolean allowsWhenShort(Arguments arguments, long nowMillis) {
    return allowsWhenShort(bytesOf(arguments), nowMillis);
  }

  private boolean allowsWhenShort(long bytes, long nowMillis) {
    long budget = slab.budgetBytes();
    long room = exactRoom(budget);
    if (budget == 0 || room >= bytes + Math.min(HEADROOM, budget / HEADROOM_PART)) {
      return true;
    }
    if (!mayFree()) {
      return room >= 0;
    }
    long wanted = bytes + bytes / 8 + Math.max(0, -room);
    return makeRoom(wanted, nowMillis, System.nanoTime() + AHEAD_NANOS) || room >= 0;
  }

  /** True when there is anything that eviction, or freeing what was flushed, may give. */
  boolean mayFree() {
    return slots.population().policy().evicts() || !slots.flushed().isEmpty();
  }

  /**
   * Frees what was missing when the slab refused {@code bytes} bytes.
   *
   * @param turn how often that happened to the present request, from 1
   * @return true when it is worth trying again
   */
  boolean recover(long bytes, long nowMillis, int turn) {
    if (turn == 1) {
      retryDeadlineNanos = System.nanoTime() + RETRY_NANOS;
    }
    long budget = slab.budgetBytes();
    if (turn > MOST_TURNS || (budget != 0 && bytes > budget)) {
      return false;
    }
    // Refused again although there was room: others hold it in grants, or have been quicker.
    long least = turn == 1 ? 0 : bytes;
    long missing = Math.max(least, bytes + bytes / 8 - exactRoom(budget));
    return missing <= 0
        || (mayFree()
            && System.nanoTime() - retryDeadlineNanos < 0
            && makeRoom(missing, nowMillis, retryDeadlineNanos));
  }

  /**
   * Lends room beyond the budget to a command that must not be refused for want of memory (EXPIRE,
   * RENAME, ...), after {@code bytes} bytes were. Returns what is to be given back.
   */
  long borrow(long bytes) {
    long lent = bytes + BORROWED;
    slab.lend(lent);
    return lent;
  }

  void giveBack(long lent) {
    if (lent != 0) {
      slab.lend(-lent);
    }
  }

  /** Evicts until an allocation of that many bytes should succeed; false when it will not. */
  boolean makeRoomFor(long bytes, long nowMillis) {
    for (int turn = 1; exactRoom(slab.budgetBytes()) < bytes; turn++) {
      if (!recover(bytes, nowMillis, turn)) {
        return false;
      }
    }
    return true;
  }

  /** Notes the key that the request has written, for the rule that lets the youngest go. */
  void wrote(Arguments arguments, int key) {
    if (isShort
        && slots.population().policy().isAdaptive()
        && slots.population().choice().rule() == EvictionRule.HITS
        && !arguments.isBlock(key)) {
      evictor.newcomers().add(arguments.slot(key), arguments.hash(key));
    }
  }

  private boolean makeRoom(long bytes, long nowMillis, long deadlineNanos) {
    return evictor.makeRoom(bytes, nowMillis, deadlineNanos) > 0 || evictor.metBusyGate();
  }

  /* What the arenas have been granted and not spent is room too. */
  private long exactRoom(long budget) {
    return budget == 0 ? Long.MAX_VALUE : budget - slab.usedBytes() - slab.chargedBytes();
  }

  /* Arguments in blocks are counted by the slab already. */
  private static long bytesOf(Arguments arguments) {
    return KEY_OVERHEAD + arguments.bytesOnHeap();
  }
}
