// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * What stands behind the name in an {@link Element} of a {@link FieldTable}: expiry and value.
 *
 * <pre>
 *   0        1             5                9
 *   +--------+-------------+----------------+-----------+
 *   | shape  | length      | expiry         | value ... |
 *   | 1 byte | 0 or 4      | 0 or 8         |           |
 *   +--------+-------------+----------------+-----------+
 *
 *   shape:  bit 7 is set when there is an expiry; the other bits are the length of the value, or
 *           127 when it is longer than 126 bytes and 4 bytes tell it
 *   expiry: milliseconds since 1970 in the upper 46 bits, below them the last 18 bits of the
 *           element's place in the {@link FieldHeap}
 * </pre>
 */
final class FieldElement {

  /** Bits of the place in the heap that an element keeps. */
  static final int HEAP_BITS = 18;

  private static final int EXPIRES = 0x80;
  private static final int LONG = 127;
  private static final long HEAP_MASK = (1L << HEAP_BITS) - 1;

  private FieldElement() {}

  /** Returns the bytes behind the name. */
  static long restBytes(int valueLength, boolean expires) {
    return (long) headBytes(valueLength) + (expires ? Long.BYTES : 0) + valueLength;
  }

  /** Writes shape and length; expiry and value are the caller's. */
  static void putShape(long element, int valueLength, boolean expires) {
    long rest = Element.restPosition(element, 0);
    int flag = expires ? EXPIRES : 0;
    if (valueLength < LONG) {
      Memory.putByte(rest, (byte) (valueLength | flag));
    } else {
      Memory.putByte(rest, (byte) (LONG | flag));
      Memory.putInt(rest + 1, valueLength);
    }
  }

  /** True when the field has an expiry. */
  static boolean expires(long element) {
    return (Memory.getByte(Element.restPosition(element, 0)) & EXPIRES) != 0;
  }

  /** Returns the length of the value. */
  static int valueLength(long element) {
    long rest = Element.restPosition(element, 0);
    int length = Memory.getByte(rest) & LONG;
    return length < LONG ? length : Memory.getInt(rest + 1);
  }

  /** Returns where the value begins. */
  static long valuePosition(long element) {
    long rest = Element.restPosition(element, 0);
    int shape = Memory.getByte(rest);
    int head = (shape & LONG) < LONG ? 1 : 1 + Integer.BYTES;
    return rest + head + ((shape & EXPIRES) != 0 ? Long.BYTES : 0);
  }

  /** Returns the expiry of a field that has one. */
  static long expiry(long element) {
    return Memory.getLong(valuePosition(element) - Long.BYTES) >>> HEAP_BITS;
  }

  /** Sets the expiry of a field that has room for one, and keeps the place in the heap. */
  static void expiry(long element, long millis) {
    long position = valuePosition(element) - Long.BYTES;
    Memory.putLong(position, millis << HEAP_BITS | (Memory.getLong(position) & HEAP_MASK));
  }

  /** Returns the last bits of the place in the heap. */
  static int heapIndex(long element) {
    return (int) (Memory.getLong(valuePosition(element) - Long.BYTES) & HEAP_MASK);
  }

  /** Notes the place in the heap. */
  static void heapIndex(long element, int index) {
    long position = valuePosition(element) - Long.BYTES;
    Memory.putLong(position, (Memory.getLong(position) & ~HEAP_MASK) | (index & HEAP_MASK));
  }

  private static int headBytes(int valueLength) {
    return valueLength < LONG ? 1 : 1 + Integer.BYTES;
  }
}
