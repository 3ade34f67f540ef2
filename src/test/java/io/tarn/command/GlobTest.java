// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.HashSlot;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, ab, false",
    "abc, abcd, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a*, a, true",
    "a*c, abbbc, true",
    "a*c, abbbd, false",
    "*b*, abc, true",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[a-b]llo, hbllo, true",
    "h[b-a]llo, hbllo, true",
    "h[a-b]llo, hcllo, false",
    "h\\*llo, h*llo, true",
    "h\\*llo, hxllo, false",
    "[\\]]x, ]x, true",
    "[abc, b, true",
    "[abc, d, false",
    "[^, x, true",
    "[, x, false",
    "[a-, -, true",
    "[a-], ^, true",
    "a\\, a\\, true",
    "A, a, false",
  })
  void matches_eachElement(String pattern, String text, boolean expected) {
    assertEquals(expected, glob(pattern).matches(text));
  }

  @ParameterizedTest
  @CsvSource({
    "MAX*, maxmemory, true",
    "[M-N]ax, max, true",
    "[m-n]AX, Max, true",
    "[^M]ax, max, false",
    "max, mAy, false",
  })
  void matches_ignoringCase(String pattern, String text, boolean expected) {
    assertEquals(expected, Glob.ignoringCase(pattern.getBytes(ISO_8859_1)).matches(text));
  }

  @Test
  void matches_emptyText_onlyTheEmptyPattern() {
    assertTrue(glob("").matches(""));
    assertFalse(glob("*").matches(""));
    assertFalse(glob("a").matches(""));
    assertFalse(glob("").matches("a"));
  }

  @Test
  void isEverything_onlyForOneStar() {
    assertTrue(glob("*").isEverything());
    assertFalse(glob("**").isEverything());
    assertFalse(glob("").isEverything());
    assertFalse(glob("*a").isEverything());
    assertFalse(glob("\\*").isEverything());
  }

  @Test
  void matches_hostilePattern_endsSoon() {
    Glob glob = glob("a*".repeat(500) + "b");
    byte[] text = "a".repeat(20_000).getBytes(ISO_8859_1);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertFalse(glob.matches(text, 0, text.length)));
  }

  @Test
  void fixedSlot_literalOrTagBeforeAnySpecialByte() {
    assertEquals(slot("foo"), glob("foo").fixedSlot());
    assertEquals(slot("a*b"), glob("a\\*b").fixedSlot());
    assertEquals(slot("tag"), glob("x{tag}*").fixedSlot());
    assertEquals(slot("a{}b{c}"), glob("a{}b{c}").fixedSlot());
    assertEquals(slot(""), glob("").fixedSlot());
    assertEquals(-1, glob("a{}b{c}*").fixedSlot());
    assertEquals(-1, glob("*{tag}").fixedSlot());
    assertEquals(-1, glob("{ta?}").fixedSlot());
    assertEquals(slot("{tag"), glob("{tag").fixedSlot());
    assertEquals(-1, glob("{tag*").fixedSlot());
    assertEquals(-1, Glob.ignoringCase(new byte[] {'a'}).fixedSlot());
  }

  private static Glob glob(String pattern) {
    return Glob.of(pattern.getBytes(ISO_8859_1));
  }

  private static int slot(String key) {
    return HashSlot.of(key.getBytes(ISO_8859_1));
  }
}
