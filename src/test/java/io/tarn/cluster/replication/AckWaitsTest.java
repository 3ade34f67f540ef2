// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Acknowledgements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AckWaitsTest {

  private static final long NEVER = Long.MAX_VALUE;

  private final AckWaits waits = new AckWaits();
  private final List<Integer> answers = new ArrayList<>();

  /** What each replica of a shard has acknowledged; a shard that is missing is not led. */
  private final Map<Integer, long[]> acknowledged = new HashMap<>();

  private int epoch = 1;

  private int replicasAt(int shard, int ofEpoch, long position) {
    long[] replicas = acknowledged.get(shard);
    if (replicas == null || ofEpoch != epoch) {
      return AckWaits.NOT_LED;
    }
    int count = 0;
    for (long one : replicas) {
      count += one >= position ? 1 : 0;
    }
    return count;
  }

  private List<Integer> due(long nowNanos) {
    answers.clear();
    waits.due(this::replicasAt, nowNanos).forEach(AckWaits.Due::give);
    return List.copyOf(answers);
  }

  private void add(int replicas, long deadline, int[] shards, long... positions) {
    int[] epochs = Arrays.stream(shards).map(_ -> epoch).toArray();
    waits.add(shards, epochs, positions, replicas, deadline, answers::add);
  }

  @Test
  void theShardWithFewest_counts() {
    acknowledged.put(1, new long[] {10, 10});
    acknowledged.put(2, new long[] {10, 4});
    add(2, NEVER, new int[] {1, 2}, 10, 5);
    assertEquals(List.of(), due(0));
    acknowledged.put(2, new long[] {10, 5});
    assertEquals(List.of(2), due(0));
    assertTrue(waits.isEmpty());
  }

  @Test
  void whoWaitsTooLong_isToldWhatThereIs() {
    acknowledged.put(1, new long[] {10, 0});
    add(2, 1_000, new int[] {1}, 10);
    assertEquals(List.of(), due(999));
    assertEquals(List.of(1), due(1_000));
  }

  @Test
  void positionsOfAnotherEpoch_doNotCount() {
    acknowledged.put(1, new long[] {9});
    add(1, NEVER, new int[] {1}, 10);
    assertEquals(List.of(), due(0));
    epoch = 2;
    acknowledged.put(1, new long[] {20});
    assertEquals(List.of(0), due(0));
  }

  @Test
  void deadlines_mayPassTheLargestNumber() {
    acknowledged.put(1, new long[0]);
    add(1, Long.MIN_VALUE + 5, new int[] {1}, 10);
    assertEquals(List.of(), due(Long.MAX_VALUE - 5));
    assertEquals(List.of(0), due(Long.MIN_VALUE + 5));
  }

  @Test
  void ofAShardThatIsNotLedAnyMore_nobodyCanTell() {
    acknowledged.put(1, new long[] {10});
    acknowledged.put(2, new long[] {0});
    add(1, NEVER, new int[] {1, 2}, 10, 10);
    assertEquals(List.of(), due(0));
    acknowledged.remove(2);
    assertEquals(List.of(0), due(0));
  }

  @Test
  void ofNoShard_thereIsNothingToWaitFor() {
    add(3, NEVER, new int[0]);
    assertEquals(List.of(Acknowledgements.NOTHING_LED), due(0));
  }
}
