// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * An element that is to be stored or looked for: bytes on the heap or in memory, and what they are
 * in a {@link Packed} area. Found out once, used for one element after the other. Shows the bytes,
 * which must stay as they are meanwhile.
 */
public final class PackedElement {

  private static final byte[] NOTHING = {};
  private static final int MOST_DIGITS = 20;

  private byte[] array = NOTHING;
  private int from;
  private long position;
  private int length;
  private long value;
  private int tag;
  private int size;

  /** Shows bytes of a heap array. */
  public PackedElement set(byte[] bytes, int offset, int count) {
    array = bytes;
    from = offset;
    length = count;
    position = Slab.NONE;
    if (IntegerText.is(bytes, offset, count)) {
      value = IntegerText.parse(bytes, offset, count);
      tag = Packed.integerTag(value);
      size = Packed.SIZES[tag] & 0xff;
    } else {
      string();
    }
    return this;
  }

  /** Shows bytes in {@link Memory}. */
  public PackedElement set(long bytes, int count) {
    if (count <= MOST_DIGITS) {
      byte[] copy = new byte[count];
      Memory.copyOut(bytes, copy, 0, count);
      return set(copy, 0, count);
    }
    array = NOTHING;
    length = count;
    position = bytes;
    string();
    return this;
  }

  private void string() {
    tag = length < Packed.LONG_STRING ? length : Packed.LONG_STRING;
    size = length < Packed.LONG_STRING ? length : Packed.LENGTH_BYTES + length;
  }

  /** Returns the bytes of its text. */
  public int length() {
    return length;
  }

  /** Returns what it takes in an area, its tag included. */
  public int need() {
    return 1 + size;
  }

  int tag() {
    return tag;
  }

  /** Returns what it takes in an area without its tag. */
  int size() {
    return size;
  }

  /** Writes it as an area has it, {@link #size} bytes. */
  void put(long at) {
    if (tag > Packed.LONG_STRING) {
      Packed.putInteger(at, tag, value);
    } else if (tag == Packed.LONG_STRING) {
      Memory.putInt(at, length);
      putText(at + Packed.LENGTH_BYTES);
    } else {
      putText(at);
    }
  }

  /** Writes its text, {@link #length} bytes. */
  void putText(long at) {
    if (position != Slab.NONE) {
      Memory.copy(position, at, length);
    } else if (length < Long.BYTES) {
      for (int i = 0; i < length; i++) {
        Memory.putByte(at + i, array[from + i]);
      }
    } else {
      Memory.copyIn(array, from, at, length);
    }
  }

  /** True when it equals the element of an area at index and offset. */
  public boolean isAt(long area, int capacity, int index, int offset) {
    if (Packed.tag(area, capacity, index) != tag) {
      return false;
    }
    if (tag > Packed.LONG_STRING) {
      return Packed.integer(area, capacity, index, offset) == value;
    }
    if (tag < Packed.LONG_STRING) {
      return isText(area + offset);
    }
    return Memory.getInt(area + offset) == length && isText(area + offset + Packed.LENGTH_BYTES);
  }

  /** True when its text is that of {@link #length} bytes in memory. */
  boolean isText(long at) {
    if (position == Slab.NONE) {
      return Memory.equals(at, array, from, length);
    }
    int last = length - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      if (Memory.getLong(at + i) != Memory.getLong(position + i)) {
        return false;
      }
    }
    return Memory.getLong(at + last) == Memory.getLong(position + last);
  }
}
