// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as Redis 7.0 sends them: C's {@code %.17g}. Seventeen significant digits,
 * zeros at the end left out, an exponent when it is below -4 or above 16.
 */
final class RealFormat {

  private static final int DIGITS = 17;
  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

  private RealFormat() {}

  /** Returns the text of a number; "inf", "-inf" and "nan" for what is none. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
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
}
