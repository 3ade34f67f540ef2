// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenTest {

  private final Written written = new Written();

  @Test
  void note_twice_isKeptOnce() {
    written.note(3, 7);
    written.note(3, 7);
    written.note(3, 5);
    written.note(Peers.SELF, 7);
    assertEquals(Map.of(3, List.of(5, 7), Peers.SELF, List.of(7)), written.byNode());
  }

  @Test
  void note_moreThanFit_standsForTheWholeNode() {
    for (int slot = 0; slot <= Written.MOST; slot++) {
      written.note(3, slot);
    }
    assertEquals(Map.of(3, List.of()), written.byNode());
    written.note(3, 1);
    assertEquals(Map.of(3, List.of()), written.byNode());
  }

  @Test
  void note_anySlot_replacesThoseOfTheNode() {
    written.note(3, 7);
    written.note(4, 8);
    written.note(3, Written.ANY);
    assertEquals(Map.of(3, List.of(), 4, List.of(8)), written.byNode());
  }

  @Test
  void clear_forgetsAll() {
    written.note(3, 7);
    assertFalse(written.isEmpty());
    written.clear();
    assertTrue(written.isEmpty());
    assertEquals(Map.of(), written.byNode());
  }

  @Test
  void canBeVouchedFor_onlyByWhoRanTheWrite() {
    written.note(Peers.SELF, 7);
    assertTrue(written.canBeVouchedFor(Peers.ALONE));
    written.note(3, 7);
    assertFalse(written.canBeVouchedFor(Peers.ALONE));
  }

  @Test
  void canBeVouchedFor_nodeThatHasGone_isFalse() {
    written.note(3, Written.ANY);
    assertFalse(written.canBeVouchedFor(Peers.ALONE));
  }
}
