// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.CommandHarness;
import io.tarn.command.ReplyNotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random commands beside a map, over both forms and the change from one to the other. */
class SortedSetModelTest {

  private static final int STEPS = 4_000;
  private static final String[] KEYS = {"a", "b", "c"};

  private final CommandHarness node = new CommandHarness();
  private final Map<String, Map<String, Double>> model = new HashMap<>();

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 5", "3, 40", "4, 128", "5, 1000"})
  void commands_random_agreeWithAMap(long seed, int mostPacked) {
    SplittableRandom random = new SplittableRandom(seed);
    long before = node.slab().usedBytes();
    run("config", "set", "zset-max-listpack-entries", Integer.toString(mostPacked));
    for (String key : KEYS) {
      model.put(key, new HashMap<>());
    }
    for (int step = 0; step < STEPS; step++) {
      String key = KEYS[random.nextInt(KEYS.length)];
      change(random, key);
      if (step % 20 == 0) {
        check(key, "seed=" + seed + " step=" + step);
      }
    }
    run("del", "a", "b", "c");
    assertEquals(before, node.slab().usedBytes());
  }

  private void change(SplittableRandom random, String key) {
    Map<String, Double> elements = model.get(key);
    String name = random.nextBoolean() ? "n" + random.nextInt(300) : "" + random.nextInt(300);
    double score = random.nextInt(40) / 4.0;
    switch (random.nextInt(12)) {
      case 0 -> {
        run("zrem", key, name);
        elements.remove(name);
      }
      case 1 -> {
        run("zpopmin", key, "3");
        ordered(elements).stream().limit(3).forEach(elements::remove);
      }
      case 2 -> {
        if (random.nextInt(10) == 0) {
          run("zremrangebyscore", key, "2", "(4");
          elements.values().removeIf(value -> value >= 2 && value < 4);
        }
      }
      case 3 -> {
        run("zincrby", key, Double.toString(score), name);
        elements.merge(name, score, Double::sum);
      }
      case 4 -> {
        if (random.nextInt(20) == 0) {
          run("zunionstore", key, "2", "a", "b", "aggregate", "max");
          Map<String, Double> union = new HashMap<>(model.get("a"));
          model.get("b").forEach((other, value) -> union.merge(other, value, Math::max));
          model.put(key, union);
        }
      }
      default -> {
        run("zadd", key, Double.toString(score), name);
        elements.put(name, score);
      }
    }
  }

  private void check(String key, String when) {
    Map<String, Double> elements = model.get(key);
    List<String> names = ordered(elements);
    String all =
        names.stream()
            .map(name -> "[\"" + name + "\" ," + elements.get(name) + "]")
            .collect(Collectors.joining(" ", "[", "]"));
    assertEquals(all, run("zrange", key, "0", "-1", "withscores"), when);
    List<String> reversed = new ArrayList<>(names.reversed());
    assertEquals(
        reversed.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" ", "[", "]")),
        run("zrevrange", key, "0", "-1"),
        when);
    if (!names.isEmpty()) {
      int rank = names.size() / 3;
      assertEquals(":" + rank, run("zrank", key, names.get(rank)), when);
      long below = elements.values().stream().filter(value -> value < 5).count();
      assertEquals(":" + below, run("zcount", key, "-inf", "(5"), when);
    }
  }

  private static List<String> ordered(Map<String, Double> elements) {
    return elements.keySet().stream()
        .sorted(Comparator.comparing((String name) -> elements.get(name)).thenComparing(n -> n))
        .toList();
  }

  private String run(String... words) {
    return ReplyNotation.of(node.run(words));
  }
}
