// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;

/**
 * Elements side by side in an area of memory: strings and integers, in an order that the user
 * chooses. What small collections are, and the nodes of lists.
 *
 * <pre>
 *   0       3       6                       6+data           capacity-count    capacity
 *   +-------+-------+-----------------------+------   ------+------------------+
 *   | count | data  | bytes of element 0, 1 |  ... free ... | ..., tag 1, tag 0|
 *   +-------+-------+-----------------------+------   ------+------------------+
 *
 *   count, data: 24 bits, little endian: elements, and bytes of all of them
 *   tag:  one byte for each element
 *      0 .. 223    a string of that many bytes
 *      224         a string: its length (4), then its bytes
 *      225 .. 228  an integer of 1, 2, 4, 8 bytes, little endian
 *      229 .. 255  an integer from 0 to 26, no bytes
 * </pre>
 *
 * <p>The tags stand apart, the first one last: so an element is found by looking at one byte for
 * each before it, in either direction, and appending moves nothing. An element that is the
 * canonical decimal text of a 64-bit integer is kept as integer, all others as string, so equal
 * elements have equal tags and bytes.
 *
 * <p>The area's capacity is known to the user, not written in it. An element is named by its index
 * and the offset of its bytes; {@link #offset} computes one from the other.
 */
public final class Packed {

  /** Bytes of an area without elements. */
  public static final int HEADER = 6;

  /** Most elements, and most bytes of all elements. */
  public static final int MOST = (1 << 24) - 1;

  /** Answer of searches that find nothing. */
  public static final int ABSENT = -1;

  static final int LONG_STRING = 224;
  static final int INT8 = 225;
  static final int INT16 = 226;
  static final int INT32 = 227;
  static final int INT64 = 228;
  private static final int SMALL = 229;
  private static final int MOST_SMALL = 255 - SMALL;
  static final int LENGTH_BYTES = 4;

  /** Bytes of the elements of each tag; of a long string those of its length. */
  static final byte[] SIZES = new byte[256];

  static {
    for (int tag = 0; tag < LONG_STRING; tag++) {
      SIZES[tag] = (byte) tag;
    }
    SIZES[LONG_STRING] = LENGTH_BYTES;
    SIZES[INT8] = 1;
    SIZES[INT16] = 2;
    SIZES[INT32] = 4;
    SIZES[INT64] = 8;
  }

  private Packed() {}

  /** Makes an area empty. */
  public static void clear(long area) {
    putHeader(area, 0, 0);
  }

  /** Returns the number of elements. */
  public static int count(long area) {
    return Memory.getInt(area) & MOST;
  }

  /** Returns the bytes of all elements, without tags and header. */
  public static int dataBytes(long area) {
    return Memory.getInt(area + 2) >>> 8;
  }

  /** Returns the bytes that the area needs at least. */
  public static int usedBytes(long area) {
    return HEADER + dataBytes(area) + count(area);
  }

  /** Returns where the bytes of the first element are. */
  public static int firstOffset() {
    return HEADER;
  }

  /** Returns the offset behind the bytes of the last element. */
  public static int endOffset(long area) {
    return HEADER + dataBytes(area);
  }

  /** Returns the offset of the element at an index, 0 to count. */
  public static int offset(long area, int capacity, int index) {
    int count = count(area);
    if (index <= count / 2) {
      return advance(area, capacity, 0, HEADER, index);
    }
    int offset = endOffset(area);
    for (int i = count - 1; i >= index; i--) {
      offset -= sizeBefore(area, capacity, i, offset);
    }
    return offset;
  }

  /** Returns the offset of the element {@code steps} behind the one at index and offset. */
  public static int advance(long area, int capacity, int index, int offset, int steps) {
    int at = offset;
    long tagAt = area + capacity - 1 - index;
    for (int i = 0; i < steps; i++) {
      int tag = Memory.getByte(tagAt - i) & 0xff;
      at += tag == LONG_STRING ? LENGTH_BYTES + Memory.getInt(area + at) : SIZES[tag] & 0xff;
    }
    return at;
  }

  /** Returns the offset of the element behind the one at index and offset. */
  public static int next(long area, int capacity, int index, int offset) {
    return offset + size(area, capacity, index, offset);
  }

  /** Returns the bytes of the element at index and offset. */
  public static int size(long area, int capacity, int index, int offset) {
    int tag = tag(area, capacity, index);
    return tag == LONG_STRING ? LENGTH_BYTES + Memory.getInt(area + offset) : SIZES[tag] & 0xff;
  }

