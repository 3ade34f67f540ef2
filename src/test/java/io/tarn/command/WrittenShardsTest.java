// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WrittenShardsTest {

  private final WrittenShards set = new WrittenShards();

  private TreeSet<Integer> contents() {
    TreeSet<Integer> found = new TreeSet<>();
    for (int shard = set.next(0); shard >= 0; shard = set.next(shard + 1)) {
      found.add(shard);
    }
    return found;
  }

  @Test
  void theFirstEpoch_stays() {
    set.add(3, 7);
    set.add(3, 8);
    assertEquals(7, set.epoch(3));
    assertEquals(0, set.epoch(1_000));
    set.remove(3);
    set.add(3, 8);
    assertEquals(8, set.epoch(3));
  }

  @Test
  void behavesAsASet() {
    SplittableRandom random = new SplittableRandom(7);
    TreeSet<Integer> expected = new TreeSet<>();
    for (int step = 0; step < 2_000; step++) {
      int shard = random.nextInt(step < 1_000 ? 256 : 16_384);
      if (random.nextInt(3) == 0) {
        set.remove(shard);
        expected.remove(shard);
      } else {
        set.add(shard, 1 + step);
        expected.add(shard);
      }
      if (step % 100 == 0) {
        assertEquals(expected, contents());
        assertEquals(expected.isEmpty(), set.isEmpty());
      }
    }
    assertEquals(expected, contents());
    set.clear();
    assertTrue(set.isEmpty());
    assertEquals(-1, set.next(0));
  }
}
