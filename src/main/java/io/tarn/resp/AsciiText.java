// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Numbers;
import java.nio.charset.StandardCharsets;

/** Numbers and lines as bytes of the protocol. */
final class AsciiText {

  private AsciiText() {}

  /** Writes a decimal number at {@code at}; returns the place behind. */
  static int put(long value, byte[] bytes, int at) {
    int next = at;
    if (value < 0) {
      bytes[next++] = '-';
    }
    int digits = Numbers.charsOf(value) - (next - at);
    long rest = value;
    for (int i = next + digits - 1; i >= next; i--) {
      bytes[i] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    }
    return next + digits;
  }

  /** Returns a text as one line: what would break it becomes a space, as in Redis. */
  static byte[] line(String text) {
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