  /**
   * Returns the bytes of the element at an index, of which only the end is known. A long string has
   * its length in front, so all before it are counted.
   */
  public static int sizeBefore(long area, int capacity, int index, int end) {
    int tag = tag(area, capacity, index);
    return tag == LONG_STRING ? end - advance(area, capacity, 0, HEADER, index) : SIZES[tag] & 0xff;
  }

  /** True when the element at an index is an integer. */
  public static boolean isInteger(long area, int capacity, int index) {
    return tag(area, capacity, index) > LONG_STRING;
  }

  /** Returns the integer at index and offset. */
  public static long integer(long area, int capacity, int index, int offset) {
    int tag = tag(area, capacity, index);
    return switch (tag) {
      case INT8 -> Memory.getByte(area + offset);
      case INT16 ->
          (short) ((Memory.getByte(area + offset) & 0xff) | Memory.getByte(area + offset + 1) << 8);
      case INT32 -> Memory.getInt(area + offset);
      case INT64 -> Memory.getLong(area + offset);
      default -> tag - SMALL;
    };
  }

  /** Returns the position of the bytes of the string at index and offset. */
  public static long stringPosition(long area, int capacity, int index, int offset) {
    return area + offset + (tag(area, capacity, index) == LONG_STRING ? LENGTH_BYTES : 0);
  }

  /** Returns the length of the string at index and offset. */
  public static int stringLength(long area, int capacity, int index, int offset) {
    int tag = tag(area, capacity, index);
    return tag == LONG_STRING ? Memory.getInt(area + offset) : tag;
  }

  /* --- elements to be stored --- */

  /**
   * Returns what an element of these bytes takes in an area, its tag included: for {@link #insert}.
   */
  public static int need(byte[] array, int offset, int length) {
    if (IntegerText.is(array, offset, length)) {
      return needInteger(IntegerText.parse(array, offset, length));
    }
    return needString(length);
  }

  /** Returns what a string that is no integer takes, its tag included. */
  public static int needString(int length) {
    return 1 + (length < LONG_STRING ? length : LENGTH_BYTES + length);
  }

  /** Returns what an integer takes, its tag included. */
  public static int needInteger(long value) {
    return 1 + (SIZES[integerTag(value)] & 0xff);
  }

  /**
   * Inserts an element of these bytes before the one at index and offset, or at the end. The area
   * must have room for {@link #need}.
   *
   * @return the bytes that it takes, without the tag
   */
  public static int insert(
      long area, int capacity, int index, int offset, byte[] array, int from, int length) {
    if (IntegerText.is(array, from, length)) {
      return insertInteger(area, capacity, index, offset, IntegerText.parse(array, from, length));
    }
    int size = makeStringRoom(area, capacity, index, offset, length);
    Memory.copyIn(array, from, area + offset + size - length, length);
    return size;
  }

  /** Inserts an element before the one at index and offset, or at the end. */
  public static void insert(long area, int capacity, int index, int offset, PackedElement element) {
    makeRoom(area, capacity, index, offset, element.tag(), element.size());
    element.put(area + offset);
  }

  /** As {@link #insert}, of bytes in memory outside of this area that are no integer's text. */
  public static int insertString(
      long area, int capacity, int index, int offset, long position, int length) {
    int size = makeStringRoom(area, capacity, index, offset, length);
    Memory.copy(position, area + offset + size - length, length);
    return size;
  }

  /** As {@link #insert}, of an integer. */
  public static int insertInteger(long area, int capacity, int index, int offset, long value) {
    int tag = integerTag(value);
    int size = SIZES[tag] & 0xff;
    makeRoom(area, capacity, index, offset, tag, size);
    putInteger(area + offset, tag, value);
    return size;
  }

  /** As {@link #insert}, of eight bytes as a string, whatever they are. */
  public static int insertBits(long area, int capacity, int index, int offset, long bits) {
    int size = makeStringRoom(area, capacity, index, offset, Long.BYTES);
    Memory.putLong(area + offset, bits);
    return size;
  }

  /** Copies an element of another area, or of this one's other places, before index and offset. */
  public static int insertCopy(
      long area,
      int capacity,
      int index,
      int offset,
      long from,
      int fromCapacity,
      int fromIndex,
      int fromOffset) {
    int tag = tag(from, fromCapacity, fromIndex);
    int size = size(from, fromCapacity, fromIndex, fromOffset);
    makeRoom(area, capacity, index, offset, tag, size);
    long moved = from == area && fromOffset >= offset ? size : 0;
    Memory.copy(from + fromOffset + moved, area + offset, size);
    return size;
  }

  /** Returns what the element takes in an area, its tag included. */
  public static int needOf(long area, int capacity, int index, int offset) {
    return 1 + size(area, capacity, index, offset);
  }

