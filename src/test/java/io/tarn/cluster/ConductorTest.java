// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.slot.SlotMessage.Take;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConductorTest {

  private final ClusterView view = new ClusterView(2, (shard, leader) -> {});
  private final Conductor conductor = new Conductor(view, 1);

  private static NodeReport report(HeldCopy... copies) {
    return new NodeReport("id", "h", 1, 2, 1.0, true, false, List.of(copies));
  }

  private static HeldCopy held(int shard, int copy, HeldCopy.Role role) {
    return new HeldCopy(shard, role, copy, 1, 0, true);
  }

  @Test
  void due_primaryIsNowhere_oldestAsksAgainAfterAWhile() {
    assertEquals(List.of(), conductor.due(0, false, 2));
    assertEquals(List.of(new Take(0, 0), new Take(1, 0)), conductor.due(0, true, 2));
    assertEquals(List.of(), conductor.due(Conductor.PRIMARY_AGAIN_NANOS - 1, true, 2));
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(new Take(1, 0)), conductor.due(Conductor.PRIMARY_AGAIN_NANOS, true, 2));
  }

  @Test
  void due_leaderLost_whoeverHoldsAReplicaAsks() {
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    view.reported(ClusterView.SELF, report(held(0, 1, HeldCopy.Role.FOLLOWER)));
    view.lost(3);
    assertEquals(List.of(new Take(0, 0)), conductor.due(0, false, 2));
  }

  @Test
  void due_replicaIsNowhere_oldestAsksWhenAllAreLed() {
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(new Take(1, 0)), conductor.due(0, true, 2));
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER), held(1, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(), conductor.due(1, true, 1));
    assertEquals(List.of(), conductor.due(1, false, 2));
    assertEquals(List.of(new Take(0, 1), new Take(1, 1)), conductor.due(1, true, 2));
    view.reported(4, report(held(0, 1, HeldCopy.Role.FOLLOWER)));
    assertEquals(
        List.of(new Take(1, 1)), conductor.due(Conductor.REPLICA_AGAIN_NANOS + 1, true, 2));
  }
}
