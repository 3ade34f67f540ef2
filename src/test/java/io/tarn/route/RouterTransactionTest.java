// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** WATCH, MULTI and EXEC over three nodes. */
class RouterTransactionTest {

  private static final String CROSSED = "-CROSSSLOT Keys in request don't hash to the same slot";

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private final String here = cluster.key(0, 0);
  private final String there = cluster.key(1, 0);
  private final String also = cluster.key(1, 1);
  private final String yonder = cluster.key(2, 0);

  private void send(String line) {
    session.send(line.split(" "));
  }

  private List<String> answers(String... lines) {
    for (String line : lines) {
      send(line);
    }
    cluster.settle();
    return session.take();
  }

  @Test
  void exec_atOnePeer_runsThereAsOne() {
    assertEquals(
        List.of("+OK", "+QUEUED", "+QUEUED", "+QUEUED", "[+OK :2 +PONG]"),
        answers("MULTI", "SET " + there + " 1", "INCR " + there, "PING", "EXEC"));
    assertEquals(List.of("1 SESSION [MULTI, SET, INCR, PING, EXEC]"), cluster.frames.getFirst());
    assertTrue(cluster.sessions.isEmpty(), "the session at the peer has ended");
    assertEquals(List.of("\"2\"", "-ERR EXEC without MULTI"), answers("GET " + there, "EXEC"));
  }

  @Test
  void exec_here_runsHere() {
    assertEquals(
        List.of("+OK", "+QUEUED", "[+OK]", "+OK", "[]"),
        answers("MULTI", "SET " + here + " 1", "EXEC", "MULTI", "EXEC"));
    assertEquals(List.of(), cluster.frames);
  }

  @Test
  void exec_mixed_endsTheTransaction() {
    assertEquals(
        List.of("+OK", "+QUEUED", "+QUEUED", CROSSED, "-ERR EXEC without MULTI", "null"),
        answers(
            "MULTI",
            "SET " + there + " 1",
            "SET " + yonder + " 1",
            "EXEC",
            "EXEC",
            "GET " + there));
    assertEquals(
        List.of("+OK", "+OK", "+QUEUED", CROSSED),
        answers("WATCH " + there, "MULTI", "SET " + here + " 1", "EXEC"));
    assertTrue(cluster.sessions.isEmpty());
  }

  @Test
  void exec_spoiled_isRefusedHere() {
    List<String> answers = answers("WATCH " + there, "MULTI", "SET " + there, "EXEC");
    assertEquals("-EXECABORT Transaction discarded because of previous errors.", answers.getLast());
    assertTrue(cluster.sessions.isEmpty());
  }

  @Test
  void watch_atPeer_changedKeyStopsExec() {
    assertEquals(List.of("+OK"), answers("WATCH " + there + " " + also));
    cluster.at(1, "SET", also, "x");
    assertEquals(
        List.of("+OK", "+QUEUED", "null array", "null"),
        answers("MULTI", "SET " + there + " 1", "EXEC", "GET " + there));
    assertEquals(
        List.of("+OK", "+OK", "+QUEUED", "[+OK]"),
        answers("WATCH " + there, "MULTI", "SET " + there + " 1", "EXEC"));
  }

  @Test
  void watch_atPeer_thenExecWithoutKeys_asksThePeer() {
    answers("WATCH " + there);
    cluster.at(1, "SET", there, "x");
    assertEquals(List.of("+OK", "+QUEUED", "null array"), answers("MULTI", "PING", "EXEC"));
  }

  @Test
  void watch_atSeveralNodes_isRefused() {
    assertEquals(List.of(CROSSED), answers("WATCH " + there + " " + yonder));
    assertEquals(
        List.of("+OK", CROSSED, CROSSED),
        answers("WATCH " + there, "WATCH " + here, "WATCH " + yonder));
    answers("UNWATCH");
    assertEquals(List.of("+OK", CROSSED), answers("WATCH " + here, "WATCH " + there));
  }

