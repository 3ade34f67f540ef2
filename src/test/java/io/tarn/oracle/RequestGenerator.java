// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random requests, the same for the same seed. Each argument is one string whose characters are
 * bytes (ISO 8859-1).
 */
public final class RequestGenerator {

  /** Commands that leave values behind; chosen more often, so that the others find something. */
  private static final List<String> FILLING =
      List.of(
          "set",
          "set",
          "set",
          "append",
          "mset",
          "incr",
          "incrby",
          "incrbyfloat",
          "setrange",
          "setbit",
          "bitfield",
          "getset",
          "setex",
          "hset",
          "hset",
          "hmset",
          "hincrby",
          "lpush",
          "rpush",
          "sadd",
          "sadd",
          "sadd",
          "zadd",
          "zadd",
          "geoadd");

  private static final List<String> UNKNOWN =
      List.of("", "foo", "ge", "gett", "set\0", "1", "\r\n");

  private static final Set<String> EMPTYING = Set.of("flushall", "flushdb");

  private final SplittableRandom random;
  private final ArgumentPool pool;
  private final List<String> names;
  private final List<String> filling;

  /** Argument 2 is a time to live, in seconds or milliseconds. */
  private static final Set<String> LIFE_SECOND =
      Set.of("setex", "psetex", "expire", "pexpire", "restore");

  /** Relative times below this might end during a run. */
  private static final long SHORTEST_LIFE = 1_000;

  private static final long SHORTEST_LIFE_MILLIS = 1_000_000;

  /** Creates a generator over some commands. */
  public RequestGenerator(long seed, List<String> names) {
    random = new SplittableRandom(seed);
    pool = new ArgumentPool(random);
    this.names = names;
    filling = FILLING.stream().filter(names::contains).toList();
  }

  /** Keeps a payload of DUMP for RESTORE. */
  public void keepDump(String payload) {
    pool.keepDump(payload);
  }

  /** Returns the next request. */
  public List<String> next() {
    List<String> request = draw();
    while (isShortLived(request)
        || isOddLimit(request)
        || isLeastRank(request)
        || SortedSetGrammar.isUnfit(request)) {
      request = draw();
    }
    spreadCompared(request);
    return request;
  }

  /*
   * EXPIRE with GT or LT compares two times, each counted from its server's clock when it was set: two equal
   * amounts may differ by a millisecond on one server and not on the other. So no two amounts are equal.
   */
  private void spreadCompared(List<String> request) {
    String name = request.get(0).toLowerCase(Locale.ROOT);
    if ((name.equals("expire") || name.equals("pexpire"))
        && request.size() > 3
        && request.get(2).matches("[1-9]\\d{0,9}")) {
      long amount = Long.parseLong(request.get(2));
      request.set(2, Long.toString(amount + random.nextLong(1, amount + 1)));
    }
  }

  private List<String> draw() {
    List<String> request = new ArrayList<>();
    String name = name();
    request.add(name);
    Grammars.of(name).generate(random, pool, request);
    for (int i = 1; i < request.size(); i++) {
      if (isWord(request.get(i)) && random.nextInt(4) == 0) {
        request.set(i, otherCase(request.get(i)));
      }
    }
    if (random.nextInt(10) == 0) {
      spoil(request);
    }
    if (random.nextInt(8) == 0) {
      request.set(0, otherCase(request.get(0)));
    }
    return request;
  }

  private String name() {
    if (random.nextInt(300) == 0) {
      return UNKNOWN.get(random.nextInt(UNKNOWN.size()));
    }
    if (!filling.isEmpty() && random.nextInt(3) == 0) {
      return filling.get(random.nextInt(filling.size()));
    }
    String name = names.get(random.nextInt(names.size()));
    return EMPTYING.contains(name) && random.nextInt(10) > 0 ? name() : name;
  }

  private void spoil(List<String> request) {
    int arguments = request.size() - 1;
    int i = arguments == 0 ? 1 : 1 + random.nextInt(arguments);
    switch (arguments == 0 ? 0 : random.nextInt(5)) {
      case 0 -> request.add(i, pool.junk());
      case 1 -> request.remove(i);
      case 2 -> request.add(i, request.get(i));
      case 3 -> request.set(i, pool.junk());
      default -> Collections.swap(request, i, 1 + random.nextInt(arguments));
    }
  }

  /* Which of two servers sees a key after it has expired is no question of right or wrong. */
  private static boolean isShortLived(List<String> request) {
    String name = request.get(0).toLowerCase(Locale.ROOT);
    if (LIFE_SECOND.contains(name) && request.size() > 2) {
      return isShort(request.get(2), name.startsWith("p") || name.equals("restore"));
    }
    for (int i = 2; i + 1 < request.size(); i++) {
      boolean millis = request.get(i).equalsIgnoreCase("px");
      if ((millis || request.get(i).equalsIgnoreCase("ex"))
          && isShort(request.get(i + 1), millis)) {
        return true;
      }
    }
    return false;
  }

  /* Redis takes "" for 0 and a negative number for a huge one. */
  private static boolean isOddLimit(List<String> request) {
    int at = 1;
    while (at < request.size() && !request.get(at).equalsIgnoreCase("maxmemory")) {
      at++;
    }
    return at + 1 < request.size()
        && request.getFirst().equalsIgnoreCase("config")
        && !request.get(at + 1).matches("[a-z]\\w*|\\d\\S*");
  }

  /* Redis 7.0 negates it and overflows; 7.2 refuses it, and so does Tarn. */
  private static boolean isLeastRank(List<String> request) {
    return request.getFirst().equalsIgnoreCase("lpos")
        && request.contains(Long.toString(Long.MIN_VALUE));
  }

  private static boolean isShort(String time, boolean millis) {
    if (!time.matches("[1-9]\\d{0,9}")) {
      return false;
    }
    return Long.parseLong(time) < (millis ? SHORTEST_LIFE_MILLIS : SHORTEST_LIFE);
  }

  private static boolean isWord(String argument) {
    return argument.length() > 1 && argument.chars().allMatch(c -> c >= 'a' && c <= 'z');
  }

  private String otherCase(String word) {
    if (random.nextBoolean()) {
      return word.toUpperCase(Locale.ROOT);
    }
    StringBuilder mixed = new StringBuilder();
    for (char c : word.toCharArray()) {
      mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
    }
    return mixed.toString();
  }
}
