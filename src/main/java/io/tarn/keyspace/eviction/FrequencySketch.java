// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import io.tarn.slab.Memory;

/**
 * How often keys were used, in 4 bits each, without their names: a count-min sketch (Cormode and
 * Muthukrishnan 2005) with conservative update (Estan and Varghese 2002), whose counters are halved
 * from time to time. It lies in a block of {@link Memory} that the caller owns: a power of two of
 * longs, 16 counters each.
 *
 * <p>Told exactly or too high, never too low, up to {@link #MOST}; halving halves what is told.
 *
 * <pre>
 *   block:  | line 0: 8 longs | line 1 | ...        fewer than 8 longs: one line of them all
 *
 *   long:   bits 0-15    16-31    32-47    48-63
 *           | row 0   | row 1   | row 2   | row 3 |  4 counters of each row
 * </pre>
 *
 * The hash of a key chooses a line, and for each row a long of the line and one of the row's four
 * counters there: at most 64 bytes are touched. Place bits are the lowest of the mixed hash, so a
 * block that doubles is its old self twice, and one that shrinks is the greater of its two halves.
 */
public final class FrequencySketch {
  /*
   * Not a library's: DataSketches' count-min has 64-bit counters on the heap and no halving,
   * Caffeine's sketch is private to it and on the heap too. This one must lie in slab memory, 4
   * bytes a key, and grow with its slot.
   */

  /** Fewest longs: one smallest slab block. */
  public static final int LEAST_LONGS = 2;

  /**
   * Most longs: 8 MiB, eight counters for each of two million keys. A slot with more keys (only
   * hash tags can do that) shares counters rather than copying or halving for longer than a
   * millisecond or two under its gate.
   */
  public static final int MOST_LONGS = 1 << 20;

  /** Greatest frequency that is told apart. */
  public static final int MOST = 15;

  static final int ROWS = 4;

  private static final int PLACE_BITS = 3;
  private static final int ROW_BITS = 5;
  private static final long LOW_BIT_OF_EACH_BYTE = 0x0101_0101_0101_0101L;
  private static final long LOW_HALF_OF_EACH_BYTE = 0x0f0f_0f0f_0f0f_0f0fL;
  private static final long ALL_BUT_TOP_BIT_OF_EACH = 0x7777_7777_7777_7777L;

  private FrequencySketch() {}

  /**
   * Returns the longs for that many keys, eight counters a key within the limits; a power of two.
   */
  public static int longsFor(int keys) {
    int longs = Math.clamp((keys + 1) >>> 1, LEAST_LONGS, MOST_LONGS);
    return Integer.highestOneBit(longs - 1) << 1;
  }

  /** Sets all counters to zero. */
  public static void clear(long block, int longs) {
    Memory.fill(block, (long) longs * Long.BYTES, (byte) 0);
  }

  /** Returns how often a key was used, 0 to {@link #MOST}; it may be more than the truth. */
  public static int frequency(long block, int longs, long hash) {
    long mixed = mix(hash);
    int least = MOST;
    for (int row = 0; row < ROWS; row++) {
      long word = Memory.getLong(block + (long) place(mixed, row, longs) * Long.BYTES);
      least = Math.min(least, (int) (word >>> shift(mixed, row)) & MOST);
    }
    return least;
  }

  /** Counts one use: only the lowest of the key's counters grow. */
  public static void increment(long block, int longs, long hash) {
    long mixed = mix(hash);
    int least = frequency(block, longs, hash);
    if (least == MOST) {
      return;
    }
    for (int row = 0; row < ROWS; row++) {
      long at = block + (long) place(mixed, row, longs) * Long.BYTES;
      int shift = shift(mixed, row);
      long word = Memory.getLong(at);
      if (((int) (word >>> shift) & MOST) == least) {
        Memory.putLong(at, word + (1L << shift));
      }
    }
  }

  /** Halves all counters. */
  public static void halve(long block, int longs) {
    long end = block + (long) longs * Long.BYTES;
    for (long at = block; at < end; at += Long.BYTES) {
      Memory.putLong(at, halved(Memory.getLong(at)));
    }
  }

  /** Fills {@code to}, twice as long as {@code from}, so that no frequency becomes less. */
  public static void grow(long from, int fromLongs, long to) {
    long bytes = (long) fromLongs * Long.BYTES;
    Memory.copy(from, to, bytes);
    Memory.copy(from, to + bytes, bytes);
  }

  /** Fills {@code to}, half as long as {@code from}, so that no frequency becomes less. */
  public static void shrink(long from, int fromLongs, long to) {
    long bytes = (long) fromLongs / 2 * Long.BYTES;
    for (long at = 0; at < bytes; at += Long.BYTES) {
      long one = Memory.getLong(from + at);
      long other = Memory.getLong(from + bytes + at);
      Memory.putLong(to + at, greater(one, other));
    }
  }

  /** Spreads the hash, of which keys of one slot or one sample may share bits. */
  static long mix(long hash) {
    long product = hash * 0xd134_2543_de82_ef95L;
    return product ^ (product >>> 32);
  }

  /** Returns the number of the long that holds a row's counter. */
  static int place(long mixed, int row, int longs) {
    int line = (int) (mixed >>> (ROWS * ROW_BITS)) << PLACE_BITS;
    return (line | ((int) (mixed >>> (row * ROW_BITS)) & 7)) & (longs - 1);
  }

  /** Returns where in its long a row's counter begins, in bits. */
  static int shift(long mixed, int row) {
    return (row << 4) | ((int) (mixed >>> (row * ROW_BITS + PLACE_BITS)) & 3) << 2;
  }

  /** Halves sixteen counters. */
  static long halved(long word) {
    return (word >>> 1) & ALL_BUT_TOP_BIT_OF_EACH;
  }

  private static long greater(long one, long other) {
    long even = greaterBytes(one & LOW_HALF_OF_EACH_BYTE, other & LOW_HALF_OF_EACH_BYTE);
    long odd =
        greaterBytes((one >>> 4) & LOW_HALF_OF_EACH_BYTE, (other >>> 4) & LOW_HALF_OF_EACH_BYTE);
    return even | (odd << 4);
  }

  /** Of each pair of bytes, all below 128, the greater. */
  private static long greaterBytes(long one, long other) {
    long notLess = (((one | (LOW_BIT_OF_EACH_BYTE << 7)) - other) >>> 7) & LOW_BIT_OF_EACH_BYTE;
    long mask = notLess * 0xff;
    return (one & mask) | (other & ~mask);
  }
}
