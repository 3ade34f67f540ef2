// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Population;

/**
 * The timers of all slots: each has one, which is the expiry of its next key, as the key spaces
 * publish it. Used by the {@link Housekeeper}, which looks at them all some times a second and
 * removes what is due, slot after slot.
 *
 * <p>Invariant: an open slot with a key whose time has come is met by the next pass.
 */
final class ExpiryTimers {

  /*
   * The slots' entities had timers of Pekko's scheduler before, and told a queue when they fired.
   * 16,384 of them for the same second were 16,384 timers, twice as many messages, and an actor's
   * state changed for each: 40 MB of garbage and collections of 13 to 17 ms in the very second in
   * which a million keys expired. To look at 16,384 numbers in a row takes ten microseconds, and
   * to set one costs a command nothing but the store.
   *
   * One thread for the whole node, so that expiry has one pace however much is due at once: were
   * each entity to remove its keys itself, all threads of the dispatcher would be busy, and I/O
   * threads would wait for a processor.
   */

  /** Most keys that are removed before others may enter the gate: a few microseconds. */
  static final int TURN = 16;

  /** How late keys may be removed before the node spends most of a processor on it. */
  static final long LATE_MILLIS = 300;

  /** Least time from the begin of a pass to the next, so that many keys share one. */
  static final long PASS_MILLIS = 50;

  private final SlotTable slots;
  private final Population population;

  /** The next slot of the pass, {@link HashSlot#COUNT} between passes. */
  private int slot = HashSlot.COUNT;

  private long passMillis;
  private boolean late;

  ExpiryTimers(SlotTable slots) {
    this.slots = slots;
    this.population = slots.population();
  }

  /**
   * Removes expired keys until a {@code nanoTime} or until a pass over all slots has ended.
   *
   * @return false when there is nothing to do until the next pass may begin
   */
  boolean step(long nowMillis, long deadlineNanos) {
    if (slot == HashSlot.COUNT) {
      if (!mayBegin(nowMillis)) {
        return false;
      }
      passMillis = nowMillis;
      slot = 0;
    }
    boolean any = false;
    late = false;
    while (slot < HashSlot.COUNT) {
      if (population.nextExpiryMillis(slot) >= nowMillis) {
        slot++;
      } else {
        any |= expire(slots.slot(slot), nowMillis);
        if (System.nanoTime() - deadlineNanos >= 0) {
          break;
        }
      }
    }
    return any || slot < HashSlot.COUNT || mayBegin(nowMillis);
  }

  private boolean mayBegin(long nowMillis) {
    return Math.abs(nowMillis - passMillis) >= PASS_MILLIS;
  }

  /** True when the last step met keys whose time was {@link #LATE_MILLIS} ago. */
  boolean isLate() {
    return late;
  }

  /** Takes one turn at a slot that is due; false when it must be left for the next pass. */
  private boolean expire(Slot due, long nowMillis) {
    if (!due.isOpen() || !due.tryEnterAnyway()) {
      slot++;
      return false;
    }
    try {
      late |= due.keyspace().nextExpiryMillis() < nowMillis - LATE_MILLIS;
      if (due.keyspace().removeExpired(nowMillis, TURN) < TURN) {
        slot++;
      }
    } finally {
      slots.leave(due);
    }
    return true;
  }
}
