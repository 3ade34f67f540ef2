// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Acknowledgements.Verdict;
import org.junit.jupiter.api.Test;

class WrittenPositionsTest {

  private final WrittenPositions writes = new WrittenPositions();
  private final TestReplicas replicas = new TestReplicas();

  @Test
  void highestPosition_ofEachShard_isKept() {
    assertTrue(writes.isEmpty());
    writes.note(3, 1, 100);
    writes.note(5, 1, 10);
    writes.note(3, 1, 90);
    writes.note(5, 1, 20);
    assertEquals("[3/1@100 5/1@20]", writes.toString());
    writes.note(3, 3, 50);
    assertEquals(
        "[3/3@50 5/1@20]", writes.toString(), "positions of another epoch are not compared");
    WrittenPositions more = WrittenPositions.noted(null, 9, 1, 1);
    more.note(5, 1, 30);
    writes.note(more);
    assertEquals("[3/3@50 5/1@30 9/1@1]", writes.toString());
  }

  @Test
  void verdict_isTheWorst() {
    assertEquals(Verdict.CONFIRMED, writes.verdict(replicas));
    for (int shard = 0; shard < 3; shard++) {
      writes.note(shard, 1, replicas.sink(shard).append(new byte[9], 0, 9));
    }
    replicas.acknowledge(0);
    assertEquals(Verdict.PENDING, writes.verdict(replicas));
    replicas.lose(2);
    assertEquals(Verdict.NEVER, writes.verdict(replicas));
    replicas.acknowledgeAll();
    assertEquals(Verdict.NEVER, writes.verdict(replicas), "the position is another's by now");
  }
}
