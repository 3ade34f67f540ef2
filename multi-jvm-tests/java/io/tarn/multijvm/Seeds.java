// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.Random;

/**
 * The seed of a test, and how long it shall take. Both can be given: {@code
 * -Dtarn.multijvm.seed=N}.
 */
final class Seeds {

  /** How many rounds tests of chance have; one is what runs for every change. */
  static final int ROUNDS = Integer.getInteger("tarn.multijvm.rounds", 1);

  private static final long FIRST =
      Long.getLong("tarn.multijvm.seed", Math.floorMod(new Random().nextLong(), 1_000_000L));

  private Seeds() {}

  /** The chance of a test's round, printed so that it can be had again. */
  static Random of(String test, int round) {
    long seed = FIRST + round;
    System.out.println(test + ": -Dtarn.multijvm.seed=" + seed);
    return new Random(seed);
  }
}
