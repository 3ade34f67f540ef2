// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import org.jspecify.annotations.Nullable;

/**
 * What SSCAN, HSCAN and ZSCAN may be told behind key and cursor; and how a cursor is read, SCAN's
 * too.
 *
 * @param count about how many elements to look at, at least 1
 * @param glob which elements to answer, null for all
 * @param novalues whether only the fields of a hash are answered
 */
public record ScanOptions(long count, @Nullable Glob glob, boolean novalues) {

  public static final Reply INVALID_CURSOR = Reply.error("invalid cursor");

  private static final int DEFAULT_COUNT = 10;

  /** Answers that a request with these options has; or what is wrong with them. */
  public interface Answering {
    Reply answer(ScanOptions options);
  }

  /**
   * Reads the options from argument 3 on.
   *
   * @param ofHash whether NOVALUES is known
   * @return what {@code answering} answers, or an error
   */
  public static Reply read(Arguments arguments, boolean ofHash, Answering answering) {
    long count = DEFAULT_COUNT;
    Glob glob = null;
    boolean novalues = false;
    for (int i = 3; i < arguments.count(); i++) {
      boolean last = i + 1 == arguments.count();
      if (arguments.is(i, "count") && !last) {
        if (!Numbers.isLong(arguments, ++i)) {
          return Errors.NOT_AN_INTEGER;
        }
        count = Numbers.parseLong(arguments, i);
        if (count < 1) {
          return Errors.SYNTAX;
        }
      } else if (arguments.is(i, "match") && !last) {
        glob = Glob.of(arguments.bytes(++i));
      } else if (ofHash && arguments.is(i, "novalues")) {
        novalues = true;
      } else {
        return Errors.SYNTAX;
      }
    }
    return answering.answer(
        new ScanOptions(count, glob == null || glob.isEverything() ? null : glob, novalues));
  }

  /** True when an element with this name is to be answered. */
  public boolean takes(byte[] array, int offset, int length) {
    return glob == null || glob.matches(array, offset, length);
  }

  /**
   * True when argument {@code i} is a cursor. It is read as C's strtoul reads it, which is how
   * Redis reads it: a sign is allowed, and a NUL ends the text.
   */
  public static boolean isCursor(Arguments arguments, int i) {
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

  /** Returns argument {@code i}, for which {@link #isCursor} is true. */
  public static long cursor(Arguments arguments, int i) {
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
