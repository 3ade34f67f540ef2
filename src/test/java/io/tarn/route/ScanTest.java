// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** SCAN over three nodes. */
class ScanTest {

  private static final int KEYS = 300;

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private int calls;

  private Set<String> fill() {
    Set<String> keys = new TreeSet<>();
    for (int i = 0; i < KEYS; i++) {
      String key = "key" + i;
      keys.add(key);
      session.send(i % 10 == 0 ? new String[] {"RPUSH", key, "x"} : new String[] {"SET", key, "x"});
    }
    cluster.settle();
    session.take();
    return keys;
  }

  /** One call; adds its keys, returns its cursor. */
  private String call(String cursor, Set<String> keys, String... options) {
    List<String> words = new ArrayList<>(List.of("SCAN", cursor));
    words.addAll(List.of(options));
    session.send(words.toArray(String[]::new));
    cluster.settle();
    String answer = session.take().getFirst();
    assertTrue(answer.startsWith("[\"") && ++calls < 10_000, answer);
    String[] parts = answer.replaceAll("[\\[\\]\"]", "").split(" ");
    for (int i = 1; i < parts.length; i++) {
      keys.add(parts[i]);
    }
    return parts[0];
  }

  private Set<String> walk(String from, String... options) {
    Set<String> keys = new TreeSet<>();
    String cursor = from;
    do {
      cursor = call(cursor, keys, options);
    } while (!cursor.equals("0"));
    return keys;
  }

  @Test
  void walk_findsAllKeysOfAllNodes() {
    Set<String> keys = fill();
    assertEquals(keys, walk("0"));
    assertTrue(calls >= KEYS / 10, "about ten keys a call: calls=" + calls);
    calls = 0;
    assertEquals(keys, walk("0", "COUNT", "1000"));
    assertEquals(3, calls);
  }

  @Test
  void walk_empty_ends() {
    assertEquals(Set.of(), walk("0"));
    assertEquals(3, calls);
  }

  @Test
  void options_areHonoured() {
    fill();
    Set<String> lists = walk("0", "TYPE", "list");
    assertEquals(KEYS / 10, lists.size());
    assertEquals(11, walk("0", "MATCH", "key29*", "COUNT", "50").size());
    assertEquals(Set.of("key7"), walk("0", "MATCH", "key7"));
  }

  @Test
  void errors_areThoseOfOneNode() {
    session.send("SCAN", "x");
    session.send("SCAN", "0", "COUNT", "0");
    session.send("SCAN", "0", "COUNT");
    cluster.settle();
    assertEquals(
        List.of("-ERR invalid cursor", "-ERR syntax error", "-ERR syntax error"), session.take());
  }

  @Test
  void nodeGone_goesOnWithTheNext() {
    fill();
    for (int gone = 1; gone < RouteCluster.NODES; gone++) {
      String cursor = "0";
      for (int i = 0; i < KEYS / 10 / 2; i++) {
        cursor = call(cursor, new TreeSet<>());
      }
      cluster.peers.alive.remove(gone);
      assertFalse(walk(cursor).isEmpty() && cursor.equals("0"));
      Set<String> rest = walk("0", "COUNT", "100");
      cluster.peers.alive.add(gone);
      int lost = gone;
      assertTrue(
          rest.stream()
              .noneMatch(key -> cluster.leaders[io.tarn.slot.TestNode.slotOf(key)] == lost));
      assertTrue(rest.size() > KEYS / 2);
    }
  }

  @Test
  void begunAlone_goesOnWithAll() {
    Set<String> keys = fill();
    cluster.peers.alone = true;
    String cursor = call("0", new TreeSet<>());
    cluster.peers.alone = false;
    assertFalse(cursor.equals("0"));
    Set<String> rest = walk(cursor);
    assertEquals(keys, rest);
  }

  @Test
  void strangeCursors_end() {
    fill();
    for (long cursor : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 46, 1L << 62, 12345}) {
      walk(Long.toUnsignedString(cursor), "COUNT", "100");
    }
  }
}
