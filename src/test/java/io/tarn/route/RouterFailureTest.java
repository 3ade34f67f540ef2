// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.route.RemoteAnswer.Failure;
import io.tarn.slot.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What has become of requests whose slot moves, or whose peer goes, before they are answered. */
class RouterFailureTest {

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private final String key = cluster.key(1, 0);
  private final int slot = TestNode.slotOf(key);

  private List<String> answers(String... words) {
    session.send(words);
    cluster.settle();
    return session.take();
  }

  @Test
  void notOwner_newOwnerKnown_isSentThereAtOnce() {
    session.send("SET", key, "1");
    session.runSome();
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    cluster.settle();
    assertEquals(List.of("+OK"), session.take());
    assertEquals("\"1\"", cluster.at(2, "GET", key));
  }

  @Test
  void notOwner_newOwnerUnknown_waitsInTheLine() {
    cluster.move(slot, 2);
    assertEquals(List.of("?"), answers("SET", key, "1"));
    assertEquals(1, cluster.nodes[0].slots().waitingCount());
    cluster.sweep(0);
    assertEquals(1, cluster.nodes[0].slots().waitingCount(), "asked again, refused again");
    cluster.peers.learn(slot, 2);
    cluster.sweep(0);
    assertEquals(0, cluster.nodes[0].slots().waitingCount());
    assertEquals("\"1\"", cluster.at(2, "GET", key));
  }

  @Test
  void notOwner_becomesOurs_runsHere() {
    session.send("SET", key, "1");
    session.runSome();
    cluster.move(slot, 0);
    cluster.peers.learn(slot, 0);
    cluster.settle();
    assertEquals(List.of("+OK"), session.take());
    assertEquals("\"1\"", cluster.at(0, "GET", key));
  }

  @Test
  void notOwner_thenTheSamePeerLeads_laterOnesDoNotOvertake() {
    session.send("RPUSH", key, "A");
    session.send("RPUSH", key, "B");
    session.runSome();
    cluster.goHome();
    cluster.move(slot, -1);
    cluster.deliverNext();
    cluster.move(slot, 1);
    cluster.goHome();
    session.send("RPUSH", key, "C");
    session.runSome();
    assertEquals(1, session.unrun(), "waits for those before it");
    cluster.settle();
    cluster.sweep(0);
    assertEquals(List.of(":1", ":2", ":3"), session.take());
    assertEquals("[\"A\" \"B\" \"C\"]", cluster.at(1, "LRANGE", key, "0", "-1"));
  }

  @Test
  void notOwner_thenOurs_laterOnesDoNotOvertake() {
    session.send("RPUSH", key, "A");
    session.send("RPUSH", key, "B");
    session.runSome();
    cluster.move(slot, 0);
    cluster.peers.learn(slot, 0);
    session.send("RPUSH", key, "C");
    cluster.settle();
    assertEquals(List.of(":1", ":2", ":3"), session.take());
    assertEquals("[\"A\" \"B\" \"C\"]", cluster.at(0, "LRANGE", key, "0", "-1"));
  }

  @Test
  void inOurLine_slotOpensHere_laterOnesDoNotOvertake() {
    session.send("SET", key, "A");
    session.runSome();
    cluster.move(slot, -1);
    cluster.peers.learn(slot, 0);
    cluster.settle();
    assertEquals(1, cluster.nodes[0].slots().waitingCount());
    cluster.move(slot, 0);
    session.send("SET", key, "B");
    cluster.settle();
    assertEquals(1, session.unrun(), "the line's request comes first, and no entity runs it yet");
  }

  @Test
  void notOwner_forTooLong_isTold() {
    cluster.move(slot, -1);
    cluster.peers.learn(slot, -1);
    assertEquals(List.of(), answers("SET", key, "1"));
    cluster.sweep(20_000);
    assertEquals(
        List.of("-TRYAGAIN Slot " + slot + " was not available for 10000 ms"), session.take());
    session.send("MGET", key, cluster.key(2, 0));
    cluster.settle();
    cluster.sweep(20_000);
    assertTrue(session.take().getFirst().startsWith("-TRYAGAIN Slot " + slot));
  }

  @Test
  void nobody_thenAPeer_isSentOn() {
    cluster.move(slot, -1);
    cluster.peers.learn(slot, -1);
    session.send("SET", key, "1");
    session.send("GET", key);
    cluster.settle();
    assertEquals(1, session.unrun());
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    cluster.nodes[0].slots().sendOn(slot);
    cluster.settle();
    assertEquals(List.of("+OK", "\"1\""), session.take());
  }

  @Test
  void ours_closedAndMoved_isSentOn() {
    String mine = cluster.key(0, 0);
    cluster.move(TestNode.slotOf(mine), 1);
    session.send("SET", mine, "1");
    session.send("MGET", mine, cluster.key(0, 1));
    cluster.settle();
    cluster.peers.learn(TestNode.slotOf(mine), 1);
    cluster.sweep(0);
    assertEquals(List.of("+OK", "[\"1\" null]"), session.take());
  }

