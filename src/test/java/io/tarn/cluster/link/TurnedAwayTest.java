// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnedAwayTest {

  private static final int SENDER = 3;

  private final TurnedAway away = new TurnedAway();

  @Test
  void refusal_holdsUntilItsSenderKnows() {
    int number = away.add(SENDER, 7, 100);
    assertTrue(away.holds(SENDER, 7, 100, number - 1));
    assertFalse(away.holds(SENDER, 7, 100, number));
    assertFalse(away.holds(SENDER, 7, 101, number - 1));
    assertFalse(away.holds(SENDER, 8, 100, number - 1));
    assertFalse(away.holds(SENDER + 1, 7, 100, number - 1));
    away.known(SENDER, number - 1, client -> false);
    assertFalse(away.isEmpty());
    away.known(SENDER, number, client -> client == 7);
    assertFalse(away.isEmpty(), "requests lie here that were sent before");
    away.known(SENDER, number, client -> false);
    assertTrue(away.isEmpty());
  }

  @Test
  void laterRefusal_ofTheSameWish_replacesTheEarlier() {
    int first = away.add(SENDER, 7, 100);
    int second = away.add(SENDER, 7, 100);
    assertTrue(away.holds(SENDER, 7, 100, first));
    away.known(SENDER, second, client -> false);
    assertTrue(away.isEmpty());
  }

  @Test
  void numbers_beginAnewAndStayInOrder() {
    int last = RequestLayout.LENGTH_MASK;
    assertEquals(3, TurnedAway.later(last, 3));
    assertEquals(3, TurnedAway.later(3, last));
    assertEquals(last, TurnedAway.later(last, last - 5));
  }
}
