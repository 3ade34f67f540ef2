// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.Acknowledgements;
import io.tarn.keyspace.HashSlot;
import io.tarn.log.UnitSink;
import io.tarn.slot.Replication;
import io.tarn.slot.TestNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WAIT over three nodes: who is asked about what, and what is answered. */
class RouterWaitTest {

  private static final UnitSink SINK =
      new UnitSink() {
        @Override
        public int epoch() {
          return 1 << 16;
        }

        @Override
        public boolean isRead() {
          return true;
        }

        @Override
        public long append(byte[] unit, int offset, int length) {
          return length;
        }
      };

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private final String here = cluster.key(0, 0);
  private final String there = cluster.key(1, 0);
  private final String elsewhere = cluster.key(2, 0);

  /** What nodes were asked since the last look: the slots, by node. */
  private final Map<Integer, List<Integer>> asked = new TreeMap<>();

  /** How many replicas have everything, by node; a node that is missing answers later. */
  private final Map<Integer, Integer> replicas = new HashMap<>(Map.of(0, 1, 1, 1, 2, 1));

  private final List<IntConsumer> waiting = new ArrayList<>();

  @BeforeEach
  void askNodes() {
    for (int n = 0; n < RouteCluster.NODES; n++) {
      int node = n;
      Acknowledgements those =
          (slots, epochs, wanted, timeout, answer) -> {
            for (int i = 0; i < slots.length; i++) {
              assertEquals(cluster.peers.epochs[slots[i]], epochs[i]);
            }
            asked.put(node, Arrays.stream(slots).boxed().toList());
            Integer count = replicas.get(node);
            if (count == null) {
              waiting.add(answer);
            } else {
              answer.accept(count);
            }
          };
      cluster.nodes[n].acknowledgements(those);
    }
    Replication recorded = new Replication(cluster.node(), cluster.node().slots(), () -> 1_000);
    for (int slot = 0; slot < HashSlot.COUNT; slot += RouteCluster.NODES) {
      recorded.record(slot, 1, slot, SINK);
    }
  }

  private List<String> answers(String... words) {
    asked.clear();
    session.send(words);
    cluster.settle();
    return session.take();
  }

  private String answer(String... words) {
    return answers(words).getFirst();
  }

  private static List<Integer> slots(String... keys) {
    return Arrays.stream(keys).map(TestNode::slotOf).sorted().toList();
  }

  @Test
  void nothingWasWritten_allAreAsked() {
    replicas.put(2, 3);
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(0, List.of(), 1, List.of(), 2, List.of()), asked);
    assertEquals("-ERR timeout is negative", answer("WAIT", "1", "-1"));
  }

  @Test
  void aNodeThatLeadsNothing_doesNotCount() {
    replicas.put(2, Acknowledgements.NOTHING_LED);
    assertEquals(":1", answer("WAIT", "1", "10"));
    replicas.putAll(Map.of(0, Acknowledgements.NOTHING_LED, 1, Acknowledgements.NOTHING_LED));
    assertEquals(":0", answer("WAIT", "2", "10"));
  }

  @Test
  void whoRanWrites_isAskedAboutThem_andNobodyElse() {
    answers("SET", there, "1");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(1, slots(there)), asked);
    answers("SET", here, "1");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(0, slots(here)), asked);
    answers("GET", elsewhere);
    assertEquals(":1", answer("WAIT", "1", "10"), "known from before");
    assertEquals(Map.of(), asked);
  }

  @Test
  void commandsOfSeveralKeys_areFollowedToAllTheirNodes() {
    String more = cluster.key(1, 3);
    answers("MSET", here, "1", there, "2", more, "3");
    replicas.put(0, 2);
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(0, slots(here), 1, slots(there, more)), asked);
  }

  @Test
  void transactions_countWhereTheyRan() {
    session.send("MULTI");
    session.send("SET", there, "1");
    session.send("EXEC");
    session.send("MULTI");
    session.send("SET", here, "1");
    session.send("WAIT", "1", "0");
    assertEquals(":0", answers("EXEC").getLast().replaceAll(".*(:\\d+)]", "$1"));
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(0, slots(here), 1, slots(there)), asked);
  }

  @Test
  void whatWasWrittenAlone_isRememberedWhenOthersCome() {
    cluster.peers.alone = true;
    answers("SET", here, "1");
    cluster.peers.alone = false;
    answers("SET", there, "1");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(0, slots(here), 1, slots(there)), asked);
  }

  @Test
  void fewerThanWanted_isNotForgotten() {
    replicas.put(1, 0);
    answers("SET", there, "1");
    assertEquals(":0", answer("WAIT", "0", "10"));
    assertEquals(":0", answer("WAIT", "1", "10"));
    assertEquals(Map.of(1, slots(there)), asked);
    replicas.put(1, 1);
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(1, slots(there)), asked);
  }

  @Test
  void aWriteWhoseSlotHasAnotherLeader_isToldOnce() {
    int slot = TestNode.slotOf(there);
    answers("SET", there, "1");
    cluster.move(slot, 2);
    cluster.peers.learn(slot, 2);
    assertEquals(":0", answer("WAIT", "1", "10"));
    assertEquals(Map.of(), asked, "nobody can say who has it");
    answers("SET", there, "2");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(2, slots(there)), asked);
  }

  @Test
  void aWriteOfAnEarlierEpochOfTheSameNode_isToldOnce() {
    answers("SET", there, "1");
    cluster.peers.nextEpoch(TestNode.slotOf(there));
    assertEquals(":0", answer("WAIT", "1", "10"));
    assertEquals(Map.of(), asked, "nobody can say who has it");
    answers("SET", there, "2");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(1, slots(there)), asked);
    answers("SET", here, "1");
    cluster.peers.nextEpoch(TestNode.slotOf(here));
    assertEquals(":0", answer("WAIT", "1", "10"));
    assertEquals(Map.of(), asked);
  }

  @Test
  void anEpochThatComesWhileAWriteIsOnItsWay_countsAsLost() {
    session.send("SET", there, "1");
    session.runSome();
    cluster.peers.nextEpoch(TestNode.slotOf(there));
    cluster.settle();
    assertEquals(List.of("+OK"), session.take());
    assertEquals(":0", answer("WAIT", "1", "10"), "it may have run in the earlier one");
    assertEquals(Map.of(), asked);
  }

  @Test
  void aWriteThatWasSentOn_countsWhereItRan() {
    int slot = TestNode.slotOf(there);
    cluster.move(slot, 2);
    session.send("SET", there, "1");
    session.runSome();
    cluster.peers.learn(slot, 2);
    cluster.settle();
    assertEquals(List.of("+OK"), session.take());
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(Map.of(2, slots(there)), asked);
  }

  @Test
  void aNodeThatVanishesMeanwhile_isNoReplica() {
    answers("SET", there, "1");
    cluster.peers.alive.remove(1);
    assertEquals(":0", answer("WAIT", "1", "10"));
  }

  @Test
  void later_theNextRequestWaitsForIt() {
    replicas.remove(1);
    answers("SET", there, "1");
    session.send("WAIT", "1", "0");
    session.send("PING");
    cluster.settle();
    assertEquals(1, session.unrun());
    waiting.getFirst().accept(2);
    cluster.settle();
    assertEquals(List.of(":2", "+PONG"), session.take());
  }

  @Test
  void flushAll_isAWriteToEverything() {
    answers("FLUSHALL");
    assertEquals(":1", answer("WAIT", "1", "10"));
    assertEquals(HashSlot.COUNT / RouteCluster.NODES, asked.get(1).size());
  }
}
