// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.wire;

import java.nio.charset.StandardCharsets;

/** Texts as bytes: answers that are always the same, and lines of a status or an error. */
public final class TextLine {

  public static final byte[] OK = ascii("+OK\r\n");
  public static final byte[] PONG = ascii("+PONG\r\n");
  public static final byte[] NULL_BULK = ascii("$-1\r\n");
  public static final byte[] NULL_ARRAY = ascii("*-1\r\n");
  public static final byte[] NULL_RESP3 = ascii("_\r\n");
  public static final byte[] TRUE_RESP3 = ascii("#t\r\n");
  public static final byte[] FALSE_RESP3 = ascii("#f\r\n");

  private TextLine() {}

  /** Returns the bytes of a text of ASCII. */
  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns one line of a text: what would break it becomes a space, as in Redis. */
  public static byte[] of(String text) {
    boolean bytes = true;
    for (int i = 0; i < text.length(); i++) {
      bytes &= text.charAt(i) <= 0xff;
    }
    byte[] line = text.getBytes(bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\r' || line[i] == '\n') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
