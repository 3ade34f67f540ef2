// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SafepointLogTest {

  private static final String SHORT =
      "[2.100s][safepoint] Safepoint \"ICBufferFull\", Time since last: 90210 ns, Reaching safepoint:"
          + " 1200 ns, At safepoint: 4100 ns, Leaving safepoint: 700 ns, Total: 6000 ns, Threads: 0"
          + " runnable, 12 total";
  private static final String LONG =
      "[3.512s][safepoint] Safepoint \"SerialCollectForAllocation\", Time since last: 1390211 ns,"
          + " Reaching safepoint: 93000 ns, Cleanup: 2000 ns, At safepoint: 3100000 ns, Total:"
          + " 3195000 ns";

  @Test
  void parse_logOfSeveralTags_ordersStopsByTheirTotal() {
    List<SafepointLog.Stop> stops =
        SafepointLog.parse(List.of("[3.5s][gc] GC(1) Pause Young 3.1ms", SHORT, LONG));
    assertEquals(2, stops.size());
    assertEquals("SerialCollectForAllocation", stops.get(0).cause());
    assertEquals(3.195, stops.get(0).millis(), 1e-9);
    assertEquals(6000, stops.get(1).nanos());
  }

  @Test
  void text_moreThanAskedFor_showsTheLongest() {
    String text = SafepointLog.text(SafepointLog.parse(List.of(SHORT, LONG)), 1);
    assertTrue(text.contains(LONG) && !text.contains(SHORT), text);
    assertEquals("", SafepointLog.text(List.of(), 1));
  }
}
