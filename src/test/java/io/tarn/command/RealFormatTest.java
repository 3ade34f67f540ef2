// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RealFormatTest {

  private static final MathContext SEVENTEEN = new MathContext(17, RoundingMode.HALF_EVEN);
  private static final int DRAWS = 300_000;

  @Test
  void text_ofKnownNumbers() {
    assertEquals("0", RealFormat.text(0));
    assertEquals("-0", RealFormat.text(-0.0));
    assertEquals("3.1400000000000001", RealFormat.text(3.14));
    assertEquals("-0.10000000000000001", RealFormat.text(-0.1));
    assertEquals("1e+17", RealFormat.text(1e17));
    assertEquals("99999999999999984", RealFormat.text(Math.nextDown(1e17)));
    assertEquals("9.9999999999999995e-08", RealFormat.text(1e-7));
    assertEquals("0.0078125", RealFormat.text(0x1p-7));
    assertEquals("4.9406564584124654e-324", RealFormat.text(Double.MIN_VALUE));
    assertEquals("inf", RealFormat.text(Double.POSITIVE_INFINITY));
    assertEquals("-inf", RealFormat.text(Double.NEGATIVE_INFINITY));
    assertEquals("nan", RealFormat.text(Double.NaN));
    assertEquals("0.99999999999999989", RealFormat.text(Math.nextDown(1.0)));
    assertEquals("4503599627370495.5", RealFormat.text(0x1p52 - 0.5));
  }

  @Test
  void text_ofRandomNumbers_isExactTo17Digits() {
    long seed = 20261127;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < DRAWS; i++) {
      double value =
          switch (random.nextInt(5)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(-1_000_000, 1_000_000) / 1024.0;
            case 2 -> random.nextInt() / 1000.0;
            case 3 -> Math.scalb(1 + random.nextDouble(), random.nextInt(-12, 60));
            default -> random.nextLong(1L << 54) / (double) (1L << random.nextInt(60));
          };
      if (Double.isFinite(value) && value != 0) {
        check(value, "seed=" + seed + " draw=" + i + " value=" + value);
      }
    }
  }

  private static void check(double value, String when) {
    String text = RealFormat.text(value);
    BigDecimal expected = new BigDecimal(value).round(SEVENTEEN);
    assertEquals(0, expected.compareTo(new BigDecimal(text)), when + " text=" + text);
    boolean exponent = text.indexOf('e') >= 0;
    int size = expected.precision() - expected.scale() - 1;
    assertEquals(size < -4 || size > 16, exponent, when + " text=" + text);
    assertFalse(!exponent && text.indexOf('.') >= 0 && text.endsWith("0"), when + " text=" + text);
    assertTrue(!text.endsWith("."), when);
  }

  @Test
  void human_has17DecimalsAtMost() {
    assertEquals("13.36138933897018433", RealFormat.human(13.361389338970184));
    assertEquals("0", RealFormat.human(-1e-30));
    assertEquals("-180", RealFormat.human(-180));
    assertEquals("166274.1516", RealFormat.fixed(166274.15156960033, 4));
  }
}
