// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;

/**
 * Splits an inline command, what a person types into a raw connection, into words: separated by
 * white space; {@code "…"} with the escapes {@code \xHH \n \r \t \b \a \\ \"}; {@code '…'} with
 * {@code \'} alone. A closing quote ends a word and must be followed by white space or the end. A
 * NUL byte ends the line.
 */
final class InlineDecoder {

  private final byte[] line;
  private final int end;
  private final byte[] words;
  private int at;
  private int written;

  private InlineDecoder(byte[] line, int from, int end) {
    this.line = line;
    this.at = from;
    this.end = end;
    this.words = new byte[end - from];
  }

  /**
   * Splits {@code line[from, end)}.
   *
   * @param target filled with the words, on an array of their own; none when the line is blank
   * @return false when a quote is not closed as it must be
   */
  static boolean split(byte[] line, int from, int end, Arguments target) {
    InlineDecoder decoder = new InlineDecoder(line, from, end);
    target.reset(decoder.words);
    while (decoder.skipSpace()) {
      int begin = decoder.written;
      if (!decoder.word()) {
        return false;
      }
      target.add(begin, decoder.written - begin);
    }
    return true;
  }

  /** Goes to the next word; false when there is none. */
  private boolean skipSpace() {
    while (isSpace(peek(0))) {
      at++;
    }
    return peek(0) != 0;
  }

  private boolean word() {
    while (true) {
      int c = peek(0);
      switch (c) {
        case 0, ' ', '\n', '\r', '\t' -> {
          return true;
        }
        case '"', '\'' -> {
          at++;
          return c == '"' ? doubleQuoted() : singleQuoted();
        }
        default -> take(c, 1);
      }
    }
  }

  private boolean doubleQuoted() {
    while (true) {
      int c = peek(0);
      if (c == 0) {
        return false;
      }
      if (c == '"') {
        return closeQuote();
      }
      if (c == '\\' && peek(1) == 'x' && hex(peek(2)) >= 0 && hex(peek(3)) >= 0) {
        take(hex(peek(2)) << 4 | hex(peek(3)), 4);
      } else if (c == '\\' && peek(1) != 0) {
        take(unescaped(peek(1)), 2);
      } else {
        take(c, 1);
      }
    }
  }

  private boolean singleQuoted() {
    while (true) {
      int c = peek(0);
      if (c == 0) {
        return false;
      }
      if (c == '\'') {
        return closeQuote();
      }
      boolean escaped = c == '\\' && peek(1) == '\'';
      take(escaped ? '\'' : c, escaped ? 2 : 1);
    }
  }

  private boolean closeQuote() {
    at++;
    return peek(0) == 0 || isSpace(peek(0));
  }

  private void take(int value, int consumed) {
    words[written++] = (byte) value;
    at += consumed;
  }

  /** Returns the byte {@code ahead} places further, 0 from the end on. */
  private int peek(int ahead) {
    return at + ahead < end ? line[at + ahead] & 0xff : 0;
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static int hex(int c) {
    return Character.digit(c, 16);
  }

  private static int unescaped(int c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> c;
    };
  }
}
