// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.node.bench.rig.Contender;
import java.util.List;
import org.junit.jupiter.api.Test;

class HitRatioTableTest {

  private static final HitRatioTable.Column LRU =
      new HitRatioTable.Column(Contender.REDIS, "allkeys-lru");
  private static final HitRatioTable.Column LFU =
      new HitRatioTable.Column(Contender.REDIS, "allkeys-lfu");
  private static final HitRatioTable.Column OURS =
      new HitRatioTable.Column(Contender.TARN, "allkeys-adaptive");

  private static Replayer.Pass pass(long hits, double items) {
    return new Replayer.Pass(1000, hits, items, (long) items, 0);
  }

  @Test
  void markdown_rows_compareWithRedissBest() {
    HitRatioTable table = new HitRatioTable(List.of(LRU, LFU, OURS), OURS);
    table.add("a", 100, LRU, pass(500, 100));
    table.add("a", 100, LFU, pass(520, 99.5));
    table.add("a", 100, OURS, pass(530, 100.5));
    table.add("b", 100, LRU, pass(500, 100));
    table.add("b", 100, OURS, pass(490, 120));
    table.add("c", 100, LRU, pass(500, 100));
    String text = table.markdown();
    assertTrue(text.contains("| a | 100 | 50.00 | 52.00 | 53.00 | +1.00 | met |"), text);
    assertTrue(
        text.contains("| b | 100 | 50.00 | – | 49.00 (at 120 items) | -1.00 | **missed** |"), text);
    assertTrue(text.contains("| c | 100 | 50.00 | – | – | – |  |"), text);
    assertTrue(text.contains("as good as Redis's best in 1 of 2, better in 1."), text);
  }
}
