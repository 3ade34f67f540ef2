// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AheadTest {

  private static final Copy P = Copy.primary(7);
  private static final Copy R1 = new Copy(7, 1);
  private static final Copy R2 = new Copy(7, 2);

  @Test
  void effective_ledWhereItIsPlaced_isTheAllocation() {
    Map<Copy, String> allocation = Map.of(P, "a", R1, "b");
    assertEquals(allocation, Ahead.effective(allocation, Map.of(7, "a")));
    assertEquals(allocation, Ahead.effective(allocation, Map.of()));
  }

  @Test
  void effective_ledByAReplica_theTwoHaveChangedPlaces() {
    Map<Copy, String> allocation = Map.of(P, "a", R1, "b", R2, "c");
    Map<Copy, String> effective = Ahead.effective(allocation, Map.of(7, "c"));
    assertEquals(Map.of(P, "c", R1, "b", R2, "a"), effective);
    assertEquals(Map.of(P, "c", R2, "a"), Ahead.astray(allocation, effective, 1));
  }

  @Test
  void effective_formerLeaderIsGone_itsPlaceIsEmpty() {
    Map<Copy, String> allocation = Map.of(R1, "b");
    Map<Copy, String> effective = Ahead.effective(allocation, Map.of(7, "b"));
    assertEquals(Map.of(P, "b"), effective);
    assertEquals(Map.of(), Ahead.astray(allocation, effective, 1));
  }

  @Test
  void effective_ledWhereNoReplicaIsPlaced_onlyThePrimaryMoves() {
    Map<Copy, String> allocation = Map.of(P, "a", R1, "b");
    Map<Copy, String> effective = Ahead.effective(allocation, Map.of(7, "c"));
    assertEquals(Map.of(P, "c", R1, "b"), effective);
    assertEquals(Map.of(P, "c"), Ahead.astray(allocation, effective, 1));
  }

  @Test
  void astray_ofManyShards_wholeShardsUpToTheLimit() {
    Map<Copy, String> allocation =
        Map.of(P, "a", R1, "b", Copy.primary(8), "a", new Copy(8, 1), "b", Copy.primary(9), "b");
    Map<Copy, String> effective = Ahead.effective(allocation, Map.of(7, "b", 8, "b", 9, "a"));
    assertEquals(
        Map.of(P, "b", R1, "a", Copy.primary(8), "b", new Copy(8, 1), "a"),
        Ahead.astray(allocation, effective, 2));
  }
}
