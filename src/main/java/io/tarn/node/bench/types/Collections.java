// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import io.tarn.node.bench.rig.RunningServer;
import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a server is filled with: keys of one type, with as many elements each. Elements are random
 * text of ten or sixteen letters and digits, so no encoding has an easy time; the same for both
 * servers.
 */
enum Collections {
  /** Hashes of five fields, with values of ten bytes. */
  HASHES("hashes of %,d fields", 5),
  /** Lists of a hundred elements of ten bytes. */
  LISTS("lists of %,d elements", 100),
  /** Sets of members of sixteen bytes. */
  SET("set of %,d members", 0),
  /** Sorted sets of members of sixteen bytes, with scores of a million different values. */
  SORTED_SET("sorted set of %,d members", 0);

  private static final int ELEMENT_CHARS = 10;
  private static final int MEMBER_CHARS = 16;
  private static final int MEMBERS_AT_ONCE = 50;
  private static final int SCORES = 1_000_000;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final String text;
  private final int elements;

  Collections(String text, int elements) {
    this.text = text;
    this.elements = elements;
  }

  /** Says what it is, with {@code count} keys, or one key of so many members. */
  String name(long count) {
    return elements > 0
        ? String.format(Locale.ROOT, "%,d %s", count, String.format(Locale.ROOT, text, elements))
        : "one " + String.format(Locale.ROOT, text, count);
  }

  /** Loads {@code count} keys, or one key of so many members: {@code "big"}. */
  void load(RunningServer server, long count) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    try (Pipeline pipeline = new Pipeline(server)) {
      switch (this) {
        case HASHES -> hashes(pipeline, random, count);
        case LISTS -> lists(pipeline, random, count);
        case SET -> members(pipeline, random, count, "SADD", false);
        case SORTED_SET -> members(pipeline, random, count, "ZADD", true);
      }
    }
  }

  private void hashes(Pipeline pipeline, SplittableRandom random, long count) throws IOException {
    for (long i = 0; i < count; i++) {
      String[] words = new String[2 + 2 * elements];
      words[0] = "HSET";
      words[1] = key(i);
      for (int field = 0; field < elements; field++) {
        words[2 + 2 * field] = "field" + field;
        words[3 + 2 * field] = text(random, ELEMENT_CHARS);
      }
      pipeline.add(words);
    }
  }

  private void lists(Pipeline pipeline, SplittableRandom random, long count) throws IOException {
    for (long i = 0; i < count; i++) {
      String[] words = new String[2 + elements];
      words[0] = "RPUSH";
      words[1] = key(i);
      for (int element = 0; element < elements; element++) {
        words[2 + element] = text(random, ELEMENT_CHARS);
      }
      pipeline.add(words);
    }
  }

  private static void members(
      Pipeline pipeline, SplittableRandom random, long count, String command, boolean scored)
      throws IOException {
    int step = scored ? 2 : 1;
    for (long i = 0; i < count; i += MEMBERS_AT_ONCE) {
      int now = (int) Math.min(MEMBERS_AT_ONCE, count - i);
      String[] words = new String[2 + now * step];
      words[0] = command;
      words[1] = "big";
      for (int member = 0; member < now; member++) {
        int at = 2 + member * step;
        if (scored) {
          words[at++] = Integer.toString(random.nextInt(SCORES));
        }
        words[at] = text(random, MEMBER_CHARS);
      }
      pipeline.add(words);
    }
  }

  private static String key(long i) {
    return String.format(Locale.ROOT, "key:%012d", i);
  }

  private static String text(SplittableRandom random, int chars) {
    char[] text = new char[chars];
    long bits = 0;
    for (int i = 0; i < chars; i++) {
      bits = i % 10 == 0 ? random.nextLong() >>> 1 : bits / LETTERS.length();
      text[i] = LETTERS.charAt((int) (bits % LETTERS.length()));
    }
    return new String(text);
  }
}