  @Test
  void waitingForAKeyHere_slotMoves_waitsThere() {
    String mine = cluster.key(0, 0);
    session.send("BLPOP", mine, "0");
    cluster.settle();
    cluster.move(TestNode.slotOf(mine), 1);
    cluster.peers.learn(TestNode.slotOf(mine), 1);
    cluster.sweep(0);
    assertEquals(List.of("?"), session.take());
    cluster.at(1, "RPUSH", mine, "x");
    cluster.settle();
    assertEquals(List.of("+PONG"), answers("PING"));
    assertEquals(0, session.route().due());
  }

  @Test
  void unknown_readIsRepeated_writeIsTold() {
    session.send("SET", key, "1");
    session.send("GET", key);
    session.runSome();
    cluster.peers.alive.remove(1);
    cluster.settle();
    assertEquals(
        List.of("-TRYAGAIN The node that ran this has gone; it may have run or not", "?"),
        session.take());
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    cluster.sweep(0);
    assertEquals(0, session.route().due());
  }

  @Test
  void notRun_isRepeated() {
    cluster.failure = Failure.NOT_RUN;
    session.send("SET", key, "1");
    session.runSome();
    cluster.peers.alive.remove(1);
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    cluster.settle();
    assertEquals(List.of("+OK"), session.take());
  }

  @Test
  void tooMuchOnItsWay_waitsInTheLine() {
    cluster.refusesMore = true;
    assertEquals(List.of("?"), answers("INCR", key));
    cluster.refusesMore = false;
    cluster.sweep(0);
    assertEquals("\"1\"", cluster.at(1, "GET", key));
    cluster.refusesMore = true;
    assertEquals(List.of("-TRYAGAIN Too much is on its way to another node"), answers("DBSIZE"));
  }

  @Test
  void split_slotMoves_partIsAskedAgain() {
    String mine = cluster.key(0, 0);
    String other = cluster.key(1, 1);
    session.send("MSET", key, "1", other, "2", mine, "3");
    session.runSome();
    cluster.move(slot, 2);
    cluster.settle();
    assertEquals(List.of("?"), session.take(), "the new leader is not known");
    cluster.peers.learn(slot, 2);
    cluster.sweep(0);
    assertEquals("\"1\"", cluster.at(2, "GET", key));
    assertEquals(List.of("[\"1\" \"2\" \"3\"]"), answers("MGET", key, other, mine));
  }

  @Test
  void blockingAtAPeer_slotMoves_waitsAtTheNewOne() {
    session.send("BLPOP", key, "0");
    cluster.settle();
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    cluster.nodes[1].slots().sweep(System.nanoTime());
    cluster.settle();
    cluster.at(2, "RPUSH", key, "x");
    cluster.settle();
    assertEquals(List.of("[\"" + key + "\" \"x\"]"), session.take());
  }

  /**
   * A slot wanders while one connection appends to a list in it: whatever node runs an append, the
   * list of all appends, joined in the order of the nodes, is in order.
   */
  @Test
  void oneSlot_keepsTheOrderOfTheConnection() {
    for (long seed = 1; seed <= 500; seed++) {
      wander(seed);
    }
  }

  private static void wander(long seed) {
    Random random = new Random(seed);
    RouteCluster cluster = new RouteCluster();
    TestSession session = cluster.newSession();
    String key = cluster.key(1, 0);
    int slot = TestNode.slotOf(key);
    List<String> ran = new ArrayList<>();
    int sent = 0;
    for (int step = 0; step < 40; step++) {
      for (int n = random.nextInt(4); n > 0; n--) {
        session.send("RPUSH", key, Integer.toString(sent++));
      }
      if (random.nextBoolean()) {
        session.runSome();
      }
      switch (random.nextInt(9)) {
        case 0 -> {
          collect(cluster, key, ran);
          cluster.move(slot, random.nextInt(4) - 1);
        }
        case 1 -> cluster.peers.learn(slot, cluster.leaders[slot]);
        case 2 -> cluster.peers.learn(slot, random.nextInt(4) - 1);
        case 3 -> cluster.sweep(0);
        case 4, 5 -> {
          boolean _ = cluster.deliverNext();
        }
        case 6 -> {
          boolean _ = cluster.goHome();
        }
        default -> cluster.settle();
      }
    }
    if (cluster.leaders[slot] <= 0) { // no entity runs the line of node 0
      collect(cluster, key, ran);
      cluster.move(slot, 2);
    }
    cluster.peers.learn(slot, cluster.leaders[slot]);
    for (int i = 0; i < 10; i++) {
      cluster.sweep(0);
    }
    collect(cluster, key, ran);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < sent; i++) {
      expected.add("\"" + i + "\"");
    }
    assertEquals(expected, ran, "seed=" + seed);
    List<String> answers = session.take();
    assertEquals(sent, answers.size(), "seed=" + seed);
    assertTrue(answers.stream().allMatch(one -> one.startsWith(":")), "seed=" + seed + answers);
  }

  /** Takes what the leader has, which moves without its keys. */
  private static void collect(RouteCluster cluster, String key, List<String> ran) {
    int leader = cluster.leaders[TestNode.slotOf(key)];
    if (leader >= 0) {
      String all = cluster.at(leader, "LRANGE", key, "0", "-1");
      cluster.at(leader, "DEL", key);
      if (!all.equals("[]")) {
        ran.addAll(List.of(all.substring(1, all.length() - 1).split(" ")));
      }
    }
  }
}
