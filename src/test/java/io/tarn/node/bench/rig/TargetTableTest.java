// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetTableTest {

  @Test
  void markdown_targets_saysWhetherTheyAreMet() {
    TargetTable table = new TargetTable();
    table.add("a key", "bytes", Contender.REDIS, 150);
    table.add("a key", "bytes", Contender.TARN, 75, new Target.AtMostTimes(0.6));
    table.add("throughput", "SET/s", Contender.REDIS, 2000);
    table.add("throughput", "SET/s", Contender.TARN, 1000, new Target.AtLeastTimes(1));
    table.add("idle", "MB", Contender.TARN, 300, new Target.AtMost(250));
    List<String> lines = table.markdown().lines().skip(2).toList();
    assertEquals("| a key | bytes | 150.0 | 75.0 | 0.50 | ≤ 0.60 × Redis | met |", lines.get(0));
    assertEquals(
        "| throughput | SET/s | 2,000 | 1,000 | 0.50 | ≥ 1 × Redis | **missed** |", lines.get(1));
    assertEquals("| idle | MB | – | 300.0 | – | ≤ 250 | **missed** |", lines.get(2));
  }

  @Test
  void markdown_aFigureIsMissing_saysNothingOfTheTarget() {
    TargetTable table = new TargetTable();
    table.add("a key", "bytes", Contender.REDIS, 150, new Target.AtMostTimes(0.6));
    assertTrue(
        table.markdown().endsWith("| a key | bytes | 150.0 | – | – | ≤ 0.60 × Redis |  |\n"),
        table.markdown());
  }

  @Test
  void parse_rss_isInBytes() throws IOException {
    assertEquals(
        5 << 10, ResidentMemory.parse("00400000-7fff [rollup]\nRss:   5 kB\nPss: 4 kB\n", "Rss:"));
    assertThrows(IOException.class, () -> ResidentMemory.parse("State: Z\n", "VmRSS:"));
  }

  @Test
  void field_info_findsNumbers() {
    String info = "# Memory\r\nused_memory:1234\r\nused_memory_human:1.2K\r\n";
    assertEquals(1234, RunningServer.field(info, "used_memory"));
    assertTrue(Double.isNaN(RunningServer.field(info, "used_memory_human")));
    assertTrue(Double.isNaN(RunningServer.field(info, "evicted_keys")));
  }
}
