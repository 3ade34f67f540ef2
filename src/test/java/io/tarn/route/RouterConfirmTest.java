// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.AckLevel;
import io.tarn.command.TestReplicas;
import io.tarn.keyspace.HashSlot;
import io.tarn.slot.Replication;
import io.tarn.slot.TestNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs here as a part of something larger, and waits for a replica: a slot is a shard. */
class RouterConfirmTest {

  private static final String UNCONFIRMED = "-" + HeldAnswers.UNCONFIRMED.message();

  private final RouteCluster cluster = new RouteCluster();
  private final TestSession session = cluster.newSession();
  private final TestReplicas replicas = new TestReplicas();
  private final String here = cluster.key(0, 0);
  private final String there = cluster.key(1, 0);
  private final int shard = TestNode.slotOf(here);

  @BeforeEach
  void lead() {
    cluster.node().acknowledgements(replicas);
    Replication recorded = new Replication(cluster.node(), cluster.node().slots(), () -> 1_000);
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      recorded.record(slot, 1, slot, replicas.sink(slot));
    }
    session.connection().ackLevel(AckLevel.REPLICA, AckLevel.MEMORY);
  }

  private List<String> settle() {
    cluster.settle();
    return session.take();
  }

  @Test
  void splitRequest_waitsForItsPartHere() {
    session.send("MSET", here, "1", there, "2");
    assertEquals(List.of("?"), settle());
    session.send("MSET", here, "3", there, "4");
    cluster.settle();
    replicas.acknowledge(shard);
    assertEquals(List.of("+OK"), settle());
    session.send("MSET", here, "5", there, "6");
    cluster.settle();
    replicas.lose(shard);
    assertEquals(List.of(UNCONFIRMED), settle());
    session.send("MGET", here, there);
    assertEquals(List.of("[\"5\" \"6\"]"), settle(), "done all the same");
  }

  @Test
  void splitRead_waitsForNothing() {
    session.send("EXISTS", here, there);
    assertEquals(List.of(":0"), settle());
  }

  @Test
  void transactionThatPublishes_isToldWhenConfirmed_andItsMessageGoesAtOnce() {
    session.send("MULTI");
    session.send("SET", here, "1");
    session.send("PUBLISH", "channel", "text");
    session.send("EXEC");
    assertEquals(List.of("+OK", "+QUEUED", "+QUEUED", "?"), settle());
    assertEquals(2, cluster.published());
    session.send("MULTI");
    session.send("PUBLISH", "channel", "text");
    session.send("EXEC");
    assertEquals("[:0]", settle().getLast(), "it writes nothing");
  }

  @Test
  void requestThatComesBack_waitsForAReplicaHere() {
    int slot = TestNode.slotOf(there);
    session.send("SET", there, "1");
    session.runSome();
    cluster.move(slot, 0);
    cluster.peers.learn(slot, 0);
    assertEquals(List.of("?"), settle());
    session.send("SET", here, "1");
    session.send("SET", there, "2");
    cluster.settle();
    replicas.acknowledge(slot);
    cluster.settle();
    session.send("GET", there);
    assertEquals("\"2\"", settle().getLast());
  }

  @Test
  void errors_waitForNothing() {
    session.send("MSET", here);
    session.send("LPUSH", there);
    assertEquals(
        List.of(
            "-ERR wrong number of arguments for 'mset' command",
            "-ERR wrong number of arguments for 'lpush' command"),
        settle());
  }
}
