// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Arguments of every kind, with the edges of each. Nothing here makes a value of more than a few
 * megabytes, and no expiry that could fall due during a run: clocks are not compared.
 */
final class ArgumentPool {

  /** The keys of a run: few, so that they meet; with and without hash tags. */
  static final List<String> KEYS =
      List.of(
          "a",
          "b",
          "c",
          "key:1",
          "key:2",
          "{t}1",
          "{t}2",
          "{t}3",
          "{u}{t}x",
          "",
          "{}",
          "{}e",
          "\0\u00ff\r\n",
          "no",
          "L".repeat(300));

  /* Nothing between a million and 2^32: as an offset it would make a value of hundreds of MB. */
  private static final String[] INTEGERS = {
    "0",
    "1",
    "-1",
    "2",
    "3",
    "5",
    "7",
    "8",
    "10",
    "-2",
    "-5",
    "-100",
    "100",
    "63",
    "64",
    "65",
    "999999",
    "4294967296",
    "-2147483648",
    "-2147483649",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775806",
    "-9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "99999999999999999999999",
    "",
    "-",
    "+1",
    "01",
    "-0",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x10",
    "abc",
    "#1",
    "nan"
  };

  private static final String[] FLOATS = {
    "0",
    "-0",
    "1",
    "1.5",
    "-1.5",
    "0.1",
    "3.14159",
    "1e3",
    "1E-3",
    "-2.5e10",
    "1e17",
    "1e-17",
    "123456789.123456789",
    "0x1p4",
    "inf",
    "-inf",
    "nan",
    "1e400",
    "1e-400",
    "1e5000",
    "1e-5000",
    "",
    ".",
    ".5",
    "5.",
    "1e",
    " 1",
    "1 ",
    "1,5",
    "abc",
    "+1",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616.5",
    "0.30000000000000004"
  };

  private static final String[] VALUES = {
    "",
    "0",
    "1",
    "-1",
    "10",
    "99",
    "9",
    "9223372036854775807",
    "-9223372036854775808",
    "007",
    "-0",
    "1.5",
    "3.0",
    "1e2",
    "inf",
    "hello",
    "ohmytext",
    "mynewtext",
    "foobar",
    "abcdef",
    "\0",
    "\u00ff",
    "\u00ff\u00ff\u00ff",
    "\0\0\u0080",
    "x".repeat(44),
    "x".repeat(45),
    "12345678901234567890",
    "123456789012345678901"
  };

  private static final String[] SECONDS = {
    "1000",
    "100000",
    "1000000000",
    "0",
    "-1",
    "-1000",
    "9223372036854775",
    "9223372036854776",
    "9223372036854775807",
    "-9223372036854775808",
    "9223370000000000",
    "abc",
    "",
    "1.5"
  };

  private static final String[] MILLIS = {
    "1000000",
    "100000000",
    "1000000000000",
    "0",
    "-1",
    "-100000",
    "9223372036854775807",
    "9223370000000000000",
    "-9223372036854775808",
    "abc",
    "",
    "1.5"
  };

  private static final String[] UNIX_SECONDS = {
    "4000000000",
    "5000000000",
    "1",
    "1000000000",
    "0",
    "-1",
    "9223372036854775",
    "9223372036854776",
    "9223372036854775807",
    "-9223372036854775808",
    "abc"
  };

  private static final String[] UNIX_MILLIS = {
    "4000000000000",
    "5000000000001",
    "1",
    "1000000000000",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "abc"
  };

  private static final String[] OFFSETS = {
    "0",
    "1",
    "7",
    "8",
    "9",
    "31",
    "63",
    "64",
    "100",
    "1000",
    "9999",
    "#0",
    "#1",
    "#2",
    "#7",
    "-1",
    "#-1",
    "4294967296",
    "9223372036854775807",
    "#9223372036854775807",
    "#288230376151711744",
    "a",
    "",
    "#",
    "01"
  };

  private static final String[] FIELD_TYPES = {
    "u1", "u2", "u4", "u8", "u16", "u31", "u32", "u63", "i1", "i2", "i5", "i8", "i16", "i32", "i63",
    "i64", "u64", "i65", "i0", "u0", "u-1", "x8", "8", "i", "", "U8", "i08"
  };

