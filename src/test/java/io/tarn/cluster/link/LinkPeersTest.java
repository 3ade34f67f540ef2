// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.keyspace.HashSlot;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.Peers;
import io.tarn.slot.TestNode;
import io.tarn.slot.TestNode.TestConnection;
import org.junit.jupiter.api.Test;

class LinkPeersTest {

  private final TestNode node = WorkerUnderTest.newNode();
  private final Links links = new Links(node, node.slots(), Ownership.ALL);

  @Test
  void table_saysWhatItWasTold() {
    LinkPeers peers = new LinkPeers(links, true);
    assertTrue(peers.isAlone());
    assertFalse(new LinkPeers(links, false).isAlone());
    assertEquals(Peers.NOBODY, peers.owner(0));
    peers.owner(0, Peers.SELF);
    peers.owner(HashSlot.COUNT - 1, 7);
    assertEquals(Peers.SELF, peers.owner(0));
    assertEquals(7, peers.owner(HashSlot.COUNT - 1));
    assertEquals("", peers.respAddress(7));
    peers.respAddress(7, "h:1");
    assertEquals("h:1", peers.respAddress(7));
    assertEquals(0, peers.all().length);
  }

  @Test
  void epochs_areThoseOfTheShard_andOnlyGrow() {
    LinkPeers peers = new LinkPeers(links, true);
    peers.slotsPerShard(64);
    assertEquals(0, peers.epoch(70));
    peers.epoch(1, (5L << 16) + 9);
    peers.epoch(1, (4L << 16) + 9);
    peers.epoch(0, 1L << 32);
    assertEquals((5 << 16) + 9, peers.epoch(70));
    assertEquals(1, peers.epochKnownAt(70));
    assertEquals(1, peers.epoch(0), "0 stands for none");
    assertEquals(2, peers.epochCount());
  }

  @Test
  void forwarder_withoutThePeer_refuses() {
    LinkNode.Answer answer = new LinkNode.Answer();
    assertFalse(
        new LinkPeers(links, true)
            .newForwarder(Runnable::run)
            .forward(0, Manner.PLAIN, new TestConnection(1), Arguments.of("GET", "a"), answer));
    assertFalse(answer.result.isDone());
  }
}
