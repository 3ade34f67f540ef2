// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.node.bench.rig.Contender;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void table_rounds_pairsFiguresOfTheSameRound() {
    Comparison comparison = new Comparison();
    Comparison.Row row = new Comparison.Row("GET", "requests/s", "≥ 1.3");
    for (double value : new double[] {100, 200, 400}) {
      comparison.add(row, Contender.REDIS, value);
    }
    for (double value : new double[] {150, 200, 800}) {
      comparison.add(row, Contender.TARN, value);
    }
    String table = comparison.table();
    assertTrue(
        table.contains("| GET | requests/s | 200.0 | 200.0 | 1.00 | 1.50 | 2.00 | ≥ 1.3 |"), table);
  }

  @Test
  void table_onlyOneContender_hasNoRatio() {
    Comparison comparison = new Comparison();
    comparison.add(new Comparison.Row("heap", "bytes", ""), Contender.TARN, 24.5);
    assertTrue(
        comparison.table().contains("| heap | bytes | – | 24.5 | – | – | – |  |"),
        comparison.table());
  }

  @Test
  void parseThroughput_csv_takesTheSecondField() throws IOException {
    assertEquals(
        70505.29,
        Generator.parseThroughput("\"test\",\"rps\",\"avg\"\n\"GET\",\"70505.29\",\"0.471\"\n"));
    assertThrows(IOException.class, () -> Generator.parseThroughput("Could not connect"));
  }
}
