// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Three nodes that are started at once with the same command. */
class FormingIT {

  private static final int KEYS = 3000;

  @Test
  void nodesStartedAtOnce_areOneCluster_andEachAnswersForEveryKey() throws Exception {
    ClusterUnderTest.with("forming", Shape.of(3), FormingIT::eachAnswersForEveryKey);
  }

  private static void eachAnswersForEveryKey(ClusterUnderTest cluster) throws Exception {
    Map<Endpoint, Integer> shards = SlotMap.ask(cluster.node(1).resp()).shards();
    assertEquals(3, shards.size(), shards::toString);
    for (int key = 0; key < KEYS; key++) {
      Node writer = cluster.node(1 + key % 3);
      // One connection a node would do; a new one now and then is what users have.
      assertEquals("OK", Wire.ask(writer.resp(), 5000, "SET", "k" + key, "v" + key));
    }
    for (Node node : cluster.nodes()) {
      try (Wire wire = Wire.connect(node.resp(), 5000)) {
        assertEquals(Long.valueOf(KEYS), wire.call("DBSIZE"), node::toString);
        for (int key = 0; key < KEYS; key++) {
          wire.send("GET", "k" + key);
        }
        wire.flush();
        for (int key = 0; key < KEYS; key++) {
          assertEquals("v" + key, wire.receive(), node::toString);
        }
      }
    }
    for (Node node : cluster.nodes()) {
      int status = node.process().terminate();
      assertEquals(0, status, node::toString);
      assertTrue(cluster.running().size() < 3);
    }
  }
}
