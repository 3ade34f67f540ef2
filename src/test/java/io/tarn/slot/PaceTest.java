// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  @Test
  void worked_pausesAsAsked_pausesInProportion() {
    assertEquals(1_000, pace.worked(1_000, 50));
    pace.paused(1_000);
    assertEquals(3_000, pace.worked(1_000, 25));
    pace.paused(3_000);
    assertEquals(100, pace.worked(900, 90));
  }

  @Test
  void worked_pausesAreLonger_shareIsKept() {
    long worked = 0;
    long paused = 0;
    for (int i = 0; i < 1_000; i++) {
      worked += 100_000;
      long pause = pace.worked(100_000, 50);
      if (pause > 0) {
        pace.paused(pause + 55_000);
        paused += pause + 55_000;
      }
    }
    assertTrue(Math.abs(worked - paused) <= 155_000, "worked=" + worked + " paused=" + paused);
  }

  @Test
  void paused_forLong_creditIsBounded() {
    assertEquals(100_000, pace.worked(100_000, 50));
    pace.paused(1_000_000_000);
    assertEquals(0, pace.worked(Pace.MOST_CREDIT_NANOS, 50));
    assertEquals(100_000, pace.worked(100_000, 50));
    pace.idle();
    assertEquals(50_000, pace.worked(50_000, 50));
  }
}
