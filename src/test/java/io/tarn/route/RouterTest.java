// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slot.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Requests of one key, of several keys, and what is refused; over three nodes. */
class RouterTest {

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private final String here = cluster.key(0, 0);
  private final String there = cluster.key(1, 0);
  private final String yonder = cluster.key(2, 0);

  private List<String> answers(String... words) {
    session.send(words);
    cluster.settle();
    return session.take();
  }

  private String answer(String... words) {
    List<String> all = answers(words);
    assertEquals(1, all.size(), () -> "answers of " + List.of(words) + ": " + all);
    return all.getFirst();
  }

  @Test
  void oneKey_runsWhereItsSlotIsLed() {
    for (int node = 0; node < RouteCluster.NODES; node++) {
      String key = cluster.key(node, 3);
      assertEquals("+OK", answer("SET", key, "v" + node));
      assertEquals("\"v" + node + '"', cluster.at(node, "GET", key));
      assertEquals("\"v" + node + '"', answer("get", key));
    }
    assertEquals("null", answer("GET", there));
    assertEquals("-ERR value is not an integer or out of range", answer("INCRBY", there, "x"));
  }

  @Test
  void oneKey_pipeline_isAnsweredInOrder_andLeavesInOneFrame() {
    session.send("SET", there, "1");
    session.send("SET", here, "2");
    session.send("SET", yonder, "3");
    session.send("GET", here);
    session.send("GET", there);
    session.send("GET", yonder);
    cluster.settle();
    assertEquals(List.of("+OK", "+OK", "+OK", "\"2\"", "\"1\"", "\"3\""), session.take());
    assertEquals(
        List.of(List.of("1 PLAIN [SET]", "2 PLAIN [SET]", "1 PLAIN [GET]", "2 PLAIN [GET]")),
        cluster.frames);
  }

  @Test
  void oneKey_localOnes_runBesideForwardedOnes() {
    session.send("SET", there, "1");
    session.send("SET", here, "2");
    session.runSome();
    assertEquals(0, session.unrun());
    assertEquals(List.of("?", "+OK"), session.take());
  }

  @Test
  void others_waitForForwardedRequests() {
    session.send("SET", there, "1");
    session.send("PING");
    session.send("GET", there);
    session.runSome();
    assertEquals(2, session.unrun());
    cluster.settle();
    assertEquals(List.of("+OK", "+PONG", "\"1\""), session.take());
    assertEquals(0, session.route().due());
    assertEquals(0, session.route().heldBytes());
  }

