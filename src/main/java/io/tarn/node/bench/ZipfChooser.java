// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.SplittableRandom;

/**
 * Keys by Zipf's law: key number k (from 0) is chosen with a probability proportional to 1 / (k +
 * 1)^exponent, so key 0 is the most popular. Constant time and memory for any number of keys.
 *
 * @see <a href="https://doi.org/10.1145/235025.235029">Hörmann, Derflinger: Rejection-inversion to
 *     generate variates from monotone discrete distributions. ACM TOMACS 6(3), 1996</a>
 */
/*
 * h(x) = x^-e bounds the probabilities from above between the integers, and its integral H can be inverted. A uniform
 * number in H's range is taken back through H's inverse to a real x; its nearest integer k is accepted when the number
 * lies within the share of the area that belongs to k. The paper's shortcut (k - x <= squeeze) accepts nearly always
 * without computing H again. A table of cumulative probabilities would be as exact but takes 8 bytes a key and misses
 * the cache.
 */
final class ZipfChooser implements KeyChooser {

  private final SplittableRandom random;
  private final long keys;
  private final double exponent;
  private final double areaAtFirst;
  private final double areaAtLast;
  private final double squeeze;

  /**
   * @param keys at least 1
   * @param exponent above 0; 0.99 is usual for caches
   */
  ZipfChooser(SplittableRandom random, long keys, double exponent) {
    if (keys < 1 || !(exponent > 0)) {
      throw new IllegalArgumentException("keys=" + keys + " exponent=" + exponent);
    }
    this.random = random;
    this.keys = keys;
    this.exponent = exponent;
    this.areaAtFirst = area(1.5) - 1;
    this.areaAtLast = area(keys + 0.5);
    this.squeeze = 2 - inverseArea(area(2.5) - height(2));
  }

  @Override
  public long next() {
    while (true) {
      double point = areaAtLast + random.nextDouble() * (areaAtFirst - areaAtLast);
      double x = inverseArea(point);
      long rank = Math.clamp((long) (x + 0.5), 1, keys);
      if ((double) rank - x <= squeeze || point >= area(rank + 0.5) - height((double) rank)) {
        return rank - 1;
      }
    }
  }

  private double height(double x) {
    return Math.exp(-exponent * Math.log(x));
  }

  /**
   * The integral of {@link #height}: (x^(1-e) - 1) / (1 - e), which tends to log x as e tends to 1.
   */
  private double area(double x) {
    double logX = Math.log(x);
    return expm1Ratio((1 - exponent) * logX) * logX;
  }

  private double inverseArea(double area) {
    double t = Math.max(-1, area * (1 - exponent));
    return Math.exp(log1pRatio(t) * area);
  }

  /** (e^t - 1) / t, by its series near 0. */
  private static double expm1Ratio(double t) {
    return Math.abs(t) > 1e-8 ? Math.expm1(t) / t : 1 + t / 2 * (1 + t / 3);
  }

  /** log(1 + t) / t, by its series near 0. */
  private static double log1pRatio(double t) {
    return Math.abs(t) > 1e-8 ? Math.log1p(t) / t : 1 - t * (0.5 - t / 3);
  }
}
