// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.rdb;

/**
 * The checksum of DUMP payloads and RDB files: CRC-64 with the polynomial of Jones
 * (0xad93d23594c935a9), bits reflected, starting from 0, without a final inversion. The checksum of
 * "123456789" is 0xe9c6d914c4b8d9ca.
 */
public final class Crc64 {

  /** The polynomial with its bits in reverse. */
  private static final long REFLECTED = 0x95ac9329ac4bc9b5L;

  private static final long[] TABLE = table();

  private Crc64() {}

  /** Returns the checksum of all bytes so far, given that before the next one. */
  public static long next(long crc, byte b) {
    return TABLE[(int) (crc ^ b) & 0xff] ^ (crc >>> 8);
  }

  /** Returns the checksum of the first {@code length} bytes of an array. */
  public static long of(byte[] array, int length) {
    long crc = 0;
    for (int i = 0; i < length; i++) {
      crc = next(crc, array[i]);
    }
    return crc;
  }

  private static long[] table() {
    long[] table = new long[256];
    for (int b = 0; b < table.length; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ REFLECTED : crc >>> 1;
      }
      table[b] = crc;
    }
    return table;
  }
}
