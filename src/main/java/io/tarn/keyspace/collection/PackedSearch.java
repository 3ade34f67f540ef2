// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/** Looking for an element of a {@link Packed} area. */
final class PackedSearch {

  private PackedSearch() {}

  /** As {@link Packed#find}. */
  static int find(
      long area, int capacity, int first, int step, byte[] array, int from, int length) {
    int count = Packed.count(area);
    int tag;
    long value = 0;
    if (IntegerText.is(array, from, length)) {
      value = IntegerText.parse(array, from, length);
      tag = Packed.integerTag(value);
    } else {
      tag = length < Packed.LONG_STRING ? length : Packed.LONG_STRING;
    }
    long lastTag = area + capacity - 1;
    int offset = Packed.HEADER;
    int wanted = first;
    for (int i = 0; i < count; i++) {
      int present = Memory.getByte(lastTag - i) & 0xff;
      if (i == wanted) {
        if (present == tag && isAt(area + offset, tag, value, array, from, length)) {
          return i;
        }
        wanted += step;
      }
      offset +=
          present == Packed.LONG_STRING
              ? Packed.LENGTH_BYTES + Memory.getInt(area + offset)
              : Packed.SIZES[present] & 0xff;
    }
    return Packed.ABSENT;
  }

  private static boolean isAt(
      long position, int tag, long value, byte[] array, int from, int length) {
    return switch (tag) {
      case Packed.LONG_STRING ->
          Memory.getInt(position) == length
              && Memory.equals(position + Packed.LENGTH_BYTES, array, from, length);
      case Packed.INT8 -> Memory.getByte(position) == (byte) value;
      case Packed.INT16 ->
          Memory.getByte(position) == (byte) value
              && Memory.getByte(position + 1) == (byte) (value >> 8);
      case Packed.INT32 -> Memory.getInt(position) == (int) value;
      case Packed.INT64 -> Memory.getLong(position) == value;
      default -> tag > Packed.LONG_STRING || Memory.equals(position, array, from, length);
    };
  }
}
