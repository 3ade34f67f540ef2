// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfChooserTest {

  /**
   * Chi-squared of 200,000 draws over 50 keys; 49 degrees of freedom exceed 94.6 once in ten
   * thousand. The seed is fixed.
   */
  @Test
  void next_manyDraws_followTheLaw() {
    for (double exponent : new double[] {0.5, 0.99, 1.0, 1.5}) {
      int keys = 50;
      int draws = 200_000;
      ZipfChooser chooser = new ZipfChooser(new SplittableRandom(42), keys, exponent);
      long[] counts = new long[keys];
      for (int i = 0; i < draws; i++) {
        counts[(int) chooser.next()]++;
      }
      double total = 0;
      for (int k = 1; k <= keys; k++) {
        total += Math.pow(k, -exponent);
      }
      double chiSquared = 0;
      for (int k = 1; k <= keys; k++) {
        double expected = draws * Math.pow(k, -exponent) / total;
        chiSquared += (counts[k - 1] - expected) * (counts[k - 1] - expected) / expected;
      }
      assertTrue(chiSquared < 94.6, "exponent=" + exponent + " chiSquared=" + chiSquared);
    }
  }

  @Test
  void next_oneKey_isThatKey() {
    assertEquals(0, new ZipfChooser(new SplittableRandom(1), 1, 0.99).next());
  }

  @Test
  void next_hugeKeySpace_staysWithin() {
    ZipfChooser chooser = new ZipfChooser(new SplittableRandom(7), 1_000_000_000_000L, 0.2);
    for (int i = 0; i < 100_000; i++) {
      long key = chooser.next();
      assertTrue(key >= 0 && key < 1_000_000_000_000L, "key=" + key);
    }
  }
}
