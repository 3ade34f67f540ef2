// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number of the 80-bit extended format of x86 (64 bits of significand, exponents of 15 bits),
 * which is what INCRBYFLOAT counts in on the machines Redis runs on. Exact: reading, adding and
 * writing round once, to nearest with ties to even, as the processor and its C library do. Not a
 * number is no value of this type, since no command lets it in.
 */
public final class ExtendedFloat {

  public static final ExtendedFloat ZERO = new ExtendedFloat(BigInteger.ZERO, 0, false);

  /** Most characters of a text that is read as a number. */
  public static final int MAX_CHARS = 5 * 1024 - 1;

  private static final int SIGNIFICAND_BITS = 64;

  /** The weight of the last bit of the smallest denormal number is 2 to this. */
  private static final int MIN_EXPONENT = -16_445;

  /** Numbers of 2 to this and above are infinite. */
  private static final int OVERFLOW_EXPONENT = 16_384;

  /** Decimal exponents beyond this, together with the digits, are infinite or zero for sure. */
  private static final int DECIMAL_RANGE = 5_000;

  /** Exponents in texts are cut off here: beyond every limit, far from overflow of an int. */
  private static final int EXPONENT_CUT = 100_000;

  private static final int DECIMALS = 17;
  private static final BigInteger SCALE = BigInteger.TEN.pow(DECIMALS);

  /* Possessive throughout: time is linear in the text whether it matches or not. */
  private static final Pattern DECIMAL =
      Pattern.compile("([+-]?)(?:(\\d++)\\.?+(\\d*+)|\\.(\\d++))(?:[eE]([+-]?\\d++))?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "([+-]?)0[xX](?:(\\p{XDigit}++)\\.?+(\\p{XDigit}*+)|\\.(\\p{XDigit}++))"
              + "(?:[pP]([+-]?\\d++))?");
  private static final Pattern INFINITE =
      Pattern.compile("([+-]?)inf(?:inity)?", Pattern.CASE_INSENSITIVE);

  private static final ExtendedFloat INFINITY = new ExtendedFloat(BigInteger.ZERO, 0, true);

  /** The value is {@code significand} times 2 to {@code exponent}, unless infinite. */
  private final BigInteger significand;

  private final int exponent;
  private final boolean infinite;

  private ExtendedFloat(BigInteger significand, int exponent, boolean infinite) {
    this.significand = significand;
    this.exponent = exponent;
    this.infinite = infinite;
  }

  /**
   * Reads what {@code strtold} reads: decimal, hexadecimal with a binary exponent, or infinity;
   * nothing before or after it.
   *
   * @return null for a text that is no number, or one too large or too small to be told from
   *     infinity or zero
   */
  public static @Nullable ExtendedFloat parse(String text) {
    Matcher matcher = DECIMAL.matcher(text);
    ExtendedFloat value;
    if (matcher.matches()) {
      value = decimal(digits(matcher), exponentOf(matcher) - fractionDigits(matcher));
    } else if (matcher.usePattern(HEXADECIMAL).matches()) {
      BigInteger digits = new BigInteger(digits(matcher), 16);
      value = rounded(digits, exponentOf(matcher) - 4 * fractionDigits(matcher), false);
      if (digits.signum() != 0 && value.significand.signum() == 0) {
        return null;
      }
    } else if (matcher.usePattern(INFINITE).matches()) {
      return INFINITY;
    } else {
      return null;
    }
    if (value == null || value.infinite) {
      return null;
    }
    return "-".equals(matcher.group(1))
        ? new ExtendedFloat(value.significand.negate(), value.exponent, false)
        : value;
  }

  private static String digits(Matcher matcher) {
    return matcher.group(2) == null ? matcher.group(4) : matcher.group(2) + matcher.group(3);
  }

  private static int fractionDigits(Matcher matcher) {
    return (matcher.group(2) == null ? matcher.group(4) : matcher.group(3)).length();
  }

