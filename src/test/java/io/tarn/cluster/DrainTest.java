// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.NodeReport;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How long a node stays drained. */
class DrainTest {

  private static final ClusterSettings SETTINGS = ClusterSettings.of("127.0.0.1", 2551, List.of());

  private static Shards start() {
    TestNode node = new TestNode(SlotSettings.DEFAULT);
    return new Shards(SETTINGS, node, node.slots());
  }

  private static NodeReport told(Shards shards) {
    shards.reports().tell(List::of);
    return Objects.requireNonNull(shards.view().report(ClusterView.SELF));
  }

  @Test
  void drained_untilItIsUndrained() {
    Shards node = start();
    node.drain(true);
    assertTrue(told(node).draining());
    node.drain(false);
    assertFalse(told(node).draining());
    node.close();
  }

  @Test
  void drained_andStartedAgain_takesDataAgain() {
    Shards node = start();
    node.drain(true);
    NodeReport before = told(node);
    node.close();
    Shards again = start();
    NodeReport after = told(again);
    assertFalse(after.draining());
    Shards other = start();
    other.view().reported(5, before);
    other.view().lost(5);
    other.view().reported(6, after);
    assertTrue(other.hasTaker(), "others see a new incarnation, which knows nothing of it");
    again.close();
    other.close();
  }
}
