// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckWaitsTest {

  private final AckWaits waits = new AckWaits();
  private final List<Integer> answers = new ArrayList<>();
  private final int[] replicas = new int[4];

  private void look(long nowNanos) {
    waits.due((shard, position) -> replicas[shard], nowNanos).forEach(AckWaits.Due::give);
  }

  private void add(int wanted, long deadlineNanos, int... shards) {
    waits.add(shards, new long[shards.length], wanted, deadlineNanos, answers::add);
  }

  @Test
  void due_shardWithFewest_counts() {
    add(2, Long.MAX_VALUE, 0, 1);
    replicas[0] = 3;
    replicas[1] = 1;
    look(0);
    assertEquals(List.of(), answers);
    replicas[1] = 2;
    look(0);
    assertEquals(List.of(2), answers);
    assertTrue(waits.isEmpty());
  }

  @Test
  void due_timeIsOver_answersWhatThereIs() {
    add(2, 100, 0);
    replicas[0] = 1;
    look(99);
    assertEquals(List.of(), answers);
    look(100);
    assertEquals(List.of(1), answers);
  }

  @Test
  void due_ledNoLonger_answersNone() {
    add(1, Long.MAX_VALUE, 0, 1);
    replicas[0] = 1;
    replicas[1] = AckWaits.NOT_LED;
    look(0);
    assertEquals(List.of(0), answers);
  }

  @Test
  void due_nothingWrittenTo_answersAtOnceOrWhenTimeIsOver() {
    add(0, Long.MAX_VALUE);
    look(0);
    assertEquals(List.of(0), answers);
  }
}
