// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer, taken apart.
 *
 * @param kind the first byte: '+', '-', ':', '$', '*', ...
 * @param text what a simple answer says, or a string's bytes as ISO 8859-1; "" for aggregates
 * @param items of an aggregate; empty for others and for a null array
 */
record RespFrame(char kind, String text, List<RespFrame> items) {

  /** Takes an answer apart. */
  static RespFrame parse(byte[] bytes) {
    return new Parser(bytes).next();
  }

  /** Returns the number that the answer is or that its text means. */
  long number() {
    return Long.parseLong(text);
  }

  boolean isError() {
    return kind == '-' || kind == '!';
  }

  boolean isAggregate() {
    return "*~>%|".indexOf(kind) >= 0;
  }

  private static final class Parser {
    private final byte[] bytes;
    private int at;

    Parser(byte[] bytes) {
      this.bytes = bytes;
    }

    RespFrame next() {
      char kind = (char) bytes[at++];
      String line = line();
      switch (kind) {
        case '$', '=', '!' -> {
          int length = Integer.parseInt(line);
          if (length < 0) {
            return new RespFrame('_', "", List.of());
          }
          String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
          at += length + 2;
          return new RespFrame(kind, text, List.of());
        }
        case '*', '~', '>', '%', '|' -> {
          int count = Integer.parseInt(line) * (kind == '%' || kind == '|' ? 2 : 1);
          List<RespFrame> items = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            items.add(next());
          }
          return new RespFrame(count < 0 ? '_' : kind, "", items);
        }
        default -> {
          return new RespFrame(kind, line, List.of());
        }
      }
    }

    private String line() {
      int from = at;
      while (bytes[at] != '\r') {
        at++;
      }
      at += 2;
      return new String(bytes, from, at - from - 2, StandardCharsets.ISO_8859_1);
    }
  }
}
