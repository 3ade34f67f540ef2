// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * Elements of a {@link Packed} area by their place: the index in the upper, the offset in the lower
 * half of a long. Finding a place and changing what is there look at what is before it once.
 */
final class PackedPlaces {

  private PackedPlaces() {}

  /** As {@link Packed#find}, but returns the place, or {@link Packed#ABSENT}. */
  static long find(
      long area, int capacity, int first, int step, byte[] array, int from, int length) {
    int count = Packed.count(area);
    int tag = Math.min(length, Packed.LONG_STRING);
    long value = 0;
    if (IntegerText.is(array, from, length)) {
      value = IntegerText.parse(array, from, length);
      tag = Packed.integerTag(value);
    }
    long lastTag = area + capacity - 1;
    int offset = Packed.HEADER;
    int wanted = first;
    for (int i = 0; i < count; i++) {
      int present = Memory.getByte(lastTag - i) & 0xff;
      if (i == wanted) {
        if (present == tag
            && (tag > Packed.LONG_STRING
                ? Packed.integer(area, capacity, i, offset) == value
                : isString(area + offset, tag, array, from, length))) {
          return (long) i << 32 | offset;
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

  private static boolean isString(long position, int tag, byte[] array, int from, int length) {
    return tag == Packed.LONG_STRING
        ? Memory.getInt(position) == length
            && Memory.equals(position + Packed.LENGTH_BYTES, array, from, length)
        : Memory.equals(position, array, from, length);
  }

  /**
   * Puts an element of these bytes in the place of another. The area must have room for {@link
   * Packed#need} beyond what that one takes.
   */
  static void replace(
      long area, int capacity, int index, int offset, byte[] array, int from, int length) {
    if (IntegerText.is(array, from, length)) {
      replace(area, capacity, index, offset, IntegerText.parse(array, from, length));
      return;
    }
    int size = Packed.needString(length) - 1;
    if (size != Packed.size(area, capacity, index, offset)) {
      Packed.delete(area, capacity, index, offset, 1);
      int _ = Packed.insert(area, capacity, index, offset, array, from, length);
      return;
    }
    Memory.putByte(area + capacity - 1 - index, (byte) Math.min(length, Packed.LONG_STRING));
    if (length >= Packed.LONG_STRING) {
      Memory.putInt(area + offset, length);
    }
    Memory.copyIn(array, from, area + offset + size - length, length);
  }

  /** As the other, by an integer. */
  static void replace(long area, int capacity, int index, int offset, long value) {
    int tag = Packed.integerTag(value);
    if ((Packed.SIZES[tag] & 0xff) == Packed.size(area, capacity, index, offset)) {
      Memory.putByte(area + capacity - 1 - index, (byte) tag);
      Packed.putInteger(area + offset, tag, value);
    } else {
      Packed.delete(area, capacity, index, offset, 1);
      int _ = Packed.insertInteger(area, capacity, index, offset, value);
    }
  }
}