  private static final String[] PATTERNS = {
    "*", "?", "a", "key:*", "{t}?", "[abc]", "[^a]", "[a-c]", "*1", "\\*", "nothing", "", "**", "[",
    "{*"
  };

  private static final String[] TYPES = {
    "string", "list", "set", "zset", "hash", "stream", "STRING", "foo", ""
  };

  private static final String[] POLICIES = {
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "noeviction",
    "ALLKEYS-LFU",
    "lru"
  };

  /* Nothing that is smaller than the data of a run. */
  private static final String[] LIMITS = {"0", "100gb", "4000000000", "7x", "1.5gb", "64GB"};

  private static final String[] JUNK = {
    "",
    "foo",
    "nx",
    "xx",
    "gt",
    "lt",
    "ex",
    "px",
    "get",
    "keepttl",
    "persist",
    "byte",
    "bit",
    "len",
    "idx",
    "withscores",
    "replace",
    "match",
    "count",
    "0",
    "-1",
    "abc",
    "\r\n",
    "\0"
  };

  private final SplittableRandom random;
  private String dump = "";

  ArgumentPool(SplittableRandom random) {
    this.random = random;
  }

  String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  /** Keeps a payload of DUMP for RESTORE. */
  void keepDump(String payload) {
    dump = payload;
  }

  String junk() {
    return pick(JUNK);
  }

  String value() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> Integer.toString(random.nextInt(-50, 200));
      case 3 -> Long.toString(random.nextLong());
      case 4 -> Double.toString(random.nextInt(-1000, 1000) / 8.0);
      case 5, 6, 7 -> bytes(random.nextInt(40));
      case 8 -> bytes(longLength());
      case 9, 10 -> letters(random.nextInt(12));
      default -> pick(VALUES);
    };
  }

  /** Returns an argument of the kind that a letter of {@link Grammar} means. */
  String ofKind(char kind) {
    return switch (kind) {
      case 'K' -> key();
      case 'V' -> value();
      case 'H' -> HashGrammar.field(random);
      case 'E' -> CollectionArguments.element(random, this);
      case 'C' -> CollectionArguments.count(random);
      case 'I' -> mostly(Integer.toString(random.nextInt(-8, 16)), INTEGERS);
      case 'L' -> mostly(Long.toString(random.nextInt(-1000, 1000)), INTEGERS);
      case 'F' -> mostly(Double.toString(random.nextInt(-1000, 1000) / 64.0), FLOATS);
      case 'S' -> pick(SECONDS);
      case 'M' -> pick(MILLIS);
      case 'A' -> pick(UNIX_SECONDS);
      case 'B' -> pick(UNIX_MILLIS);
      case 'O' -> mostly(Integer.toString(random.nextInt(200)), OFFSETS);
      case 'N' -> mostly(Integer.toString(random.nextInt(60)), INTEGERS);
      case 'Z' -> mostly(Integer.toString(random.nextInt(2)), INTEGERS);
      case 'T' -> mostly((random.nextBoolean() ? "u" : "i") + random.nextInt(1, 64), FIELD_TYPES);
      case 'G' -> pick(PATTERNS);
      case 'Y' -> pick(TYPES);
      case 'J' -> junk();
      case 'P' -> pick(POLICIES);
      case 'Q' -> pick(LIMITS);
      case 'D' -> dump;
      case 'R' -> SortedSetGrammar.scoreEnd(random);
      case 'U' -> GeoGrammar.coordinate(random);
      case 'W' -> SortedSetGrammar.score(random);
      case 'X' -> SortedSetGrammar.nameEnd(random);
      default -> throw new IllegalArgumentException("no such kind: kind=" + kind);
    };
  }

  private String mostly(String usual, String[] edges) {
    return random.nextInt(4) > 0 ? usual : pick(edges);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  /* Short of and beyond what lies inside a record (32 KiB) and in a request's own buffer (1 MiB). */
  private int longLength() {
    return switch (random.nextInt(80)) {
      case 0 -> (1 << 20) + random.nextInt(100_000);
      case 1, 2, 3, 4, 5, 6 -> random.nextInt(5_000, 50_000);
      default -> 100;
    };
  }

  private String bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private String letters(int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(4)));
    }
    return letters.toString();
  }
}
