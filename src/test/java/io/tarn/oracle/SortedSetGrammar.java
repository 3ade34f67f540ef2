// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The grammars of the commands on sorted sets, and the arguments that only they have. */
final class SortedSetGrammar {

  private static final String LIMITS = " [limit I I] [(limit 0 -1|J)]";
  private static final String WEIGHTS = " [weights W+] [aggregate (sum|min|max|J)] [weights W W]";
  private static final String KEYS = "(1 K|2 K K|2 K K|3 K K K|(0|-1|4|abc|2) K+)";

  private static final String LEX = "lex";

  /*
   * What names in a range are is only sure where all scores are equal. So ranges of names are asked of the key "lex",
   * which nothing but its own form of ZADD writes.
   */
  static final String[] LINES = {
    "zadd (K [(nx|xx)] [(gt|lt)] [ch] (W E)+|K (W E)+|K W E|K [(nx|xx|gt|lt)] incr W E"
        + "|K (W E)+ (W E)+ (W E)+|lex (0 E)+)",
    "zcard K",
    "zcount K R R",
    "zdiff " + KEYS + " [withscores]",
    "zdiffstore K " + KEYS,
    "zincrby K W E",
    "zinter " + KEYS + WEIGHTS + " [withscores]",
    "zintercard " + KEYS + " [limit (0|1|2|3|-1|abc)]",
    "zinterstore K " + KEYS + WEIGHTS,
    "zlexcount lex X X",
    "zmpop " + KEYS + " (min|max|J) [count (1|1|2|3|5|0|-1|abc)]",
    "zmscore K E+",
    "zpopmax K [(1|2|3|0|-1|abc)]",
    "zpopmin K [(1|2|3|0|-1|abc)]",
    "zrandmember K [(0|1|2|5|-1|-3|-20|abc|-9223372036854775808|4611686018427387904)"
        + " [(withscores|withscores|J)]]",
    "zrange (K I I [rev] [withscores]|K R R byscore [rev] [withscores]"
        + LIMITS
        + "|lex X X bylex [rev]"
        + LIMITS
        + "|K I I [limit I I] [J])",
    "zrangebylex lex X X" + LIMITS,
    "zrangebyscore K R R [withscores]" + LIMITS + " [withscores]",
    "zrangestore K (K I I [rev]|K R R byscore [rev]"
        + LIMITS
        + "|lex X X bylex [rev]"
        + LIMITS
        + ")",
    "zrank K E",
    "zrem K E+",
    "zremrangebylex lex X X",
    "zremrangebyrank K I I",
    "zremrangebyscore K R R",
    "zrevrange K I I [withscores] [J]",
    "zrevrangebylex lex X X" + LIMITS,
    "zrevrangebyscore K R R [withscores]" + LIMITS,
    "zrevrank K E",
    "zscan K (0|0|I) [match G] [count I] [J]",
    "zscore K E",
    "zunion " + KEYS + WEIGHTS + " [withscores]",
    "zunionstore K " + KEYS + WEIGHTS
  };

  private static final String[] SCORES = {
    "0",
    "-0",
    "0.0",
    "1",
    "2",
    "3",
    "-1",
    "1.5",
    "0.1",
    "3.14159",
    "1e3",
    "1E-3",
    "-2.5e10",
    "1e17",
    "1e-17",
    "123456789.123456789",
    "0x1p4",
    "0x10",
    "0X.8",
    "0x",
    "inf",
    "-inf",
    "+inf",
    "Infinity",
    "nan",
    "NAN(1)",
    "1e400",
    "-1e400",
    "1e-400",
    "5e-324",
    "1e-310",
    "",
    ".",
    ".5",
    "5.",
    "1e",
    "1e+",
    " 1",
    "1 ",
    "1,5",
    "abc",
    "+1",
    "-",
    "--1",
    "9007199254740993",
    "9223372036854775807",
    "18446744073709551615",
    "1.7976931348623157e308",
    "1d",
    "1f",
    "\0",
    "1\0",
    "0.30000000000000004",
    "100000000000000000",
    "99999999999999999",
    "0x1p1024",
    "0x1p-1080",
    "1_0"
  };

  private static final String[] ENDS = {
    "-inf", "+inf", "inf", "(-inf", "(inf", "0", "(0", "1", "(1", "(2", "(5", "-1", "(-1", "", "(",
    " 1", "( 1", "1 ", "((1", "nan", "abc", "1e400", "(-1e400", "1\0x", "[1", "-0", "(0x10"
  };

  private static final String[] NAME_ENDS = {
    "-",
    "+",
    "-",
    "+",
    "[",
    "(",
    "[a",
    "(aa",
    "[b",
    "(cb",
    "[da",
    "[m1",
    "(m5",
    "[m7",
    "(m11",
    "[1",
    "(2",
    "[10",
    "(13",
    "[-1",
    "[2000",
    "(30000",
    "a",
    "",
    "-x",
    "+x",
    "-\0",
    "+\0x",
    "[\u00ff",
    "(\0",
    "]a",
    "[long",
    "(long element 1"
  };

  private SortedSetGrammar() {}

  /** Returns a score, mostly one of few. */
  static String score(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> Integer.toString(random.nextInt(-3, 8));
      case 4 -> Double.toString(random.nextInt(-1000, 1000) / 64.0);
      case 5 -> Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(-8, 18)));
      default -> pick(random, SCORES);
    };
  }

  /** Returns an end of a range of scores. */
  static String scoreEnd(SplittableRandom random) {
    return random.nextInt(3) == 0
        ? pick(random, ENDS)
        : (random.nextInt(4) == 0 ? "(" : "") + random.nextInt(-4, 9);
  }

  /** Returns an end of a range of names. */
  static String nameEnd(SplittableRandom random) {
    return pick(random, NAME_ENDS);
  }

  /** True for what Redis 7.0 answers differently, or not always the same. */
  static boolean isUnfit(List<String> request) {
    String command = request.getFirst().toLowerCase(Locale.ROOT);
    return switch (command) {
      case "zrank", "zrevrank" -> request.size() > 3; // WITHSCORE is of 7.2
      case "zadd" -> request.stream().anyMatch(LEX::equalsIgnoreCase) && !isPlain(request);
      default -> false;
    };
  }

  private static boolean isPlain(List<String> request) {
    for (int i = 2; i < request.size(); i += 2) {
      if (!request.get(i).equals("0")) {
        return false;
      }
    }
    return request.get(1).equalsIgnoreCase(LEX);
  }

  private static String pick(SplittableRandom random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
