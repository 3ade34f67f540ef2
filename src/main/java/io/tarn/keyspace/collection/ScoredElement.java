// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * An element of a large sorted set, one block of its table.
 *
 * <pre>
 *   0       8        9 (or 13)
 *   +-------+--------+------------+
 *   | score | length | name bytes |    length: 1 byte, or 255 and 4 bytes
 *   +-------+--------+------------+
 * </pre>
 */
public final class ScoredElement {

  private static final int LENGTH = 8;
  private static final int NAME = 9;
  private static final int LONG_NAME = 13;
  private static final int IS_LONG = 255;

  private ScoredElement() {}

  /** Returns the score. */
  public static double score(long element) {
    return Double.longBitsToDouble(Memory.getLong(element));
  }

  /** Sets the score, in the element alone. */
  static void score(long element, double score) {
    Memory.putLong(element, Double.doubleToRawLongBits(score));
  }

  /** Returns the length of the name. */
  public static int nameLength(long element) {
    int length = Memory.getByte(element + LENGTH) & 0xff;
    return length < IS_LONG ? length : Memory.getInt(element + NAME);
  }

  /** Returns where the name begins. */
  public static long namePosition(long element) {
    return element + ((Memory.getByte(element + LENGTH) & 0xff) < IS_LONG ? NAME : LONG_NAME);
  }

  /** Compares the names of two elements as bytes. */
  static int compare(long a, long b) {
    return Memory.compare(namePosition(a), nameLength(a), namePosition(b), nameLength(b));
  }
}
