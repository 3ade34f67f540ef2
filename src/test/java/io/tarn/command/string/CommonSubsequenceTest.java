// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CommonSubsequenceTest {

  @Test
  void of_twoTexts_isTheLongest() {
    CommonSubsequence common = CommonSubsequence.of(bytes("ohmytext"), bytes("mynewtext"));
    assertArrayEquals(bytes("mytext"), common.bytes());
    assertEquals(
        "[Match[startA=4, startB=5, length=4], Match[startA=2, startB=0, length=2]]",
        common.matches().toString());
  }

  @Test
  void of_anEmptyText_isEmpty() {
    assertEquals(0, CommonSubsequence.of(bytes(""), bytes("abc")).bytes().length);
    assertEquals(0, CommonSubsequence.of(bytes("abc"), bytes("")).matches().size());
    assertEquals(0, CommonSubsequence.length(bytes(""), bytes("")));
  }

  @Test
  void of_randomTexts_isConsistent() {
    long seed = 20_261_122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] a = random(random);
      byte[] b = random(random);
      CommonSubsequence common = CommonSubsequence.of(a, b);
      String which = "seed=" + seed + " round=" + round;
      assertEquals(recursive(a, a.length, b, b.length), common.bytes().length, which);
      assertEquals(CommonSubsequence.length(a, b), common.bytes().length, which);
      int left = common.bytes().length;
      for (CommonSubsequence.Match match : common.matches()) {
        for (int k = match.length() - 1; k >= 0; k--) {
          left--;
          assertEquals(common.bytes()[left], a[match.startA() + k], which);
          assertEquals(common.bytes()[left], b[match.startB() + k], which);
        }
      }
      assertEquals(0, left, which);
    }
  }

  private static int recursive(byte[] a, int i, byte[] b, int j) {
    if (i == 0 || j == 0) {
      return 0;
    }
    if (a[i - 1] == b[j - 1]) {
      return recursive(a, i - 1, b, j - 1) + 1;
    }
    return Math.max(recursive(a, i - 1, b, j), recursive(a, i, b, j - 1));
  }

  private static byte[] random(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(9)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(3));
    }
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
