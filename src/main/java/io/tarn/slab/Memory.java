// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/** Placeholder of the contract; see the room's owner. */
public final class Memory {
  private Memory() {}

  /** Reads the byte at a position. */
  public static byte getByte(long position) {
    throw new UnsupportedOperationException();
  }

  /** Reads four bytes, little endian, any alignment. */
  public static int getInt(long position) {
    throw new UnsupportedOperationException();
  }

  /** Reads eight bytes, little endian, any alignment. */
  public static long getLong(long position) {
    throw new UnsupportedOperationException();
  }

  public static void putByte(long position, byte value) {
    throw new UnsupportedOperationException();
  }

  public static void putInt(long position, int value) {
    throw new UnsupportedOperationException();
  }

  public static void putLong(long position, long value) {
    throw new UnsupportedOperationException();
  }

  /** True when the bytes at the position are those of {@code array[offset, offset + length)}. */
  public static boolean equals(long position, byte[] array, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Copies heap bytes into the space. */
  public static void copyIn(byte[] source, int offset, long position, int length) {
    throw new UnsupportedOperationException();
  }

  /** Copies bytes of the space to the heap. */
  public static void copyOut(long position, byte[] target, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /** Copies within the space; the ranges may overlap. */
  public static void copy(long from, long to, long length) {
    throw new UnsupportedOperationException();
  }

  /** Sets every byte of a range. */
  public static void fill(long position, long length, byte value) {
    throw new UnsupportedOperationException();
  }
}
