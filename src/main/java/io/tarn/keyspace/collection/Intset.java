// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * Distinct integers in ascending order, all of one width, in the area of a record: a set of
 * integers.
 *
 * <pre>
 *   0      3       4       8         8+width
 *   +------+-------+-------+---------+---------+----
 *   | zero | width | count | least   | next    | ...
 *   +------+-------+-------+---------+---------+----
 *
 *   width: bytes of each integer: 2, 4 or 8; it grows with them and never shrinks
 * </pre>
 *
 * The first three bytes are where a {@link Packed} area has its number of elements, and the fourth
 * is where one without elements has zero, so {@link #is} tells the two apart.
 */
public final class Intset {

  /** Bytes of an area without integers. */
  public static final int HEADER = 8;

  private static final int WIDTH = 3;
  private static final int COUNT = 4;

  private Intset() {}

  /** True when an area is an intset and no {@link Packed} area. */
  public static boolean is(long area) {
    int word = Memory.getInt(area);
    return (word & 0xff_ffff) == 0 && word != 0;
  }

  /** Makes an area an empty intset. */
  public static void clear(long area) {
    Memory.putInt(area, Short.BYTES << 24);
    Memory.putInt(area + COUNT, 0);
  }

  /** Returns the number of integers. */
  public static int count(long area) {
    return Memory.getInt(area + COUNT);
  }

  /** Returns the bytes that the area needs at least. */
  public static int usedBytes(long area) {
    return HEADER + count(area) * width(area);
  }

  /** Returns the bytes that the area needs for one more integer. */
  public static long need(long area, long value) {
    return HEADER + (count(area) + 1L) * Math.max(width(area), widthOf(value));
  }

  /** Returns the integer at an index, 0 to count - 1, in ascending order. */
  public static long get(long area, int index) {
    return get(area, width(area), index);
  }

  /** Returns the index of an integer, or {@code -1 - i} when it is absent and belongs at i. */
  public static int search(long area, long value) {
    int width = width(area);
    int low = 0;
    int high = count(area) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(area, width, middle);
      if (found == value) {
        return middle;
      }
      if (found < value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /** Inserts an integer before the one at an index; there must be room for {@link #need}. */
  public static void insert(long area, int index, long value) {
    int width = width(area);
    int count = count(area);
    int wanted = widthOf(value);
    if (wanted > width) {
      for (int i = count - 1; i >= 0; i--) {
        put(area, wanted, i, get(area, width, i));
      }
      width = wanted;
      Memory.putByte(area + WIDTH, (byte) width);
    }
    long at = area + HEADER + (long) index * width;
    Memory.copy(at, at + width, (long) (count - index) * width);
    put(area, width, index, value);
    Memory.putInt(area + COUNT, count + 1);
  }

  /** Removes the integer at an index. */
  public static void delete(long area, int index) {
    int width = width(area);
    int count = count(area) - 1;
    long at = area + HEADER + (long) index * width;
    Memory.copy(at + width, at, (long) (count - index) * width);
    Memory.putInt(area + COUNT, count);
  }

  private static int width(long area) {
    return Memory.getByte(area + WIDTH);
  }

  private static int widthOf(long value) {
    if (value == (short) value) {
      return Short.BYTES;
    }
    return value == (int) value ? Integer.BYTES : Long.BYTES;
  }

  private static long get(long area, int width, int index) {
    long at = area + HEADER + (long) index * width;
    return switch (width) {
      case Short.BYTES -> (short) ((Memory.getByte(at) & 0xff) | Memory.getByte(at + 1) << 8);
      case Integer.BYTES -> Memory.getInt(at);
      default -> Memory.getLong(at);
    };
  }

  private static void put(long area, int width, int index, long value) {
    long at = area + HEADER + (long) index * width;
    switch (width) {
      case Short.BYTES -> {
        Memory.putByte(at, (byte) value);
        Memory.putByte(at + 1, (byte) (value >> 8));
      }
      case Integer.BYTES -> Memory.putInt(at, (int) value);
      default -> Memory.putLong(at, value);
    }
  }
}
