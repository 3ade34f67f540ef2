// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/** Numbers as text, read as strictly as Redis's {@code string2ll} reads them. */
public final class Numbers {

  /** Most characters of a signed 64-bit number. */
  public static final int LONG_MAX_CHARS = 20;

  private Numbers() {}

  /**
   * True when the bytes are the one canonical decimal form of a signed 64-bit integer: no sign '+',
   * no leading zero, no space, "-0" excluded.
   */
  public static boolean isLong(byte[] array, int offset, int length) {
    if (length == 0 || length > LONG_MAX_CHARS) {
      return false;
    }
    int at = offset;
    int end = offset + length;
    boolean negative = array[at] == '-';
    if (negative && ++at == end) {
      return false;
    }
    if (array[at] == '0') {
      return length == 1;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = array[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative || value != Long.MIN_VALUE;
  }

  /** Returns the number for which {@link #isLong} is true. */
  public static long parseLong(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    boolean negative = array[at] == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    for (; at < end; at++) {
      value = value * 10 - (array[at] - '0');
    }
    return negative ? value : -value;
  }

  /** True when argument {@code i} is a signed 64-bit integer. */
  public static boolean isLong(Arguments arguments, int i) {
    return arguments.length(i) <= LONG_MAX_CHARS
        && isLong(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Returns argument {@code i}, for which {@link #isLong} is true. */
  public static long parseLong(Arguments arguments, int i) {
    return parseLong(arguments.array(i), arguments.offset(i), arguments.length(i));
  }
}
