// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import io.tarn.keyspace.HashFieldsCheck;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random commands on hashes whose fields expire, beside maps, with a clock that moves. */
class HashModelTest {

  private static final int STEPS = 25_000;
  private static final String[] CONDITIONS = {"", "", "NX", "XX", "GT", "LT"};

  private final CommandHarness node = new CommandHarness();
  private final byte[] tag = "{h}".getBytes(StandardCharsets.US_ASCII);
  private final Keyspace keyspace = node.at(HashSlot.of(tag, 0, tag.length));
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private String context = "";

  @ParameterizedTest
  @CsvSource({"6, 20, 24", "512, 64, 40", "0, 0, 12", "20, 30, 900"})
  void randomCommands_agreeWithMaps(int mostFields, int longest, int names) {
    System.out.println("HashModelTest fields=" + mostFields + " seed=" + seed);
    run("CONFIG", "SET", "hash-max-listpack-entries", Integer.toString(mostFields));
    run("CONFIG", "SET", "hash-max-listpack-value", Integer.toString(longest));
    ModelledHashes model = new ModelledHashes(mostFields, longest);
    model.now = node.nowMillis();
    for (int step = 0; step < STEPS; step++) {
      context = "seed=" + seed + " step=" + step;
      String key = "{h}" + random.nextInt(4);
      if (random.nextInt(40) == 0) {
        long passed = random.nextInt(3_000);
        node.advanceMillis(passed);
        model.now += passed;
      }
      switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4, 5, 6 -> write(model, key, names);
        case 7, 8, 9 -> count(model, key, names);
        case 10, 11, 12, 13 -> read(model, key, names);
        case 14, 15, 16, 17, 18 -> expire(model, key, names);
        case 19, 20 -> newer(model, key, names);
        case 21 -> walk(model, key);
        case 22 -> rename(model, key);
        default -> housekeep(model);
      }
      if (step % 16 == 0) {
        HashFieldsCheck.check(keyspace);
        assertEquals(node.slab().usedBytes(), keyspace.memoryUsage(), context);
      }
    }
    run("DEL", "{h}0", "{h}1", "{h}2", "{h}3");
    assertEquals(0, keyspace.size(), context);
    assertEquals(0, keyspace.memoryUsage(), context);
    assertEquals(0, node.slab().usedBytes(), context);
    assertEquals(Long.MAX_VALUE, keyspace.nextExpiryMillis(), context);
  }

  private void write(ModelledHashes model, String key, int names) {
    List<String> pairs = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      pairs.add(name(names));
      pairs.add(value());
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        List<String> gone = names(names);
        expect(":" + model.delete(key, gone), words("HDEL", key, gone));
      }
      case 1 -> {
        boolean there = model.of(key).fields.containsKey(pairs.get(0));
        if (!there) {
          model.set(key, pairs.subList(0, 2), false);
        }
        expect(there ? ":0" : ":1", words("HSETNX", key, pairs.subList(0, 2)));
      }
      default -> expect(":" + model.set(key, pairs, false), words("HSET", key, pairs));
    }
  }

  private void count(ModelledHashes model, String key, int names) {
    String name = name(names);
    long delta = random.nextLong(-1000, 1000);
    expect(
        model.increment(key, name, delta),
        words("HINCRBY", key, List.of(name, Long.toString(delta))));
  }

  private void read(ModelledHashes model, String key, int names) {
    String name = name(names);
    Map<String, ModelledHashes.Field> fields = model.of(key).fields;
    ModelledHashes.Field field = fields.get(name);
    switch (random.nextInt(8)) {
      case 0 -> expect(ModelledHashes.quoted(field), List.of("HGET", key, name));
      case 1 -> expect(field == null ? ":0" : ":1", List.of("HEXISTS", key, name));
      case 2 ->
          expect(":" + (field == null ? 0 : field.value.length()), List.of("HSTRLEN", key, name));
      case 3 -> expect(":" + fields.size(), List.of("HLEN", key));
      case 4 -> {
        List<String> several = names(names);
        expect(model.values(key, several), words("HMGET", key, several));
      }
      case 5 -> {
        Map<String, String> expected = new TreeMap<>();
        fields.forEach((each, content) -> expected.put(each, content.value));
        assertEquals(expected, pairs(run("HGETALL", key)), context);
      }
      case 6 -> assertEquals(new TreeSet<>(fields.keySet()), strings(run("HKEYS", key)), context);
      default -> {
        // Due fields are gone now, so that the encoding is that of a key or of none.
        expect(":" + fields.size(), List.of("HLEN", key));
        expect(model.encoding(key), List.of("OBJECT", "ENCODING", key));
      }
    }
  }

  private void expire(ModelledHashes model, String key, int names) {
    List<String> several = names(names);
    long time = model.now + random.nextInt(-100, 6_000);
    String condition = CONDITIONS[random.nextInt(CONDITIONS.length)];
    List<String> words = new ArrayList<>();
    switch (random.nextInt(5)) {
      case 0 -> {
        words.addAll(List.of("HPERSIST", key));
        addFields(words, several);
        expect(model.persist(key, several), words);
      }
      case 1 -> {
        words.addAll(List.of("HPEXPIRETIME", key));
        addFields(words, several);
        expect(model.expiries(key, several), words);
      }
      default -> {
        boolean relative = time >= model.now && random.nextBoolean();
        long amount = relative ? time - model.now : time;
        words.addAll(
            List.of(relative ? "HPEXPIRE" : "HPEXPIREAT", key, Long.toString(amount), condition));
        words.remove("");
        addFields(words, several);
        expect(model.expire(key, time, condition, several), words);
      }
    }
  }

  private void newer(ModelledHashes model, String key, int names) {
    List<String> several = names(names);
    List<String> words = new ArrayList<>();
    long time = model.now + random.nextInt(-100, 6_000);
    switch (random.nextInt(5)) {
      case 0 -> {
        String values = model.values(key, new ArrayList<>(new TreeSet<>(several)));
        several = new ArrayList<>(new TreeSet<>(several));
        model.delete(key, several);
        words.addAll(List.of("HGETDEL", key));
        addFields(words, several);
        expect(values, words);
      }
      case 1 -> {
        several = new ArrayList<>(new TreeSet<>(several));
        String values = model.values(key, several);
        model.expire(key, time, "", several);
        words.addAll(List.of("HGETEX", key, "PXAT", Long.toString(time)));
        addFields(words, several);
        expect(values, words);
      }
      case 2 -> {
        String values = model.values(key, several);
        model.persist(key, several);
        words.addAll(List.of("HGETEX", key, "PERSIST"));
        addFields(words, several);
        expect(values, words);
      }
      default -> setEx(model, key, several, time);
    }
  }

  private void setEx(ModelledHashes model, String key, List<String> several, long time) {
    List<String> pairs = new ArrayList<>();
    List<String> distinct = new ArrayList<>(new TreeSet<>(several));
    distinct.forEach(
        name -> {
          pairs.add(name);
          pairs.add(value());
        });
    String condition = List.of("", "FXX", "FNX").get(random.nextInt(3));
    String option = List.of("", "KEEPTTL", "PXAT").get(random.nextInt(3));
    Map<String, ModelledHashes.Field> fields = model.of(key).fields;
    boolean met =
        switch (condition) {
          case "FXX" -> fields.keySet().containsAll(distinct);
          case "FNX" -> distinct.stream().noneMatch(fields::containsKey);
          default -> true;
        };
    List<String> words = new ArrayList<>(List.of("HSETEX", key, condition, option));
    words.removeIf(String::isEmpty);
    if (option.equals("PXAT")) {
      words.add(Long.toString(time));
    }
    words.add("FIELDS");
    words.add(Integer.toString(distinct.size()));
    words.addAll(pairs);
    if (met && option.equals("PXAT")) {
      model.set(key, pairs, time);
    } else if (met) {
      model.set(key, pairs, option.equals("KEEPTTL"));
    }
    expect(met ? ":1" : ":0", words);
  }

  private void walk(ModelledHashes model, String key) {
    Map<String, String> expected = new TreeMap<>();
    model.of(key).fields.forEach((name, field) -> expected.put(name, field.value));
    Map<String, String> seen = new TreeMap<>();
    String cursor = "0";
    do {
      Reply.Array answer = (Reply.Array) run("HSCAN", key, cursor, "COUNT", "7");
      cursor = text(answer.items().getFirst());
      seen.putAll(pairs(answer.items().getLast()));
    } while (!cursor.equals("0"));
    assertEquals(expected, seen, context);
    int wanted = random.nextInt(1, 30);
    TreeSet<String> drawn = strings(run("HRANDFIELD", key, Integer.toString(wanted)));
    assertEquals(Math.min(wanted, expected.size()), drawn.size(), context);
    assertTrue(expected.keySet().containsAll(drawn), context);
    Reply.Array repeated = (Reply.Array) run("HRANDFIELD", key, "-5", "WITHVALUES");
    assertEquals(expected.isEmpty() ? 0 : 5, repeated.items().size(), context);
  }

  private void rename(ModelledHashes model, String key) {
    if (random.nextBoolean()) {
      if (random.nextBoolean()) {
        run("SET", key, "x");
      }
      run("DEL", key);
      model.hashes.remove(key);
      return;
    }
    String other = "{h}" + random.nextInt(4);
    ModelledHashes.Hash hash = model.of(key);
    expect(":" + hash.fields.size(), List.of("HLEN", key));
    if (!hash.fields.isEmpty() && !other.equals(key)) {
      expect("+OK", List.of("RENAME", key, other));
      model.hashes.put(other, hash);
      model.hashes.remove(key);
    }
  }

  /* What is due is gone when the housekeeper has been here, and nothing else. */
  private void housekeep(ModelledHashes model) {
    while (keyspace.removeExpired(model.now, random.nextInt(1, 20)) > 0) {
      HashFieldsCheck.check(keyspace);
    }
    model.settle();
    assertTrue(keyspace.nextExpiryMillis() >= model.now, context);
    assertEquals(model.hashes.size(), keyspace.size(), context);
    int live = (int) model.hashes.values().stream().filter(hash -> hash.expiring).count();
    assertTrue(HashFieldsCheck.entries(keyspace) <= 4 * live + 16, context);
  }

  private String name(int names) {
    int n = random.nextInt(names);
    return n % 3 == 0 ? Integer.toString(n) : n % 7 == 0 ? "f".repeat(n % 40) + n : "f" + n;
  }

  private List<String> names(int names) {
    List<String> several = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      several.add(name(names));
    }
    return several;
  }

  private String value() {
    return switch (random.nextInt(12)) {
      case 0 -> "";
      case 1 -> "v".repeat(random.nextInt(300));
      case 2, 3 -> "v".repeat(random.nextInt(20));
      case 4 -> Long.toString(random.nextLong() / 100);
      default -> Integer.toString(random.nextInt(-300, 300));
    };
  }

  private static void addFields(List<String> words, List<String> names) {
    words.add("FIELDS");
    words.add(Integer.toString(names.size()));
    words.addAll(names);
  }

  private static List<String> words(String command, String key, List<String> more) {
    List<String> words = new ArrayList<>(List.of(command, key));
    words.addAll(more);
    return words;
  }

  private void expect(String answer, List<String> words) {
    assertEquals(
        answer, ReplyNotation.of(run(words.toArray(String[]::new))), () -> context + " " + words);
  }

  private Reply run(String... words) {
    return node.run(words);
  }

  private static String text(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), StandardCharsets.ISO_8859_1);
  }

  private static List<? extends Reply> items(Reply reply) {
    return reply instanceof Reply.Mapping mapping ? mapping.items() : ((Reply.Array) reply).items();
  }

  private static Map<String, String> pairs(Reply reply) {
    Map<String, String> pairs = new TreeMap<>();
    List<? extends Reply> items = items(reply);
    for (int i = 0; i < items.size(); i += 2) {
      pairs.put(text(items.get(i)), text(items.get(i + 1)));
    }
    return pairs;
  }

  private static TreeSet<String> strings(Reply reply) {
    TreeSet<String> strings = new TreeSet<>();
    items(reply).forEach(item -> strings.add(text(item)));
    return strings;
  }
}