  private static int exponentOf(Matcher matcher) {
    String text = matcher.group(5);
    if (text == null) {
      return 0;
    }
    boolean negative = text.charAt(0) == '-';
    int value = 0;
    for (int i = negative || text.charAt(0) == '+' ? 1 : 0; i < text.length(); i++) {
      value = Math.min(EXPONENT_CUT, value * 10 + (text.charAt(i) - '0'));
    }
    return negative ? -value : value;
  }

  /* The value of digits times 10 to power; null when it is not zero but rounds to zero. */
  private static @Nullable ExtendedFloat decimal(String text, int power) {
    BigInteger digits = new BigInteger(text);
    if (digits.signum() == 0) {
      return ZERO;
    }
    int magnitude = digits.bitLength() * 3 / 10 + power;
    if (magnitude > DECIMAL_RANGE) {
      return INFINITY;
    }
    if (magnitude < -DECIMAL_RANGE) {
      return null;
    }
    if (power >= 0) {
      return rounded(digits.multiply(BigInteger.TEN.pow(power)), 0, false);
    }
    BigInteger divisor = BigInteger.TEN.pow(-power);
    // Two bits more than the significand: one to round by, one that the remainder cannot reach.
    int shift = Math.max(0, SIGNIFICAND_BITS + 2 + divisor.bitLength() - digits.bitLength());
    BigInteger[] quotient = digits.shiftLeft(shift).divideAndRemainder(divisor);
    ExtendedFloat value = rounded(quotient[0], -shift, quotient[1].signum() != 0);
    return value.significand.signum() == 0 ? null : value;
  }

  /** Returns the sum, which may be infinite. */
  public ExtendedFloat plus(ExtendedFloat other) {
    if (infinite || other.infinite) {
      return INFINITY;
    }
    int common = Math.min(exponent, other.exponent);
    BigInteger sum =
        significand
            .shiftLeft(exponent - common)
            .add(other.significand.shiftLeft(other.exponent - common));
    return rounded(sum, common, false);
  }

  public boolean isInfinite() {
    return infinite;
  }

  /**
   * Rounds to the format.
   *
   * @param more true when the exact value lies a little farther from zero than the integer says;
   *     the integer has at least two bits more than the significand then
   */
  private static ExtendedFloat rounded(BigInteger integer, int exponent, boolean more) {
    BigInteger size = integer.abs();
    int cut = Math.max(size.bitLength() - SIGNIFICAND_BITS, MIN_EXPONENT - exponent);
    if (cut > 0) {
      size = shiftRounding(size, cut, more);
    }
    int newExponent = cut > 0 ? exponent + cut : exponent;
    if (size.signum() != 0 && size.bitLength() + newExponent > OVERFLOW_EXPONENT) {
      return INFINITY;
    }
    return new ExtendedFloat(integer.signum() < 0 ? size.negate() : size, newExponent, false);
  }

  private static BigInteger shiftRounding(BigInteger size, int bits, boolean more) {
    BigInteger kept = size.shiftRight(bits);
    boolean half = size.testBit(bits - 1);
    boolean beyond = more || size.getLowestSetBit() < bits - 1;
    return half && (beyond || kept.testBit(0)) ? kept.add(BigInteger.ONE) : kept;
  }

  /**
   * Returns the number with 17 decimals and then without the zeros at its end; never with an
   * exponent, never "-0".
   */
  public String text() {
    if (exponent >= 0) {
      return significand.shiftLeft(exponent).toString();
    }
    BigInteger scaled = shiftRounding(significand.abs().multiply(SCALE), -exponent, false);
    if (scaled.signum() == 0) {
      return "0";
    }
    String digits = scaled.toString();
    if (digits.length() <= DECIMALS) {
      digits = "0".repeat(DECIMALS + 1 - digits.length()) + digits;
    }
    int point = digits.length() - DECIMALS;
    int end = digits.length();
    while (end > point && digits.charAt(end - 1) == '0') {
      end--;
    }
    String text = digits.substring(0, point);
    if (end > point) {
      text += "." + digits.substring(point, end);
    }
    return significand.signum() < 0 ? "-" + text : text;
  }
}
