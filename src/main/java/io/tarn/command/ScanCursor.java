// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * The cursor argument of SCAN and its kin, read as C's strtoul reads it, which is how Redis reads
 * it: a sign is allowed, and a NUL ends the text.
 */
public final class ScanCursor {

  /** The answer to an argument that is no cursor. */
  public static final Reply INVALID = Reply.error("invalid cursor");

  private ScanCursor() {}

  /** True when argument {@code i} is a cursor. */
  public static boolean is(Arguments arguments, int i) {
    int length = arguments.length(i);
    int at = digitsBegin(arguments, i);
    int first = at;
    long value = 0;
    for (; at < length && arguments.byteAt(i, at) != 0; at++) {
      int digit = arguments.byteAt(i, at) - '0';
      if (digit < 0
          || digit > 9
          || Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, 10)) > 0) {
        return false;
      }
      value = value * 10 + digit;
    }
    return at > first || first == 0;
  }

  /** Returns argument {@code i}, for which {@link #is} is true, as an unsigned number. */
  public static long parse(Arguments arguments, int i) {
    long value = 0;
    for (int at = digitsBegin(arguments, i);
        at < arguments.length(i) && arguments.byteAt(i, at) != 0;
        at++) {
      value = value * 10 + arguments.byteAt(i, at) - '0';
    }
    return arguments.length(i) > 0 && arguments.byteAt(i, 0) == '-' ? -value : value;
  }

  private static int digitsBegin(Arguments arguments, int i) {
    if (arguments.length(i) == 0) {
      return 0;
    }
    byte first = arguments.byteAt(i, 0);
    return first == '-' || first == '+' ? 1 : 0;
  }
}
