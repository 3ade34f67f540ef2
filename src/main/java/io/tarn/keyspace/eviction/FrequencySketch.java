// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import io.tarn.slab.Memory;

/**
 * How often keys were used, in 4 bits each, without their names: a count-min sketch (Cormode and
 * Muthukrishnan 2005) whose counters are halved from time to time. It lies in a block of {@link
 * Memory} that the caller owns: a power of two of longs, 16 counters each. All four counters of a
 * key are in one line of at most eight longs.
 */
public final class FrequencySketch {

  /** Fewest longs: one smallest slab block. */
  public static final int LEAST_LONGS = 2;

  /** Greatest frequency that is told apart. */
  public static final int MOST = 15;

  private FrequencySketch() {}

  /** Returns the longs for that many keys, eight counters a key; a power of two. */
  public static int longsFor(int keys) {
    int longs = Math.max(LEAST_LONGS, (keys + 1) / 2);
    return longs <= 2 ? 2 : Integer.highestOneBit(longs - 1) << 1;
  }

  /** Sets all counters to zero. */
  public static void clear(long block, int longs) {
    Memory.fill(block, (long) longs * Long.BYTES, (byte) 0);
  }

  /** Returns how often a key was used, 0 to {@link #MOST}; it may be more than the truth. */
  public static int frequency(long block, int longs, long hash) {
    return 0; // placeholder of the contract: helper `policy`
  }

  /** Counts one use. */
  public static void increment(long block, int longs, long hash) {}

  /** Halves all counters. */
  public static void halve(long block, int longs) {}

  /** Fills {@code to}, twice as long as {@code from}, so that no frequency becomes less. */
  public static void grow(long from, int fromLongs, long to) {}

  /** Fills {@code to}, half as long as {@code from}, so that no frequency becomes less. */
  public static void shrink(long from, int fromLongs, long to) {}
}
