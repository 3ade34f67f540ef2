// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.slab.Memory;

/**
 * Bits in {@link Memory}. Bit 0 is the highest bit of the first byte; so eight bytes, read little
 * endian, hold their bits in order once the bytes are reversed.
 */
final class Bitmap {

  private Bitmap() {}

  /** Returns how many of the bits {@code first} to {@code last} are set. */
  static long count(long position, long first, long last) {
    if (first > last) {
      return 0;
    }
    long at = position + (first >>> 3);
    long lastByte = position + (last >>> 3);
    int head = 0xff >>> (first & 7);
    int tail = 0xff << (7 - (last & 7));
    if (at == lastByte) {
      return Integer.bitCount(Memory.getByte(at) & head & tail & 0xff);
    }
    long count = Integer.bitCount(Memory.getByte(at++) & head);
    for (; at + Long.BYTES <= lastByte; at += Long.BYTES) {
      count += Long.bitCount(Memory.getLong(at));
    }
    for (; at < lastByte; at++) {
      count += Integer.bitCount(Memory.getByte(at) & 0xff);
    }
    return count + Integer.bitCount(Memory.getByte(lastByte) & tail & 0xff);
  }

  /**
   * Returns the offset of the first set bit among {@code first} to {@code last}, or -1.
   *
   * @param flip 0 to look for a set bit, -1 to look for a clear one
   */
  static long find(long position, long first, long last, int flip) {
    long at = position + (first >>> 3);
    long end = position + (last >>> 3) + 1;
    int masked = (Memory.getByte(at) ^ flip) & (0xff >>> (first & 7));
    if (masked == 0) {
      at++;
      while (at + Long.BYTES <= end && Memory.getLong(at) == flip) {
        at += Long.BYTES;
      }
      while (at < end && Memory.getByte(at) == (byte) flip) {
        at++;
      }
      if (at == end) {
        return -1;
      }
      masked = (Memory.getByte(at) ^ flip) & 0xff;
    }
    long found = ((at - position) << 3) + Integer.numberOfLeadingZeros(masked) - 24;
    return found <= last ? found : -1;
  }

  /** Returns a bit, 0 or 1. */
  static int bit(long position, long offset) {
    return Memory.getByte(position + (offset >>> 3)) >>> (7 - (offset & 7)) & 1;
  }

  /** Sets or clears a bit and returns what it was. */
  static int setBit(long position, long offset, int bit) {
    long at = position + (offset >>> 3);
    int shift = (int) (7 - (offset & 7));
    int octet = Memory.getByte(at);
    Memory.putByte(at, (byte) ((octet & ~(1 << shift)) | (bit << shift)));
    return octet >>> shift & 1;
  }

  /**
   * Returns the unsigned number in {@code bits} bits from {@code offset}, the highest first. Bits
   * beyond the bitmap are 0.
   *
   * @param length of the bitmap in bytes
   */
  static long field(long position, long length, long offset, int bits) {
    long value = 0;
    int rest = bits;
    long at = offset;
    while (rest > 0) {
      int there = (int) (8 - (at & 7));
      int taken = Math.min(there, rest);
      int octet = at >>> 3 < length ? Memory.getByte(position + (at >>> 3)) & 0xff : 0;
      value = value << taken | (octet >>> (there - taken) & ((1 << taken) - 1));
      at += taken;
      rest -= taken;
    }
    return value;
  }

  /** Writes the low {@code bits} bits of a number from {@code offset}, the highest first. */
  static void setField(long position, long offset, int bits, long value) {
    int rest = bits;
    long at = offset;
    while (rest > 0) {
      int there = (int) (8 - (at & 7));
      int taken = Math.min(there, rest);
      rest -= taken;
      int shift = there - taken;
      int mask = ((1 << taken) - 1) << shift;
      long octet = position + (at >>> 3);
      int part = (int) (value >>> rest) << shift & mask;
      Memory.putByte(octet, (byte) ((Memory.getByte(octet) & ~mask) | part));
      at += taken;
    }
  }
}
