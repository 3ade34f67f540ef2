// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/** An {@link Element} of a large sorted set: its payload is the score, 64 bits of a double. */
public final class ScoredElement {

  /** Bytes of the payload. */
  static final int PAYLOAD = Double.BYTES;

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
    return Element.nameLength(element, PAYLOAD);
  }

  /** Returns where the name begins. */
  public static long namePosition(long element) {
    return Element.namePosition(element, PAYLOAD);
  }

  /** Compares the names of two elements as bytes. */
  static int compare(long a, long b) {
    return Memory.compare(namePosition(a), nameLength(a), namePosition(b), nameLength(b));
  }

  /** Compares the name of an element with other bytes. */
  public static int compare(long element, byte[] array, int offset, int length) {
    return Memory.compare(namePosition(element), nameLength(element), array, offset, length);
  }
}
