// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.SplittableRandom;

/** The grammars of the commands on hashes that the oracle knows, and the fields that they name. */
final class HashGrammar {

  static final String[] LINES = {
    "hdel K H+",
    "hexists K H",
    "hget K H",
    "hgetall K",
    "hincrby K H L",
    "hincrbyfloat K H F",
    "hkeys K",
    "hlen K",
    "hmget K H+",
    "hmset K (H V)+",
    "hrandfield K [(0|1|2|3|5|9|50|-1|-3|-20|abc||01|-9223372036854775808|4611686018427387904)"
        + " [(withvalues|withvalues|J)]]",
    "hscan K (0|0|I) [match G] [count I] [(type hash|J)]",
    "hset K (H V)+",
    "hsetnx K H V",
    "hstrlen K H",
    "hvals K"
  };

  private static final String[] FIELDS = {
    "",
    "f",
    "g",
    "1",
    "2",
    "-7",
    "70000",
    "9223372036854775807",
    "007",
    "field",
    "\0",
    "\u00ff",
    "a",
    "x".repeat(24),
    "x".repeat(25),
    "y".repeat(64),
    "y".repeat(65),
    "z".repeat(300)
  };

  private HashGrammar() {}

  /** Returns the name of a field: few, so that they meet. */
  static String field(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> FIELDS[random.nextInt(FIELDS.length)];
      case 1 -> Integer.toString(random.nextInt(12));
      default -> "f" + random.nextInt(16);
    };
  }
}
