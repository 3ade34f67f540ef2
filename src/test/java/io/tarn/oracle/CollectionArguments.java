// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.SplittableRandom;

/** Arguments of the commands of collections. */
final class CollectionArguments {

  /* No large negative number: so many elements would be answered. */
  private static final String[] COUNTS = {
    "0",
    "1",
    "-1",
    "100",
    "-100",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "",
    "+1",
    "01",
    "1.0",
    "abc"
  };

  private CollectionArguments() {}

  /** Returns how many elements are asked for. */
  static String count(SplittableRandom random) {
    return random.nextInt(4) > 0
        ? Integer.toString(random.nextInt(-6, 12))
        : COUNTS[random.nextInt(COUNTS.length)];
  }

  /** Returns an element of a collection: mostly one that others have too. */
  static String element(SplittableRandom random, ArgumentPool pool) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> Integer.toString(random.nextInt(-3, 15));
      case 3, 4 -> "m" + random.nextInt(12);
      case 5 -> Long.toString((1L << random.nextInt(63)) * (random.nextBoolean() ? 1 : -1));
      case 6 -> "long element ".repeat(random.nextInt(1, 9)) + random.nextInt(3);
      case 7 -> pool.value();
      case 8 -> "" + (char) ('a' + random.nextInt(4)) + (char) ('a' + random.nextInt(4));
      default -> random.nextInt(8) == 0 ? pool.value() : Integer.toString(random.nextInt(40_000));
    };
  }
}
