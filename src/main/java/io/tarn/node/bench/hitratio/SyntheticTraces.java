// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Traces of four kinds that caches meet, the same ones at every run. */
final class SyntheticTraces {

  private static final double EXPONENT = 0.9;
  private static final long SEED = 20_261_123;

  private SyntheticTraces() {}

  /**
   * One of each kind.
   *
   * @param distinct keys of each, about
   * @param accesses of each
   */
  static List<Trace> all(int distinct, int accesses) {
    return List.of(
        zipf(distinct, accesses),
        drift(distinct, accesses),
        loop(distinct, accesses),
        scan(distinct, accesses));
  }

  /** A few keys often, most seldom, and always the same ones. */
  static Trace zipf(int distinct, int accesses) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] shares = cumulative(distinct);
    int[] keys = new int[accesses];
    for (int i = 0; i < accesses; i++) {
      keys[i] = draw(shares, random);
    }
    return Trace.of("zipf", keys, distinct);
  }

  /** The same, but which keys are popular moves on: over the trace, through half of them. */
  static Trace drift(int distinct, int accesses) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    double[] shares = cumulative(distinct);
    int[] keys = new int[accesses];
    for (int i = 0; i < accesses; i++) {
      long moved = (long) i * distinct / 2 / accesses;
      keys[i] = (int) ((draw(shares, random) + moved) % distinct);
    }
    return Trace.of("drifting-zipf", keys, distinct);
  }

  /** All keys in order, again and again. */
  static Trace loop(int distinct, int accesses) {
    int around = Math.max(1, Math.min(distinct, accesses / 10));
    int[] keys = new int[accesses];
    Arrays.setAll(keys, i -> i % around);
    return Trace.of("loop", keys, around);
  }

  /** Popular keys, and now and then a run through keys that are asked for once. */
  static Trace scan(int distinct, int accesses) {
    SplittableRandom random = new SplittableRandom(SEED + 2);
    int popular = distinct / 2;
    int scanned = distinct - popular;
    double[] shares = cumulative(popular);
    int run = Math.max(1, scanned / 20);
    int[] keys = new int[accesses];
    int next = 0;
    for (int i = 0; i < accesses; i++) {
      if (i / run % 5 == 4) {
        keys[i] = popular + next++ % scanned;
      } else {
        keys[i] = draw(shares, random);
      }
    }
    return Trace.of("zipf-with-scans", keys, distinct);
  }

  private static double[] cumulative(int keys) {
    double[] shares = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += Math.pow(i + 1.0, -EXPONENT);
      shares[i] = sum;
    }
    return shares;
  }

  private static int draw(double[] shares, SplittableRandom random) {
    int at = Arrays.binarySearch(shares, random.nextDouble() * shares[shares.length - 1]);
    return Math.min(at < 0 ? -at - 1 : at, shares.length - 1);
  }
}
