// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The process's one off-heap address space. A position is a byte offset from its start, 0 to {@link
 * #size()}; blocks of every {@link Slab} lie in it. Numbers are little endian and need no
 * alignment.
 *
 * <p>Every access is checked against the bounds of the space, so that a wrong position throws
 * {@link IndexOutOfBoundsException} and can never end the JVM. Whether a position lies in a live
 * block is not checked here.
 */
public final class Memory {
  /*
   * One segment in a static final field: the JIT then treats base, length and (global) lifetime as
   * constants, and an access is one compare and one move. A segment per page would cost a load of
   * base and bounds each time.
   */
  private static final MemorySegment SPACE;

  private static final MemorySegment PAGE_TABLE;

  static {
    AddressRange.Reserved reserved = AddressRange.reserve();
    SPACE = reserved.space();
    PAGE_TABLE = reserved.table();
  }

  private static final long SIZE = SPACE.byteSize();

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ARRAY_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Memory() {}

  /** Returns the bytes of address space, used or not. */
  public static long size() {
    return SIZE;
  }

  /** Reads the byte at a position. */
  public static byte getByte(long position) {
    return SPACE.get(ValueLayout.JAVA_BYTE, position);
  }

  /** Reads four bytes, little endian, any alignment. */
  public static int getInt(long position) {
    return SPACE.get(INT, position);
  }

  /** Reads eight bytes, little endian, any alignment. */
  public static long getLong(long position) {
    return SPACE.get(LONG, position);
  }

  /** Reads eight bytes at a position that need not be valid; 0 outside of the space. */
  public static long touch(long position) {
    return position >= 0 && position <= SIZE - Long.BYTES ? SPACE.get(LONG, position) : 0;
  }

  public static void putByte(long position, byte value) {
    SPACE.set(ValueLayout.JAVA_BYTE, position, value);
  }

  public static void putInt(long position, int value) {
    SPACE.set(INT, position, value);
  }

  public static void putLong(long position, long value) {
    SPACE.set(LONG, position, value);
  }

  /**
   * True when the bytes at the position are those of {@code array[offset, offset + length)}.
   *
   * <p>Eight bytes a step; what is left is compared by steps that overlap the last one.
   */
  public static boolean equals(long position, byte[] array, int offset, int length) {
    if (length >= Long.BYTES) {
      int last = length - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if (getLong(position + i) != (long) ARRAY_LONG.get(array, offset + i)) {
          return false;
        }
      }
      return getLong(position + last) == (long) ARRAY_LONG.get(array, offset + last);
    }
    if (length >= Integer.BYTES) {
      int last = length - Integer.BYTES;
      return getInt(position) == (int) ARRAY_INT.get(array, offset)
          && getInt(position + last) == (int) ARRAY_INT.get(array, offset + last);
    }
    for (int i = 0; i < length; i++) {
      if (getByte(position + i) != array[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares two strings of bytes, each byte unsigned; the shorter one comes first where one begins
   * with the other.
   *
   * @return negative, 0 or positive
   */
  public static int compare(long a, int lengthA, long b, int lengthB) {
    int common = Math.min(lengthA, lengthB);
    int i = 0;
    for (; i <= common - Long.BYTES; i += Long.BYTES) {
      long x = getLong(a + i);
      long y = getLong(b + i);
      if (x != y) {
        return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
      }
    }
    for (; i < common; i++) {
      int difference = (getByte(a + i) & 0xff) - (getByte(b + i) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return lengthA - lengthB;
  }

  /** As the other, with bytes of the heap. */
  public static int compare(long a, int lengthA, byte[] array, int offset, int lengthB) {
    int common = Math.min(lengthA, lengthB);
    int i = 0;
    for (; i <= common - Long.BYTES; i += Long.BYTES) {
      long x = getLong(a + i);
      long y = (long) ARRAY_LONG.get(array, offset + i);
      if (x != y) {
        return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
      }
    }
    for (; i < common; i++) {
      int difference = (getByte(a + i) & 0xff) - (array[offset + i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return lengthA - lengthB;
  }

  /** Copies heap bytes into the space. */
  public static void copyIn(byte[] source, int offset, long position, int length) {
    MemorySegment.copy(source, offset, SPACE, ValueLayout.JAVA_BYTE, position, length);
  }

  /** Copies bytes of the space to the heap. */
  public static void copyOut(long position, byte[] target, int offset, int length) {
    MemorySegment.copy(SPACE, ValueLayout.JAVA_BYTE, position, target, offset, length);
  }

  /** Copies bytes of the space into the remaining room of a buffer and moves its position. */
  public static void copyOut(long position, ByteBuffer target, int length) {
    MemorySegment.copy(SPACE, position, MemorySegment.ofBuffer(target), 0, length);
    target.position(target.position() + length);
  }

  /**
   * Returns a direct buffer on a range. It does not keep the block alive: use it before the block
   * may be freed.
   */
  public static ByteBuffer view(long position, int length) {
    return SPACE.asSlice(position, length).asByteBuffer();
  }

  /** Copies within the space; the ranges may overlap. */
  public static void copy(long from, long to, long length) {
    MemorySegment.copy(SPACE, from, SPACE, to, length);
  }

  /** Sets every byte of a range. */
  public static void fill(long position, long length, byte value) {
    SPACE.asSlice(position, length).fill(value);
  }

  /** Returns what is known of pages, which {@link Page} alone reads and writes. */
  static MemorySegment pageTable() {
    return PAGE_TABLE;
  }

  /** Gives the memory behind a range of whole pages back to the system. Its bytes become zero. */
  static void giveBack(long position, long length) {
    AddressRange.giveBack(SPACE.asSlice(position, length));
  }
}
