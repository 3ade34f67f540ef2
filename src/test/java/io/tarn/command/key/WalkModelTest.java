// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** SCAN's guarantee, with keys added and removed at random between its calls. */
class WalkModelTest {

  @Test
  void scan_changesInBetween_keysPresentAllTheTimeAreReturned() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      walk(random, "seed=" + seed + " round=" + round);
    }
  }

  /* Many keys share few slots, so that their indexes grow and shrink while they are walked. */
  private static void walk(Random random, String context) {
    KeyNode node = new KeyNode();
    int tags = 1 + random.nextInt(20);
    int keys = 1 + random.nextInt(3000);
    Set<String> present = new HashSet<>();
    for (int i = 0; i < keys; i++) {
      change(node, random, tags, present);
    }
    Set<String> always = new HashSet<>(present);
    Set<String> ever = new HashSet<>(present);
    Set<String> seen = new HashSet<>();
    String cursor = "0";
    int calls = 0;
    do {
      WalkTest.Page page = WalkTest.scan(node, cursor, "count " + (1 + random.nextInt(100)));
      page.names().forEach(name -> assertTrue(ever.contains(name), context));
      seen.addAll(page.names());
      cursor = page.cursor();
      assertTrue(calls++ < 100_000, context);
      for (int n = random.nextInt(100); n > 0; n--) {
        change(node, random, tags, present);
        always.retainAll(present);
        ever.addAll(present);
      }
    } while (!cursor.equals("0"));
    always.removeAll(seen);
    assertEquals(Set.of(), always, context);
    assertEquals(present, new HashSet<>(node.names("keys *")), context);
    assertEquals(present.size(), node.names("keys *").size(), context);
    node.expect((long) present.size(), "dbsize");
  }

  private static void change(KeyNode node, Random random, int tags, Set<String> present) {
    String key = "{" + random.nextInt(tags) + "}" + random.nextInt(4000);
    if (random.nextInt(3) > 0) {
      node.put(key, "v");
      present.add(key);
    } else {
      node.run("del " + key);
      present.remove(key);
    }
  }
}
