// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

  private final List<String> told = new ArrayList<>();
  private final ClusterView view =
      new ClusterView(4, (shard, leader) -> told.add(shard + ">" + leader));

  private static NodeReport report(HeldCopy... copies) {
    return new NodeReport("id", "h", 1, 2, 1.0, true, false, List.of(copies));
  }

  private static HeldCopy leads(int shard, long epoch) {
    return new HeldCopy(shard, HeldCopy.Role.LEADER, 0, epoch, 0, true);
  }

  private static HeldCopy follows(int shard, long epoch) {
    return new HeldCopy(shard, HeldCopy.Role.FOLLOWER, 1, epoch, 0, true);
  }

  @Test
  void leader_nobodyReported_isNobody() {
    assertEquals(ClusterView.NOBODY, view.leader(3));
    assertEquals(0, view.highestEpoch(3));
  }

  @Test
  void epochs_areToldWhenTheyAreNews_andBeforeTheirLeader() {
    ClusterView fresh =
        new ClusterView(
            4,
            new ClusterView.Listener() {
              @Override
              public void leaderChanged(int shard, int leader) {
                told.add(shard + ">" + leader);
              }

              @Override
              public void epochChanged(int shard, long epoch) {
                told.add(shard + "@" + epoch);
              }
            });
    fresh.reported(5, report(leads(1, 3)));
    fresh.reported(6, report(follows(1, 3)));
    fresh.reported(5, report(leads(1, 7)));
    assertEquals(List.of("1@3", "1>5", "1@7"), told);
  }

  @Test
  void reported_leader_isToldOnce() {
    view.reported(5, report(leads(1, 3)));
    view.reported(5, report(leads(1, 3)));
    assertEquals(5, view.leader(1));
    assertEquals(List.of("1>5"), told);
  }

  @Test
  void reported_twoLeaders_theHigherEpochLeads() {
    view.reported(5, report(leads(1, 3)));
    view.reported(6, report(leads(1, 4)));
    view.reported(5, report(leads(1, 3), leads(2, 1)));
    assertEquals(6, view.leader(1));
    assertEquals(List.of("1>5", "1>6", "2>5"), told);
  }

  @Test
  void reported_leaderOfAnEpochBelowTheHighestSeen_doesNotLead() {
    view.reported(6, report(follows(1, 9)));
    view.reported(5, report(leads(1, 8)));
    assertEquals(ClusterView.NOBODY, view.leader(1));
    view.reported(ClusterView.SELF, report(leads(1, 10)));
    assertEquals(ClusterView.SELF, view.leader(1));
  }

  @Test
  void lost_leader_leavesNobodyAndTheEpoch() {
    view.reported(5, report(leads(1, 3)));
    view.lost(5);
    view.lost(5);
    assertEquals(ClusterView.NOBODY, view.leader(1));
    assertEquals(3, view.highestEpoch(1));
    assertEquals(List.of("1>5", "1>-2"), told);
    assertEquals(List.of(), view.holders(1));
  }

  @Test
  void reported_ofAnotherNumberOfShards_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> view.reported(5, report(leads(4, 1))));
  }
}
