// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

/** The grammars of the set commands. */
final class SetGrammar {

  static final String[] LINES = {
    "sadd K E+",
    "scard K",
    "sdiff K+",
    "sdiffstore K K+",
    "sinter K+",
    "sintercard (1 K|2 K K|3 K K K|I K+) [limit I]",
    "sinterstore K K+",
    "sismember K E",
    "smembers K",
    "smismember K E+",
    "smove K K E",
    "spop K [C]",
    "srandmember K [C]",
    "srem K E+",
    "sscan K (0|I) [match G] [count I] [type Y]",
    "sunion K+",
    "sunionstore K K+"
  };

  private SetGrammar() {}
}
