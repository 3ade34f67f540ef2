// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * The hash slot of a key: CRC16 of the key, or of its hash tag, modulo 16,384, as in the Redis
 * Cluster specification.
 */
public final class HashSlot {

  /** Number of hash slots; slot numbers are 0 to {@code COUNT - 1}. */
  public static final int COUNT = 16_384;

  /** CRC16/XMODEM, polynomial 0x1021; TABLES[k] advances a byte over k further zero bytes. */
  private static final char[][] TABLES = tables();

  private HashSlot() {}

  /**
   * Returns the slot of the key in {@code array[offset, offset + length)}. If the key has a '{' and
   * a later '}' with at least one byte between the first such pair, only those bytes count.
   */
  public static int of(byte[] array, int offset, int length) {
    int end = offset + length;
    for (int open = offset; open < end; open++) {
      if (array[open] == '{') {
        for (int close = open + 1; close < end; close++) {
          if (array[close] == '}') {
            return close == open + 1
                ? crc(array, offset, end) & (COUNT - 1)
                : crc(array, open + 1, close) & (COUNT - 1);
          }
        }
        break;
      }
    }
    return crc(array, offset, end) & (COUNT - 1);
  }

  /** Returns the slot of a whole array. */
  public static int of(byte[] key) {
    return of(key, 0, key.length);
  }

  /* Four bytes a step: the table look-ups of one step do not wait for each other. */
  private static int crc(byte[] array, int offset, int end) {
    char[] t0 = TABLES[0];
    char[] t1 = TABLES[1];
    char[] t2 = TABLES[2];
    char[] t3 = TABLES[3];
    int crc = 0;
    int at = offset;
    for (; at + 4 <= end; at += 4) {
      crc =
          t3[(crc >>> 8) ^ (array[at] & 0xff)]
              ^ t2[(crc & 0xff) ^ (array[at + 1] & 0xff)]
              ^ t1[array[at + 2] & 0xff]
              ^ t0[array[at + 3] & 0xff];
    }
    for (; at < end; at++) {
      crc = ((crc << 8) & 0xffff) ^ t0[((crc >>> 8) ^ array[at]) & 0xff];
    }
    return crc;
  }

  private static char[][] tables() {
    char[][] tables = new char[4][256];
    for (int b = 0; b < 256; b++) {
      int crc = b << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
      }
      tables[0][b] = (char) crc;
    }
    for (int k = 1; k < tables.length; k++) {
      for (int b = 0; b < 256; b++) {
        int before = tables[k - 1][b];
        tables[k][b] = (char) (((before << 8) & 0xffff) ^ tables[0][before >>> 8]);
      }
    }
    return tables;
  }
}
