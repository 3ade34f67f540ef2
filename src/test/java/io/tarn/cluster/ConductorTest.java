// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.slot.SlotMessage.Take;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  private final Set<Integer> placed = new HashSet<>();

  private List<Take> due(long nowNanos, boolean oldest, int holders) {
    return conductor.due(nowNanos, oldest, holders, placed::contains);
  }

  @Test
  void due_primaryIsNowhere_oldestAsksAgainAfterAWhile() {
    assertEquals(List.of(), due(0, false, 2));
    assertEquals(List.of(new Take(0, 0), new Take(1, 0)), due(0, true, 2));
    assertEquals(List.of(), due(Conductor.PRIMARY_AGAIN_NANOS - 1, true, 2));
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(new Take(1, 0)), due(Conductor.PRIMARY_AGAIN_NANOS, true, 2));
  }

  @Test
  void due_leaderLost_whoeverHoldsAReplicaAsks() {
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    view.reported(ClusterView.SELF, report(held(0, 1, HeldCopy.Role.FOLLOWER)));
    view.lost(3);
    assertEquals(List.of(new Take(0, 0)), due(0, false, 2));
  }

  @Test
  void due_ledHereButNotPlacedHere_asksUntilItIs() {
    view.reported(
        ClusterView.SELF,
        report(held(0, 0, HeldCopy.Role.LEADER), held(1, 0, HeldCopy.Role.LEADER)));
    placed.add(1);
    assertEquals(List.of(new Take(0, 0)), due(0, false, 2));
    assertEquals(List.of(), due(1, false, 2));
    assertEquals(List.of(new Take(0, 0)), due(Conductor.PRIMARY_AGAIN_NANOS, false, 2));
    placed.add(0);
    assertEquals(List.of(), due(2 * Conductor.PRIMARY_AGAIN_NANOS, false, 2));
  }

  @Test
  void due_replicaIsNowhere_oldestAsksWhenAllAreLed() {
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(new Take(1, 0)), due(0, true, 2));
    view.reported(3, report(held(0, 0, HeldCopy.Role.LEADER), held(1, 0, HeldCopy.Role.LEADER)));
    assertEquals(List.of(), due(1, true, 1));
    assertEquals(List.of(), due(1, false, 2));
    assertEquals(List.of(new Take(0, 1), new Take(1, 1)), due(1, true, 2));
    view.reported(4, report(held(0, 1, HeldCopy.Role.FOLLOWER)));
    assertEquals(List.of(new Take(1, 1)), due(Conductor.REPLICA_AGAIN_NANOS + 1, true, 2));
  }
}
