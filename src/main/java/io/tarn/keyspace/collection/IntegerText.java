// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** Integers of 64 bits as their canonical decimal text: no '+', no leading zero, no "-0". */
public final class IntegerText {

  private static final int MOST_CHARS = 20;

  private IntegerText() {}

  /** True when the bytes are the canonical decimal text of a 64-bit integer. */
  public static boolean is(byte[] array, int offset, int length) {
    if (length == 0 || length > MOST_CHARS) {
      return false;
    }
    int at = offset;
    int end = offset + length;
    byte first = array[at];
    if (first == '-') {
      if (++at == end || array[at] == '0') {
        return false;
      }
    } else if (first == '0') {
      return length == 1;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = array[at] - '0';
      if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      value = value * 10 - digit;
    }
    return first == '-' || value != Long.MIN_VALUE;
  }

  /** Returns the integer whose text these bytes are. */
  public static long parse(byte[] array, int offset, int length) {
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

  /** Returns how many characters the decimal text of an integer has. */
  public static int chars(long value) {
    int chars = value < 0 ? 2 : 1;
    for (long rest = value / 10; rest != 0; rest /= 10) {
      chars++;
    }
    return chars;
  }
}
