// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventClassesTest {

  /* What redis-server 7.0.15 shows after CONFIG SET. */
  @ParameterizedTest
  @CsvSource({
    "KEA, AKE",
    "AKE, AKE",
    "AKEnm, AKEm",
    "gKE, gKE",
    "nmKE, nKEm",
    "g$lshzxetdKE, AKE",
    "g$lshzxetKE, g$lshzxetKE",
    "x, x",
    "'', ''",
    "En, nE",
    "KEg$lshzxetdnm, AKEm"
  })
  void text_ofAnAcceptedSetting_isAsInRedis(String given, String shown) {
    assertNull(EventClasses.check(given));
    assertEquals(shown, EventClasses.text(EventClasses.parse(given)));
  }

  @ParameterizedTest
  @CsvSource({"q", "Aq", "' '", "KEA1"})
  void check_ofAnUnknownLetter_refuses(String given) {
    assertEquals(
        "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.", EventClasses.check(given));
  }
}
