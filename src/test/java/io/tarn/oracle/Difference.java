// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Two answers that do not agree.
 *
 * @param history the last requests that named one of the keys of this one, the oldest first
 */
public record Difference(
    long seed,
    int protocol,
    int step,
    List<String> request,
    byte[] expected,
    byte[] actual,
    List<List<String>> history) {

  private static final int SHOWN = 400;

  /** Returns everything that is needed to see the difference and to make it again. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("answers differ: seed=%d resp=%d step=%d%n".formatted(seed, protocol, step));
    text.append("  request  ").append(printable(request)).append('\n');
    text.append("  expected ").append(printable(expected)).append('\n');
    text.append("  actual   ").append(printable(actual)).append('\n');
    for (List<String> before : history) {
      text.append("  before   ").append(printable(before)).append('\n');
    }
    return text.toString();
  }

  private static String printable(byte[] bytes) {
    return printable(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static String printable(List<String> request) {
    return String.join(" ", request.stream().map(word -> '"' + printable(word) + '"').toList());
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    for (char c : text.substring(0, Math.min(SHOWN, text.length())).toCharArray()) {
      switch (c) {
        case '\r' -> printable.append("\\r");
        case '\n' -> printable.append("\\n");
        case '"', '\\' -> printable.append('\\').append(c);
        default -> {
          if (c < ' ' || c > '~') {
            printable.append("\\x%02x".formatted((int) c));
          } else {
            printable.append(c);
          }
        }
      }
    }
    return text.length() > SHOWN ? printable + "... length=" + text.length() : printable.toString();
  }
}