  @Test
  void unwatchDiscardReset_endTheSessionAtThePeer() {
    for (String end : List.of("UNWATCH", "RESET")) {
      answers("WATCH " + there);
      assertFalse(cluster.sessions.isEmpty());
      answers(end);
      assertTrue(cluster.sessions.isEmpty(), end);
    }
    answers("WATCH " + there, "DISCARD");
    assertFalse(cluster.sessions.isEmpty(), "there was nothing to discard");
    answers("MULTI", "UNWATCH");
    assertFalse(cluster.sessions.isEmpty(), "it is queued");
    answers("DISCARD");
    assertTrue(cluster.sessions.isEmpty());
    answers("WATCH " + there);
    session.leave();
    assertTrue(cluster.sessions.isEmpty());
  }

  @Test
  void watch_peerGone_execAnswersNull() {
    answers("WATCH " + there);
    cluster.peers.alive.remove(1);
    assertEquals(
        List.of("+OK", "+QUEUED", "null array"), answers("MULTI", "SET " + here + " 1", "EXEC"));
    assertEquals(
        List.of("+OK", "+QUEUED", "[+OK]"), answers("MULTI", "SET " + here + " 1", "EXEC"));
  }

  @Test
  void watch_slotMoved_execAnswersNull() {
    answers("WATCH " + there);
    int slot = io.tarn.slot.TestNode.slotOf(there);
    cluster.move(slot, 2);
    assertEquals(
        List.of("+OK", "+QUEUED", "null array"), answers("MULTI", "SET " + there + " 1", "EXEC"));
    cluster.peers.learn(slot, 2);
    answers("WATCH " + here);
    assertEquals(
        List.of("+OK", "+QUEUED", CROSSED), answers("MULTI", "SET " + there + " 1", "EXEC"));
  }

  @Test
  void exec_peerGoneMeanwhile() {
    send("MULTI");
    send("SET " + there + " 1");
    send("EXEC");
    session.runSome();
    cluster.peers.alive.remove(1);
    cluster.settle();
    assertEquals(
        "-TRYAGAIN The node that ran this has gone; it may have run or not",
        session.take().getLast());
    cluster.peers.alive.add(1);
    send("MULTI");
    send("GET " + there);
    send("EXEC");
    session.runSome();
    cluster.peers.alive.remove(1);
    cluster.settle();
    assertEquals("?", session.take().getLast(), "a read waits until somebody leads the slot");
    int slot = io.tarn.slot.TestNode.slotOf(there);
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    send("PING");
    cluster.sweep(0);
    assertEquals(List.of("+PONG"), session.take());
  }

  @Test
  void exec_notTheOwner_isRoutedAgain() {
    int slot = io.tarn.slot.TestNode.slotOf(there);
    cluster.move(slot, 2);
    answers("MULTI", "SET " + there + " 1", "EXEC");
    assertEquals("null", cluster.at(2, "GET", there), "it waits");
    cluster.peers.learn(slot, 2);
    cluster.sweep(0);
    assertEquals("\"1\"", cluster.at(2, "GET", there));
    cluster.peers.learn(slot, 0);
    cluster.move(slot, 0);
    assertEquals(List.of("null"), answers("GET " + there));
  }

  @Test
  void exec_thatSubscribes_runsNowhereElse() {
    List<String> answers = answers("MULTI", "GET " + there, "SUBSCRIBE news", "EXEC");
    assertTrue(answers.getLast().startsWith("-EXECABORT"), answers.getLast());
  }

  @Test
  void exec_thatPublishes_reachesTheOtherNodes() {
    for (int node = 0; node < RouteCluster.NODES; node++) {
      cluster.at(node, "SUBSCRIBE", "news");
    }
    for (String key : List.of(here, there)) {
      cluster.frames.clear();
      assertEquals("[null :1]", answers("MULTI", "GET " + key, "PUBLISH news x", "EXEC").getLast());
      assertEquals(key.equals(here) ? 2 : 1, cluster.published());
      answers("WATCH " + key, "SET " + key + " 1", "MULTI", "PUBLISH news x", "EXEC");
      answers("DEL " + key);
    }
    assertEquals(List.of("+PONG"), answers("PING"));
    assertEquals(0, session.route().due());
  }
}
