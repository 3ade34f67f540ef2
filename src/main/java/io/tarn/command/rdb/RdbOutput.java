// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

import io.tarn.command.Numbers;
import java.util.Arrays;

/** Bytes of the RDB format being written, in an array that grows. */
public final class RdbOutput {

  /** Strings longer than this are compressed when that makes them smaller. */
  private static final int COMPRESS_ABOVE = 20;

  /** Longest decimal text of a 32-bit integer. */
  private static final int INT_MAX_CHARS = 11;

  private byte[] array;
  private int size;

  /** Creates an empty output with room for so many bytes. */
  public RdbOutput(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  /** Returns the number of bytes written. */
  public int size() {
    return size;
  }

  /** Returns a copy of what was written. */
  public byte[] bytes() {
    return Arrays.copyOf(array, size);
  }

  byte[] array() {
    return array;
  }

  /** Appends a byte. */
  public void put(int value) {
    ensure(1);
    array[size++] = (byte) value;
  }

  /** Appends {@code bytes} bytes of a number, the lowest first. */
  public void putLittle(long value, int bytes) {
    ensure(bytes);
    for (int k = 0; k < bytes; k++) {
      array[size++] = (byte) (value >>> (8 * k));
    }
  }

  /** Appends bytes as they are. */
  public void putRaw(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, array, size, bytes.length);
    size += bytes.length;
  }

  /** Appends a length in Redis's form of 1, 2, 5 or 9 bytes. */
  public void putLength(long length) {
    if (length < 1 << 6) {
      put((int) length);
    } else if (length < 1 << 14) {
      put((int) (0x40 | length >>> 8));
      put((int) length);
    } else if (length <= 0xffff_ffffL) {
      put(DumpPayload.LENGTH_32);
      putBig(length, 4);
    } else {
      put(DumpPayload.LENGTH_64);
      putBig(length, 8);
    }
  }

  /** Appends a string: as an integer or compressed where Redis does so. */
  public void putString(byte[] value) {
    if (value.length <= INT_MAX_CHARS && Numbers.isLong(value, 0, value.length)) {
      long number = Numbers.parseLong(value, 0, value.length);
      if (number == (int) number) {
        putInteger((int) number);
        return;
      }
    }
    if (value.length > COMPRESS_ABOVE && putCompressed(value)) {
      return;
    }
    putLength(value.length);
    putRaw(value);
  }

  /** Appends a floating-point number as its eight bytes. */
  public void putDouble(double value) {
    putLittle(Double.doubleToRawLongBits(value), 8);
  }

  private boolean putCompressed(byte[] value) {
    byte[] compressed = new byte[value.length - 4];
    int length = Lzf.compress(value, compressed);
    if (length == 0) {
      return false;
    }
    put(DumpPayload.FORM_LZF);
    putLength(length);
    putLength(value.length);
    ensure(length);
    System.arraycopy(compressed, 0, array, size, length);
    size += length;
    return true;
  }

  private void putInteger(int number) {
    int bytes = number == (byte) number ? 1 : number == (short) number ? 2 : 4;
    put(
        bytes == 1
            ? DumpPayload.FORM_INT8
            : bytes == 2 ? DumpPayload.FORM_INT16 : DumpPayload.FORM_INT32);
    putLittle(number, bytes);
  }

  private void putBig(long value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      put((int) (value >>> shift));
    }
  }

  private void ensure(int more) {
    if (array.length - size < more) {
      array = Arrays.copyOf(array, Math.max(size + more, (int) Math.min(2L * size, 1 << 30)));
    }
  }
}