  @Test
  void mostRequests_areForwarded_thenTheSessionIsHeld() {
    for (int i = 0; i < RouteState.MOST + 5; i++) {
      session.send("INCR", there);
    }
    session.runSome();
    assertEquals(5, session.unrun());
    cluster.settle();
    List<String> answers = session.take();
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(":" + (i + 1), answers.get(i));
    }
    assertEquals(RouteState.MOST + 5, answers.size());
  }

  @Test
  void refused_isRefusedHere_asEver() {
    assertEquals("-ERR wrong number of arguments for 'get' command", answer("GET"));
    assertTrue(answer("NOSUCH", there).startsWith("-ERR unknown command 'NOSUCH'"));
    assertTrue(answer("CONFIG", "NOSUCH").startsWith("-ERR unknown subcommand 'NOSUCH'"));
    assertEquals(
        "-ERR wrong number of arguments for 'mset' command", answer("MSET", here, "1", there));
    session.connection().authenticated(false);
    assertEquals("-NOAUTH Authentication required.", answer("GET", there));
    assertEquals(List.of(), cluster.frames);
  }

  @Test
  void subscribed_mayAskForLittle_asEver() {
    answers("SUBSCRIBE", "news");
    assertTrue(answer("GET", there).startsWith("-ERR Can't execute 'get'"));
  }

  @Test
  void severalKeys_atOneNode_runThere() {
    String other = cluster.key(1, 1);
    assertEquals("+OK", answer("MSET", there, "1", other, "2"));
    assertEquals("[\"1\" \"2\" null]", answer("MGET", there, other, cluster.key(1, 2)));
    assertEquals("+OK", answer("RENAME", there, other));
    assertEquals("\"1\"", cluster.at(1, "GET", other));
    assertEquals(
        List.of("1 PLAIN [MSET]", "1 PLAIN [MGET]", "1 PLAIN [RENAME]"),
        cluster.frames.stream().map(List::getFirst).toList());
  }

  @Test
  void severalKeys_atSeveralNodes_areRefused() {
    String crossed = "-CROSSSLOT Keys in request don't hash to the same slot";
    assertEquals(crossed, answer("RENAME", here, there));
    assertEquals(crossed, answer("SINTER", there, yonder));
    assertEquals(crossed, answer("BLPOP", there, here, "0"));
    assertEquals(crossed, answer("MSETNX", there, "1", here, "2"));
    assertEquals(crossed, answer("ZUNIONSTORE", there, "2", there, here));
  }

  @Test
  void sort_withPatterns_isRefused() {
    answers("RPUSH", there, "3", "1");
    assertEquals("[\"1\" \"3\"]", answer("SORT", there));
    assertEquals("[\"3\" \"1\"]", answer("SORT", there, "BY", "nosort", "GET", "#"));
    assertEquals(
        "-ERR BY option of SORT denied in Cluster mode.", answer("SORT", there, "BY", "w*"));
    assertEquals(
        "-ERR GET option of SORT denied in Cluster mode.", answer("SORT", there, "GET", "w*"));
  }

  @Test
  void split_answersInTheOrderOfTheKeys() {
    for (int protocol : new int[] {2, 3}) {
      session.connection().protocol(protocol);
      answers("FLUSHALL");
      assertEquals("+OK", answer("MSET", there, "t", here, "h", yonder, "y"));
      assertEquals(
          "[\"y\" \"t\" null \"h\" \"t\"]",
          answer("MGET", yonder, there, cluster.key(2, 5), here, there));
      assertEquals(":4", answer("EXISTS", here, there, yonder, there));
      assertEquals(":3", answer("TOUCH", here, there, yonder));
      assertEquals(":2", answer("DEL", here, there, cluster.key(0, 9)));
      assertEquals(":1", answer("UNLINK", here, yonder));
      assertEquals(":0", answer("DBSIZE"));
    }
  }

  @Test
  void split_errorOfAPart_isTheAnswer() {
    answers("RPUSH", there, "x");
    cluster.peers.alive.remove(2);
    cluster.failure = RemoteAnswer.Failure.UNKNOWN;
    assertEquals(
        "-TRYAGAIN The node that ran this has gone; it may have run or not",
        answer("DEL", here, there, yonder));
    assertEquals(":0", cluster.at(1, "EXISTS", there), "the other parts have run");
  }

  @Test
  void keyless_goesToAllThatHoldSlots() {
    answers("MSET", there, "t", here, "h", yonder, "y");
    assertEquals(":3", answer("DBSIZE"));
    session.send("KEYS", "*");
    cluster.settle();
    String[] words = session.take().getFirst().replaceAll("[\\[\\]\"]", "").split(" ");
    assertEquals(Set.of(here, there, yonder), Set.of(words));
    Set<String> drawn = new TreeSet<>();
    for (int i = 0; i < 200 && drawn.size() < 3; i++) {
      drawn.add(answer("RANDOMKEY").replace("\"", ""));
    }
    assertEquals(new TreeSet<>(List.of(here, there, yonder)), drawn);
    assertEquals("-ERR syntax error", answer("FLUSHALL", "NOW"));
    assertEquals("+OK", answer("FLUSHALL"));
    assertEquals(":0", answer("DBSIZE"));
    assertEquals("null", answer("RANDOMKEY"));
    assertEquals("[]", answer("KEYS", "*"));
  }

  @Test
  void keyless_nodeGone_isSaid() {
    cluster.peers.alive.remove(2);
    cluster.peers.alive.add(3); // thought to live
    assertEquals(
        "-TRYAGAIN A node has gone while it was asked; parts may have run", failing("DBSIZE"));
  }

  private String failing(String... words) {
    session.send(words);
    session.runSome();
    cluster.peers.alive.remove(3);
    cluster.settle();
    return session.take().getFirst();
  }

  @Test
  void publish_reachesAllNodes() {
    cluster.at(1, "SUBSCRIBE", "news");
    cluster.at(2, "SUBSCRIBE", "news");
    cluster.at(2, "PSUBSCRIBE", "n*");
    cluster.at(0, "SSUBSCRIBE", "shard");
    cluster.at(2, "SSUBSCRIBE", "shard");
    assertEquals(":3", answer("PUBLISH", "news", "x"));
    assertEquals(":2", answer("SPUBLISH", "shard", "x"));
    assertEquals("[\"news\"]", answer("PUBSUB", "CHANNELS"));
    assertEquals("[]", answer("PUBSUB", "CHANNELS", "x*"));
    assertEquals("[\"shard\"]", answer("PUBSUB", "SHARDCHANNELS"));
    assertEquals("[\"news\" :2 \"other\" :0]", answer("PUBSUB", "NUMSUB", "news", "other"));
    assertEquals("[\"shard\" :2]", answer("PUBSUB", "SHARDNUMSUB", "shard"));
    assertEquals("[]", answer("PUBSUB", "NUMSUB"));
    assertEquals(":1", answer("PUBSUB", "NUMPAT"));
    cluster.peers.alive.add(3);
    session.send("PUBLISH", "news", "x");
    session.runSome();
    cluster.peers.alive.remove(3);
    cluster.settle();
    assertEquals(List.of(":3"), session.take(), "one that has gone has no subscribers");
  }

  @Test
  void wait_asksWhereTheConnectionHasWritten() {
    assertEquals(":0", answer("WAIT", "0", "10"));
    assertEquals(2, cluster.frames.removeLast().size(), "nothing was written: all are asked");
    answers("SET", there, "1");
    cluster.frames.clear();
    assertEquals(":0", answer("WAIT", "1", "10"));
    assertEquals(List.of(List.of("1 LOCAL [tarn.wait]")), cluster.frames);
    assertEquals("-ERR timeout is negative", answer("WAIT", "1", "-1"));
  }

  @Test
  void blocking_waitsAtThePeer_untilServed() {
    assertEquals(List.of("?"), answers("BLPOP", there, cluster.key(1, 4), "0"));
  }

  @Test
  void blocking_isServed_andTheSessionGoesOn() {
    session.send("BLPOP", there, "0");
    session.send("PING");
    cluster.settle();
    assertEquals(1, session.unrun());
    cluster.at(1, "RPUSH", there, "x");
    cluster.settle();
    assertEquals(List.of("[\"" + there + "\" \"x\"]", "+PONG"), session.take());
  }

  @Test
  void blocking_clientGone_isCancelled() {
    session.send("BLPOP", there, "0");
    cluster.settle();
    session.leave();
    assertEquals(1, cluster.cancelled.size());
    assertEquals(0, session.route().due());
    assertEquals(List.of("none"), session.take());
  }

  @Test
  void alone_runsHere() {
    cluster.peers.alone = true;
    String slotHere = cluster.key(0, 7);
    assertEquals("+OK", answer("SET", slotHere, "1"));
    assertEquals("\"1\"", cluster.at(0, "GET", slotHere));
    assertEquals(List.of(), cluster.frames);
  }

  @Test
  void nodeWithoutSlots_runsNoKeysItself() {
    cluster.peers.holder = false;
    for (int slot = 0; slot < cluster.leaders.length; slot++) {
      if (cluster.leaders[slot] == 0) {
        cluster.move(slot, 1);
        cluster.peers.learn(slot, 1);
      }
    }
    assertEquals("+OK", answer("MSET", there, "t", here, "h", yonder, "y"));
    assertEquals("\"h\"", cluster.at(1, "GET", here));
    assertEquals(":3", answer("DBSIZE"));
    assertEquals("+OK", answer("FLUSHALL"));
    cluster.peers.alive.clear();
    assertEquals("-CLUSTERDOWN No node holds slots", answer("DBSIZE"));
  }

  @Test
  void redirect_namesTheOwner() {
    RouteCluster moving = new RouteCluster(true);
    TestSession client = moving.newSession();
    client.send("GET", there);
    client.send("GET", here);
    client.send("DEL", there, moving.key(1, 1));
    client.send("DBSIZE");
    client.send("MULTI");
    client.send("GET", yonder);
    client.send("EXEC");
    moving.settle();
    String moved = "-MOVED " + TestNode.slotOf(there) + " 10.0.0.1:6379";
    List<String> expected = new ArrayList<>(List.of(moved, "null", moved, ":0", "+OK"));
    expected.add("-MOVED " + TestNode.slotOf(yonder) + " 10.0.0.2:6379");
    expected.add("-EXECABORT Transaction discarded because of previous errors.");
    assertEquals(expected, client.take());
  }
}
