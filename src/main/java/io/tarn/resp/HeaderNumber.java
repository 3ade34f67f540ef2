// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Numbers;

/** The numbers in the headers {@code *count} and {@code $length}. */
final class HeaderNumber {

  private HeaderNumber() {}

  /**
   * Reads a plain number below 10^8 and its line end: the value in the upper half, the place behind
   * the line in the lower. Anything else, or less than a whole line, is -1.
   *
   * @param end where what has arrived ends
   */
  static long quick(byte[] bytes, int from, int end) {
    int last = end - 2;
    if (from > last) {
      return -1;
    }
    int value = bytes[from] - '0';
    if (value < 0 || value > 9 || (value == 0 && bytes[from + 1] != '\r')) {
      return -1;
    }
    for (int i = from + 1; i <= last && value < 100_000_000; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return bytes[i] == '\r' ? (long) value << 32 | (i + 2) : -1;
      }
      value = value * 10 + digit;
    }
    return -1;
  }

  /** Reads a number strictly; {@link Long#MAX_VALUE}, which no header may say, when it is none. */
  static long strict(byte[] bytes, int from, int to) {
    return Numbers.isLong(bytes, from, to - from)
        ? Numbers.parseLong(bytes, from, to - from)
        : Long.MAX_VALUE;
  }
}
