// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as Redis 7.0 sends them: C's {@code %.17g}. Seventeen significant digits,
 * zeros at the end left out, an exponent when it is below -4 or above 16.
 */
public final class RealFormat {

  private static final int DIGITS = 17;
  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

  /** Whole numbers below this have at most {@link #DIGITS} digits and are exact. */
  private static final double MOST_WHOLE = 1e17;

  /** Decimals of the human form, {@code %.17Lf}. */
  private static final int DECIMALS = 17;

  private static final int FRACTION_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;
  private static final long FRACTION_MASK = (1L << FRACTION_BITS) - 1;

  /** Ten times a fraction of so many bits is below 2^63. */
  private static final int MOST_FRACTION_BITS = 59;

  private RealFormat() {}

  /** True when the text of a number is that of {@code (long) value}. */
  public static boolean isInteger(double value) {
    return value == Math.rint(value)
        && Math.abs(value) < MOST_WHOLE
        && (value != 0 || 1 / value > 0);
  }

  /** Returns the text of a number; "inf", "-inf" and "nan" for what is none. */
  public static String text(double value) {
    if (isInteger(value)) {
      return Long.toString((long) value);
    }
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return "-0";
    }
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) ((bits >>> FRACTION_BITS) & 0x7ff) - EXPONENT_BIAS;
    int fractionBits = FRACTION_BITS - exponent;
    return fractionBits > 0 && fractionBits <= MOST_FRACTION_BITS
        ? digitByDigit(value < 0, (bits & FRACTION_MASK) | (1L << FRACTION_BITS), fractionBits)
        : exact(value);
  }

  /*
   * The number is significand / 2^fractionBits, between 2^-7 and 2^52 and not whole: its whole part
   * has 16 digits at most, and each further digit is the whole part of ten times the fraction.
   */
  private static String digitByDigit(boolean negative, long significand, int fractionBits) {
    long whole = significand >>> fractionBits;
    long mask = (1L << fractionBits) - 1;
    long fraction = significand & mask;
    int digits = whole == 0 ? 0 : Numbers.charsOf(whole);
    long decimals = 0;
    int places = 0;
    while (digits < DIGITS && fraction != 0) {
      fraction *= 10;
      int digit = (int) (fraction >>> fractionBits);
      fraction &= mask;
      decimals = decimals * 10 + digit;
      places++;
      if (digits > 0 || digit > 0) {
        digits++;
      }
    }
    long half = 1L << (fractionBits - 1);
    if (fraction > half || (fraction == half && (decimals & 1) != 0)) {
      decimals++;
    }
    if (places > 18 || (whole == 0 && decimals == 0)) {
      return exact(Math.scalb((double) (negative ? -significand : significand), -fractionBits));
    }
    return joined(negative, whole, decimals, places);
  }

  private static String joined(boolean negative, long wholePart, long decimalPart, int placesMade) {
    long whole = wholePart;
    long decimals = decimalPart;
    int places = placesMade;
    long one = 1;
    for (int i = 0; i < places; i++) {
      one *= 10;
    }
    if (decimals >= one) {
      decimals -= one;
      whole++;
    }
    while (places > 0 && decimals % 10 == 0) {
      decimals /= 10;
      places--;
    }
    StringBuilder text = new StringBuilder(24);
    text.append(negative ? "-" : "").append(whole);
    if (places > 0) {
      text.append('.');
      for (int zeros = places - Numbers.charsOf(decimals); zeros > 0; zeros--) {
        text.append('0');
      }
      text.append(decimals);
    }
    return text.toString();
  }

  private static String exact(double value) {
    BigDecimal exact = new BigDecimal(value).round(ROUNDING).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < DIGITS) {
      return exact.toPlainString();
    }
    String digits = exact.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    return text.append(size < 10 ? "0" : "").append(size).toString();
  }

  /** Returns a finite number with 17 decimals, less the zeros at their end; never "-0". */
  public static String human(double value) {
    BigDecimal rounded = new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Returns a finite number with so many decimals. */
  public static String fixed(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
