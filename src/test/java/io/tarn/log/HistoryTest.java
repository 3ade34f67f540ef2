// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HistoryTest {

  private final History history = History.NONE.with(3, 0).with(5, 100).with(9, 100).with(12, 250);

  @Test
  void epochAt_latestThatBeganAtOrBefore() {
    assertEquals(3, history.epochAt(0));
    assertEquals(3, history.epochAt(99));
    assertEquals(9, history.epochAt(100));
    assertEquals(9, history.epochAt(249));
    assertEquals(12, history.epochAt(250));
    assertEquals(12, history.epochAt(9_999));
    assertEquals(0, History.NONE.epochAt(5));
  }

  @Test
  void contains_onlyWhatIsAPrefix() {
    assertTrue(history.contains(3, 50));
    assertTrue(history.contains(3, 100));
    assertFalse(history.contains(3, 101), "bytes beyond the adoption are another history's");
    assertTrue(history.contains(5, 100));
    assertFalse(history.contains(5, 101));
    assertTrue(history.contains(12, 7_000));
    assertFalse(history.contains(12, 249));
    assertFalse(history.contains(4, 50), "an epoch that is not in it");
  }

  @Test
  void with_keepsTheLatest() {
    History long1 = History.NONE;
    for (int i = 1; i <= History.MOST + 3; i++) {
      long1 = long1.with(i, i * 10L);
    }
    assertEquals(History.MOST, long1.size());
    assertEquals(4, long1.epoch(0));
    assertEquals(History.MOST + 3, long1.latest());
  }

  @Test
  void with_earlierEpochOrStart_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> history.with(12, 300));
    assertThrows(IllegalArgumentException.class, () -> history.with(11, 300));
    assertThrows(IllegalArgumentException.class, () -> history.with(13, 249));
  }

  @Test
  void upTo_dropsEpochsThatWereNotReached() {
    assertEquals("3@0 5@100 9@100", history.upTo(249).toString());
    assertEquals("3@0", history.upTo(99).toString());
    assertEquals(4, history.upTo(250).size());
  }
}
