// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionTest {

  private static Copy complete(long epoch, long position) {
    return new Copy(epoch, position, true);
  }

  private static Copy incomplete(long epoch, long position) {
    return new Copy(epoch, position, false);
  }

  @Test
  void best_completeGoesBeforeLaterEpoch() {
    assertEquals(2, Promotion.best(Map.of(1, incomplete(9, 900), 2, complete(5, 10)), -1));
  }

  @Test
  void best_laterEpochGoesBeforeLongerStream() {
    assertEquals(2, Promotion.best(Map.of(1, complete(5, 900), 2, complete(6, 10)), -1));
  }

  @Test
  void best_longerStreamOfTheSameEpoch() {
    assertEquals(3, Promotion.best(Map.of(1, complete(6, 9), 3, complete(6, 10)), -1));
  }

  @Test
  void best_equal_preferredThenLowest() {
    Map<Integer, Copy> equal = Map.of(4, complete(6, 9), 2, complete(6, 9), 3, complete(6, 9));
    assertEquals(3, Promotion.best(equal, 3));
    assertEquals(2, Promotion.best(equal, -1));
    assertEquals(2, Promotion.best(equal, 77));
  }

  @Test
  void best_incompleteIsBetterThanNothing() {
    assertEquals(1, Promotion.best(Map.of(1, incomplete(2, 5), 2, Copy.NONE), 2));
    assertNull(Promotion.best(Map.of(1, Copy.NONE, 2, Copy.NONE), 2));
    assertNull(Promotion.best(Map.of(), 2));
  }

  @Test
  void nextEpoch_growsAndDiffersByNode() {
    long first = Promotion.nextEpoch(0, 7);
    long second = Promotion.nextEpoch(first, 3);
    assertTrue(second > first);
    assertTrue(Promotion.nextEpoch(first, 0) > first);
    assertNotEquals(second, Promotion.nextEpoch(first, 4));
    assertEquals(Promotion.nextEpoch(0, 5), Promotion.nextEpoch(0, 5 + (1 << 16)));
    assertEquals(1, Promotion.generation(first));
    assertEquals(2, Promotion.generation(second));
  }

  @Test
  void isBetterThan_itself_isFalse() {
    assertFalse(complete(3, 4).isBetterThan(complete(3, 4)));
    assertFalse(Copy.NONE.isBetterThan(Copy.NONE));
  }

  @Test
  void copy_thatCannotBe_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Copy(0, 5, true));
    assertThrows(IllegalArgumentException.class, () -> new Copy(-1, 5, false));
    assertThrows(IllegalArgumentException.class, () -> new Copy(1, -5, false));
  }
}
