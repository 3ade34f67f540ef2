// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random set commands beside sets of the heap; forms change at sizes of 6 and 5 or as usual. */
class SetModelTest {

  private static final int STEPS = 6_000;
  private static final List<String> KEYS = List.of("a", "b", "{a}c", "d");

  private final CommandHarness node = new CommandHarness();
  private final Map<String, Set<String>> model = new HashMap<>();
  private SplittableRandom random = new SplittableRandom();
  private int members;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void randomOperations_agreeWithSetsOfTheHeap(boolean small) {
    long seed = System.nanoTime();
    System.out.println("SetModelTest small=" + small + " seed=" + seed);
    random = new SplittableRandom(seed);
    members = small ? 16 : 1_500;
    if (small) {
      node.run("config", "set", "set-max-intset-entries", "6");
      node.run("config", "set", "set-max-listpack-entries", "5");
      node.run("config", "set", "set-max-listpack-value", "12");
    }
    for (int step = 0; step < STEPS; step++) {
      String key = key();
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> add(key, random.nextInt(1, small ? 4 : 200));
        case 3, 4 -> remove(key, random.nextInt(1, small ? 4 : 200));
        case 5 -> pop(key);
        case 6 -> move(key, key(), member());
        case 7 -> algebra("inter", Set::retainAll, key, key(), key());
        case 8 -> algebra("union", Set::addAll, key, key(), key());
        case 9 -> algebra("diff", Set::removeAll, key, key(), key());
        case 10 -> draw(key);
        default -> scan(key);
      }
      check(key);
      if (!small && step % 500 == 499) {
        model.remove(key);
        node.run("del", key);
      }
    }
    KEYS.forEach(key -> node.run("del", key));
    assertEquals(0, node.slab().usedBytes());
  }

  private interface Combination {
    void combine(Set<String> into, Set<String> other);
  }

  private String key() {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private String member() {
    int number = random.nextInt(members);
    return switch (number % 4) {
      case 0, 1 -> Integer.toString(number * 97 - 100);
      case 2 -> "m" + number;
      default -> "a longer member " + number;
    };
  }

  private Set<String> set(String key) {
    return model.computeIfAbsent(key, any -> new LinkedHashSet<>());
  }

  private void add(String key, int count) {
    List<String> request = new ArrayList<>(List.of("sadd", key));
    long added = 0;
    boolean integers = random.nextInt(3) == 0;
    for (int i = 0; i < count; i++) {
      String member = integers ? Integer.toString(random.nextInt(members)) : member();
      request.add(member);
      added += set(key).add(member) ? 1 : 0;
    }
    assertEquals(Reply.Int.of(added), run(request));
  }

  private void remove(String key, int count) {
    List<String> request = new ArrayList<>(List.of("srem", key));
    long removed = 0;
    for (int i = 0; i < count; i++) {
      String member = member();
      request.add(member);
      removed += set(key).remove(member) ? 1 : 0;
    }
    assertEquals(Reply.Int.of(removed), run(request));
  }

  private void pop(String key) {
    if (random.nextBoolean()) {
      Reply one = node.run("spop", key);
      assertEquals(set(key).isEmpty(), one.equals(Reply.NULL));
      if (one instanceof Reply.Bulk bulk) {
        assertTrue(set(key).remove(new String(bulk.bytes(), ISO_8859_1)));
      }
      return;
    }
    int count = random.nextInt(1, members / 3);
    List<String> popped = strings(node.run("spop", key, Integer.toString(count)));
    assertEquals(Math.min(count, set(key).size()), popped.size());
    popped.forEach(member -> assertTrue(set(key).remove(member), member));
  }

  private void move(String from, String to, String member) {
    boolean moved = set(from).contains(member);
    if (moved) {
      set(from).remove(member);
      set(to).add(member);
    }
    assertEquals(Reply.Int.of(moved ? 1 : 0), node.run("smove", from, to, member));
    check(to);
  }

  private void algebra(String name, Combination combination, String target, String a, String b) {
    Set<String> result = new HashSet<>(set(a));
    combination.combine(result, set(b));
    assertEquals(result, distinct(node.run("s" + name, a, b)));
    if (name.equals("inter")) {
      assertEquals(Reply.Int.of(result.size()), node.run("sintercard", "2", a, b));
      long limited = Math.min(3, result.size());
      assertEquals(Reply.Int.of(limited), node.run("sintercard", "2", a, b, "limit", "3"));
    }
    if (name.equals("union")) {
      assertEquals(result, distinct(node.run("sunion", a, b, a, b, a, b, a, b, "none")));
    }
    Reply stored = node.run("s" + name + "store", target, a, b);
    assertEquals(Reply.Int.of(result.size()), stored);
    model.put(target, result);
  }

  private void draw(String key) {
    int count = random.nextInt(1, 40);
    List<String> some = strings(node.run("srandmember", key, Integer.toString(count)));
    assertEquals(Math.min(count, set(key).size()), some.size());
    assertEquals(some.size(), new HashSet<>(some).size());
    List<String> repeated = strings(node.run("srandmember", key, Integer.toString(-count)));
    assertEquals(set(key).isEmpty() ? 0 : count, repeated.size());
    assertTrue(set(key).containsAll(some) && set(key).containsAll(repeated));
  }

  private void scan(String key) {
    Set<String> seen = new HashSet<>();
    String cursor = "0";
    do {
      Reply.Array answer = (Reply.Array) node.run("sscan", key, cursor, "count", "50");
      cursor = text(answer.items().get(0));
      seen.addAll(strings(answer.items().get(1)));
    } while (!cursor.equals("0"));
    assertEquals(set(key), seen);
  }

  private void check(String key) {
    Set<String> expected = set(key);
    assertEquals(Reply.Int.of(expected.size()), node.run("scard", key));
    assertEquals(expected, distinct(node.run("smembers", key)));
    String member = member();
    long there = expected.contains(member) ? 1 : 0;
    assertEquals(Reply.Int.of(there), node.run("sismember", key, member));
    assertEquals(Reply.Int.of(expected.isEmpty() ? 0 : 1), node.run("exists", key));
    if (!expected.isEmpty()) {
      boolean integers = expected.stream().allMatch(each -> each.matches("-?\\d+"));
      String encoding = text(node.run("object", "encoding", key));
      assertTrue(integers || !encoding.equals("intset"), encoding);
      assertTrue(expected.size() <= 128 || !encoding.equals("listpack"), encoding);
    }
  }

  private Reply run(List<String> request) {
    return node.run(request.toArray(String[]::new));
  }

  private static Set<String> distinct(Reply reply) {
    List<String> all = strings(reply);
    Set<String> distinct = new HashSet<>(all);
    assertEquals(all.size(), distinct.size());
    return distinct;
  }

  private static List<String> strings(Reply reply) {
    List<? extends Reply> items =
        reply instanceof Reply.Array array ? array.items() : ((Reply.Unordered) reply).items();
    return items.stream().map(SetModelTest::text).toList();
  }

  private static String text(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), ISO_8859_1);
  }
}
