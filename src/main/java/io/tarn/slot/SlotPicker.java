// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Population;
import java.util.random.RandomGenerator;

/**
 * Draws slots at random in proportion to their number of keys, so that every key of the node is as
 * likely as any other to be sampled. Used by one thread.
 */
final class SlotPicker {

  /*
   * All counts together are 64 KB. Their sums by group are counted now and then (some microseconds)
   * and may be a little old when they are used; the counts inside the group are read at every draw.
   * So a slot that has become empty since is never drawn, and one that has grown is drawn somewhat
   * too seldom until the next count. A tree of exact sums would have to be written by every
   * insertion, on cache lines that all threads share.
   */

  /** What {@link #pick} answers when no slot has a key that may go. */
  static final int NO_SLOT = -1;

  /** Slots are tried out when the fullest has at most so many times the mean. */
  private static final int EVEN = 16;

  private static final int MOST_TRIES = 64;

  private static final int GROUP = 128;
  private static final int GROUPS = HashSlot.COUNT / GROUP;

  private final Population population;
  private final RandomGenerator random;
  private final long[] sums = new long[GROUPS];
  private boolean onlyExpiring;
  private long total;
  private int occupied;
  private int most;

  SlotPicker(Population population, RandomGenerator random) {
    this.population = population;
    this.random = random;
  }

  /**
   * Counts anew.
   *
   * @param expiring true to draw among the keys that have an expiry
   */
  void count(boolean expiring) {
    onlyExpiring = expiring;
    total = 0;
    occupied = 0;
    most = 0;
    for (int group = 0; group < GROUPS; group++) {
      long sum = 0;
      for (int slot = group * GROUP; slot < (group + 1) * GROUP; slot++) {
        int keys = keys(slot);
        sum += keys;
        occupied += keys > 0 ? 1 : 0;
        most = Math.max(most, keys);
      }
      sums[group] = sum;
      total += sum;
    }
  }

  /** Returns the keys at the last count. */
  long total() {
    return total;
  }

  /** Returns how many keys a slot that is not empty had, on the average, at the last count. */
  long keysPerSlot() {
    return occupied == 0 ? 0 : total / occupied;
  }

  /** Draws a slot, or returns {@link #NO_SLOT}. */
  int pick() {
    if (total == 0) {
      return NO_SLOT;
    }
    int slot = total * EVEN >= (long) most * HashSlot.COUNT ? tryOut() : NO_SLOT;
    if (slot == NO_SLOT) {
      slot = draw();
    }
    if (slot == NO_SLOT) {
      count(onlyExpiring);
      slot = total == 0 ? NO_SLOT : draw();
    }
    return slot;
  }

  /* Any slot, with a chance in proportion to its keys; mostly found in a few attempts. */
  private int tryOut() {
    for (int i = 0; i < MOST_TRIES; i++) {
      long bits = random.nextLong();
      int slot = (int) bits & (HashSlot.COUNT - 1);
      if (((bits >>> 32) * most) >>> 32 < keys(slot)) {
        return slot;
      }
    }
    return NO_SLOT;
  }

  private int draw() {
    long at = random.nextLong(total);
    int group = 0;
    while (at >= sums[group]) {
      at -= sums[group++];
    }
    int first = group * GROUP;
    for (int slot = first; slot < first + GROUP; slot++) {
      int keys = keys(slot);
      if (at < keys) {
        return slot;
      }
      at -= keys;
    }
    return NO_SLOT;
  }

  private int keys(int slot) {
    return population.evictableKeys(slot, onlyExpiring);
  }
}
