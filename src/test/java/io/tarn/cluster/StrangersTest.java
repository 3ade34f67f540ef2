// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StrangersTest {

  private static final long PATIENCE = Strangers.PATIENCE.toNanos();

  private final Strangers<String> strangers = new Strangers<>(Set.of("a"));

  @Test
  void missing_areTheSeedsAndFormerMembers() {
    strangers.left("b");
    assertEquals(List.of("a", "b"), strangers.missing(Set.of("c"), 0));
    assertEquals(List.of("b"), strangers.missing(Set.of("a"), 0));
    assertEquals(List.of(), strangers.missing(Set.of("a", "b"), 0));
    assertEquals(List.of("a"), strangers.missing(Set.of(), 0), "b has come back since");
  }

  @Test
  void former_areNotRememberedWithoutLimit() {
    for (int i = 0; i <= Strangers.MOST_REMEMBERED; i++) {
      strangers.left("n" + i);
    }
    List<String> missing = strangers.missing(Set.of("a"), 0);
    assertEquals(Strangers.MOST_REMEMBERED, missing.size());
    assertFalse(missing.contains("n0"));
  }

  @Test
  void seen_isSaidWhenItLasts_andNowAndThen() {
    long far = Long.MAX_VALUE - 5;
    assertFalse(strangers.seen("a", far));
    assertFalse(strangers.seen("a", far + PATIENCE - 1));
    assertTrue(strangers.seen("a", far + PATIENCE));
    assertFalse(strangers.seen("a", far + PATIENCE + 1));
    assertTrue(strangers.seen("a", far + PATIENCE + Strangers.AGAIN.toNanos()));
  }

  @Test
  void whoJoins_orGoes_isForgotten() {
    strangers.seen("a", 0);
    strangers.missing(Set.of("a"), 1);
    assertFalse(strangers.seen("a", PATIENCE), "a new sight");
    strangers.missing(Set.of(), PATIENCE + Strangers.FORGOTTEN.toNanos() + 1);
    assertFalse(strangers.seen("a", 3 * PATIENCE + Strangers.FORGOTTEN.toNanos()));
  }
}