  /** Removes {@code elements} elements from index and offset on. */
  public static void delete(long area, int capacity, int index, int offset, int elements) {
    int end = advance(area, capacity, index, offset, elements);
    int count = count(area);
    int data = dataBytes(area);
    Memory.copy(area + end, area + offset, HEADER + data - end);
    long tags = area + capacity - count;
    Memory.copy(tags, tags + elements, count - index - elements);
    putHeader(area, count - elements, data - (end - offset));
  }

  /**
   * Changes the capacity: moves the tags. The area must have the greater of both, and the lesser
   * must be enough for what is used.
   */
  public static void changeCapacity(long area, int from, int to) {
    int count = count(area);
    Memory.copy(area + from - count, area + to - count, count);
  }

  /**
   * Returns the index of the first element that equals these bytes, of those at {@code first}, at
   * {@code first + step} and so on; {@link #ABSENT} when there is none.
   */
  public static int find(
      long area, int capacity, int first, int step, byte[] array, int from, int length) {
    return PackedSearch.find(area, capacity, first, step, array, from, length);
  }

  /** True when the element at index and offset equals these bytes. */
  public static boolean equals(
      long area, int capacity, int index, int offset, byte[] array, int from, int length) {
    int tag = tag(area, capacity, index);
    if (tag > LONG_STRING) {
      return IntegerText.is(array, from, length)
          && IntegerText.parse(array, from, length) == integer(area, capacity, index, offset);
    }
    return stringLength(area, capacity, index, offset) == length
        && Memory.equals(stringPosition(area, capacity, index, offset), array, from, length);
  }

  /** Returns the bytes of the element's text. */
  public static int textLength(long area, int capacity, int index, int offset) {
    return isInteger(area, capacity, index)
        ? IntegerText.chars(integer(area, capacity, index, offset))
        : stringLength(area, capacity, index, offset);
  }

  /** Returns a copy of the element's text. */
  public static byte[] text(long area, int capacity, int index, int offset) {
    if (isInteger(area, capacity, index)) {
      return Long.toString(integer(area, capacity, index, offset))
          .getBytes(StandardCharsets.US_ASCII);
    }
    byte[] bytes = new byte[stringLength(area, capacity, index, offset)];
    Memory.copyOut(stringPosition(area, capacity, index, offset), bytes, 0, bytes.length);
    return bytes;
  }

  static int tag(long area, int capacity, int index) {
    return Memory.getByte(area + capacity - 1 - index) & 0xff;
  }

  static int integerTag(long value) {
    if (value >= 0 && value <= MOST_SMALL) {
      return SMALL + (int) value;
    }
    if (value == (byte) value) {
      return INT8;
    }
    if (value == (short) value) {
      return INT16;
    }
    return value == (int) value ? INT32 : INT64;
  }

  static void putInteger(long position, int tag, long value) {
    switch (tag) {
      case INT8 -> Memory.putByte(position, (byte) value);
      case INT16 -> {
        Memory.putByte(position, (byte) value);
        Memory.putByte(position + 1, (byte) (value >> 8));
      }
      case INT32 -> Memory.putInt(position, (int) value);
      case INT64 -> Memory.putLong(position, value);
      default -> {}
    }
  }

  private static int makeStringRoom(long area, int capacity, int index, int offset, int length) {
    if (length < LONG_STRING) {
      makeRoom(area, capacity, index, offset, length, length);
      return length;
    }
    makeRoom(area, capacity, index, offset, LONG_STRING, LENGTH_BYTES + length);
    Memory.putInt(area + offset, length);
    return LENGTH_BYTES + length;
  }

  /* Moves what is behind, and puts the tag. */
  static void makeRoom(long area, int capacity, int index, int offset, int tag, int size) {
    int count = count(area);
    int data = dataBytes(area);
    if (HEADER + data + count + size + 1 > capacity || data + size > MOST || count == MOST) {
      throw new IllegalStateException(
          "no room: capacity=" + capacity + " count=" + count + " data=" + data + " size=" + size);
    }
    int behind = HEADER + data - offset;
    if (behind > 0) {
      Memory.copy(area + offset, area + offset + size, behind);
    }
    if (index < count) {
      long tags = area + capacity - count;
      Memory.copy(tags, tags - 1, count - index);
    }
    Memory.putByte(area + capacity - 1 - index, (byte) tag);
    putHeader(area, count + 1, data + size);
  }

  static void putHeader(long area, int count, int data) {
    Memory.putInt(area, count | data << 24);
    Memory.putByte(area + 4, (byte) (data >>> 8));
    Memory.putByte(area + 5, (byte) (data >>> 16));
  }
}
