// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a typed line into arguments by redis-cli's rules: blanks separate; within double quotes
 * {@code \n \r \t \b \a \" \\} and {@code \x41} (any byte) are known and a backslash before another
 * character vanishes; within single quotes only {@code \'} is; a closing quote must be followed by
 * a blank or the end.
 */
public final class ArgumentSplitter {

  /** What became of a line. */
  public sealed interface Result {}

  /** The arguments; none for an empty line. */
  public record Words(List<byte[]> words) implements Result {}

  /** The line ends within a quote: more may follow. */
  public record Unclosed() implements Result {}

  /**
   * No continuation can make it right; {@code offset} is where, in bytes of the line's UTF-8 form.
   */
  public record Malformed(int offset, String reason) implements Result {}

  private final byte[] line;
  private final ByteArrayOutputStream word = new ByteArrayOutputStream();
  private int position;

  private ArgumentSplitter(byte[] line) {
    this.line = line;
  }

  /** Splits {@code line}; characters outside ASCII become their UTF-8 bytes. */
  public static Result split(String line) {
    return new ArgumentSplitter(line.getBytes(StandardCharsets.UTF_8)).split();
  }

  private Result split() {
    List<byte[]> words = new ArrayList<>();
    skipBlanks();
    while (position < line.length) {
      while (position < line.length && !isBlank(line[position])) {
        byte next = line[position++];
        if (next != '"' && next != '\'') {
          word.write(next);
          continue;
        }
        if (!readQuoted(next)) {
          return new Unclosed();
        }
        if (position < line.length && !isBlank(line[position])) {
          return new Malformed(position, "a closing quote must be followed by a space");
        }
      }
      words.add(word.toByteArray());
      word.reset();
      skipBlanks();
    }
    return new Words(List.copyOf(words));
  }

  /** Reads up to the closing quote and past it; false when the line ends first. */
  private boolean readQuoted(byte quote) {
    while (position < line.length) {
      byte next = line[position++];
      if (next == quote) {
        return true;
      }
      if (next != '\\' || position == line.length) {
        word.write(next);
      } else if (quote == '"') {
        readEscape();
      } else if (line[position] == '\'') {
        word.write(line[position++]);
      } else {
        word.write(next);
      }
    }
    return false;
  }

  private void readEscape() {
    byte escaped = line[position++];
    if (escaped == 'x'
        && position + 1 < line.length
        && isHex(line[position])
        && isHex(line[position + 1])) {
      word.write(
          Character.digit(line[position], 16) << 4 | Character.digit(line[position + 1], 16));
      position += 2;
      return;
    }
    word.write(
        switch (escaped) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'a' -> 7;
          default -> escaped;
        });
  }

  private void skipBlanks() {
    while (position < line.length && isBlank(line[position])) {
      position++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
  }

  private static boolean isHex(byte b) {
    return Character.digit(b, 16) >= 0;
  }
}
