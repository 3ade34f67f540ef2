// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import java.nio.charset.StandardCharsets;

/**
 * Floating-point numbers as C's {@code strtod} reads them: decimal, hexadecimal, "inf" and "nan".
 * What is no number, and what is "not a number", is a NaN here, which no score may be.
 */
public final class ScoreText {

  /** Texts of so many digits at most are exact as integers of 53 bits. */
  private static final int SHORT_DIGITS = 15;

  private static final int NO_NUMBER = -1;

  private ScoreText() {}

  /**
   * Returns argument {@code i}, which must be a number and nothing else, and neither too large nor
   * too small for a double; else a NaN.
   */
  public static double strict(Arguments arguments, int i) {
    int length = arguments.length(i);
    if (length > 0 && length <= SHORT_DIGITS && !arguments.isBlock(i)) {
      byte[] array = arguments.array(i);
      int offset = arguments.offset(i);
      int at = offset;
      int end = offset + length;
      boolean negative = array[at] == '-';
      at += negative ? 1 : 0;
      long value = 0;
      for (; at < end && array[at] >= '0' && array[at] <= '9'; at++) {
        value = value * 10 + array[at] - '0';
      }
      if (at == end && (!negative || value > 0)) {
        return negative ? -value : value;
      }
    }
    return strict(arguments.text(i));
  }

  private static double strict(String text) {
    if (text.isEmpty() || isSpace(text.charAt(0)) || end(text, 0) != text.length()) {
      return Double.NaN;
    }
    double value = value(text);
    if (Double.isInfinite(value)) {
      char last = text.charAt(text.length() - 1);
      return last > '9' && !isHexadecimal(text) ? value : Double.NaN;
    }
    return value == 0 && hasDigit(text) ? Double.NaN : value;
  }

  /**
   * Returns argument {@code i} from byte {@code from} on, up to the first NUL, as an end of a
   * range: space may come first, nothing at all is 0, and what is too large is infinite. A NaN when
   * it is no number.
   */
  static double lenient(Arguments arguments, int i, int from) {
    String all = arguments.text(i);
    int nul = all.indexOf('\0', from);
    String text = all.substring(from, nul < 0 ? all.length() : nul);
    if (text.isEmpty()) {
      return 0;
    }
    int begin = 0;
    while (begin < text.length() && isSpace(text.charAt(begin))) {
      begin++;
    }
    return end(text, begin) == text.length() ? value(text.substring(begin)) : Double.NaN;
  }

  /**
   * Returns what SORT compares an element by: the number that it is up to its first NUL. Space may
   * come first, nothing at all is 0. A NaN when it is no number, or none that a double can hold.
   */
  public static double sortable(byte[] element) {
    String text = new String(element, StandardCharsets.ISO_8859_1);
    int nul = text.indexOf('\0');
    text = nul < 0 ? text : text.substring(0, nul);
    if (text.isEmpty()) {
      return 0;
    }
    int begin = 0;
    while (begin < text.length() && isSpace(text.charAt(begin))) {
      begin++;
    }
    double value = begin == text.length() ? Double.NaN : strict(text.substring(begin));
    /* Here Redis takes C's word that a number was too small, which it gives when it had to round. */
    boolean rounded = value != 0 && Math.abs(value) < Double.MIN_NORMAL && !isHexadecimal(text);
    return rounded ? Double.NaN : value;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isHexadecimal(String text) {
    return text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
  }

  /* Whether a digit of the significand is not 0. */
  private static boolean hasDigit(String text) {
    boolean hexadecimal = isHexadecimal(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'p' || c == 'P' || (!hexadecimal && (c == 'e' || c == 'E'))) {
        return false;
      }
      if (c != '0' && Character.digit(c, 16) > 0) {
        return true;
      }
    }
    return false;
  }

  /* The text is one that end() accepts as a whole. */
  private static double value(String text) {
    int first = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    char c = text.charAt(first);
    if (c == 'i' || c == 'I') {
      return text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (c == 'n' || c == 'N') {
      return Double.NaN;
    }
    boolean bare = isHexadecimal(text) && text.indexOf('p') < 0 && text.indexOf('P') < 0;
    return Double.parseDouble(bare ? text + "p0" : text);
  }

  /* Returns where the number that begins there ends. */
  private static int end(String text, int from) {
    int at = from;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    if (text.regionMatches(true, at, "infinity", 0, 8)) {
      return at + 8;
    }
    if (text.regionMatches(true, at, "inf", 0, 3)) {
      return at + 3;
    }
    if (text.regionMatches(true, at, "nan", 0, 3)) {
      return text.length(); // no score, whatever follows
    }
    if (text.regionMatches(true, at, "0x", 0, 2)) {
      int end = digitsEnd(text, at + 2, 16);
      if (end != NO_NUMBER) {
        return exponentEnd(text, end, 'p');
      }
      return at + 1;
    }
    int end = digitsEnd(text, at, 10);
    return end == NO_NUMBER ? NO_NUMBER : exponentEnd(text, end, 'e');
  }

  private static int digitsEnd(String text, int from, int radix) {
    int at = from;
    int digits = 0;
    for (boolean point = false; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.' && !point) {
        point = true;
      } else if (c < 128 && Character.digit(c, radix) >= 0) {
        digits++;
      } else {
        break;
      }
    }
    return digits == 0 ? NO_NUMBER : at;
  }

  private static int exponentEnd(String text, int from, char letter) {
    if (from >= text.length() || Character.toLowerCase(text.charAt(from)) != letter) {
      return from;
    }
    int at = from + 1;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int first = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at == first ? from : at;
  }
}
