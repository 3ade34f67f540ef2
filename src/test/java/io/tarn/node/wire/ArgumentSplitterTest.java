// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentSplitterTest {

  private static List<String> words(String line) {
    ArgumentSplitter.Words words =
        assertInstanceOf(ArgumentSplitter.Words.class, ArgumentSplitter.split(line), line);
    return words.words().stream()
        .map(word -> new String(word, StandardCharsets.ISO_8859_1))
        .toList();
  }

  @Test
  void split_blanks_separateWords() {
    assertEquals(List.of("set", "a", "b"), words("  set\ta   b "));
    assertEquals(List.of(), words("   "));
  }

  @Test
  void split_doubleQuotes_knowEscapes() {
    assertEquals(
        List.of("a b", "\n\r\t\b\u0007\"\\q", "\u0000\u00ff"),
        words("\"a b\" \"\\n\\r\\t\\b\\a\\\"\\\\\\q\" \"\\x00\\xFF\""));
    assertEquals(List.of("xg"), words("\"\\xg\""));
    assertEquals(List.of(""), words("\"\""));
  }

  @Test
  void split_singleQuotes_keepBackslashes() {
    assertEquals(List.of("a\\n'b"), words("'a\\n\\'b'"));
  }

  @Test
  void split_quoteWithinWord_joins() {
    assertEquals(List.of("keya b"), words("key\"a b\""));
  }

  @Test
  void split_openQuote_isUnclosed() {
    assertInstanceOf(ArgumentSplitter.Unclosed.class, ArgumentSplitter.split("set a \"b"));
    assertInstanceOf(ArgumentSplitter.Unclosed.class, ArgumentSplitter.split("set a 'b"));
  }

  @Test
  void split_textAfterClosingQuote_isMalformed() {
    assertEquals(
        3,
        assertInstanceOf(ArgumentSplitter.Malformed.class, ArgumentSplitter.split("\"a\"b"))
            .offset());
  }
}
