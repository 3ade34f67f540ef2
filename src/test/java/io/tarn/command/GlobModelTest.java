// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random patterns and texts of a small alphabet beside a matcher that recurses at every star. */
class GlobModelTest {

  private static final String ALPHABET = "aabbcc**?[]^-\\{}\u00e9";

  @Test
  void matches_randomPatterns_agreesWithRecursion() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300_000; round++) {
      String pattern = word(random, 9);
      String text = word(random, 7);
      byte[] bytes = text.getBytes(ISO_8859_1);
      assertEquals(
          !text.isEmpty() ? matches(pattern, text) : pattern.isEmpty(),
          Glob.of(pattern.getBytes(ISO_8859_1)).matches(bytes, 0, bytes.length),
          () -> "seed=" + seed + " pattern=" + pattern + " text=" + text);
    }
  }

  private static String word(Random random, int most) {
    StringBuilder word = new StringBuilder();
    for (int n = random.nextInt(most + 1); n > 0; n--) {
      word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return word.toString();
  }

  private static boolean matches(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return matches(pattern.substring(1), text)
          || (!text.isEmpty() && matches(pattern, text.substring(1)));
    }
    if (text.isEmpty()) {
      return false;
    }
    char c = text.charAt(0);
    String tail = text.substring(1);
    switch (pattern.charAt(0)) {
      case '?' -> {
        return matches(pattern.substring(1), tail);
      }
      case '[' -> {
        String rest = pattern.substring(1);
        boolean not = rest.startsWith("^");
        rest = not ? rest.substring(1) : rest;
        boolean in = false;
        while (!rest.isEmpty() && rest.charAt(0) != ']') {
          if (rest.charAt(0) == '\\' && rest.length() >= 2) {
            in |= rest.charAt(1) == c;
            rest = rest.substring(2);
          } else if (rest.length() >= 3 && rest.charAt(1) == '-') {
            byte a = (byte) rest.charAt(0);
            byte b = (byte) rest.charAt(2);
            in |= (byte) c >= Math.min(a, b) && (byte) c <= Math.max(a, b);
            rest = rest.substring(3);
          } else {
            in |= rest.charAt(0) == c;
            rest = rest.substring(1);
          }
        }
        return in != not && matches(rest.isEmpty() ? rest : rest.substring(1), tail);
      }
      case '\\' -> {
        String rest = pattern.length() >= 2 ? pattern.substring(1) : pattern;
        return rest.charAt(0) == c && matches(rest.substring(1), tail);
      }
      default -> {
        return pattern.charAt(0) == c && matches(pattern.substring(1), tail);
      }
    }
  }
}
