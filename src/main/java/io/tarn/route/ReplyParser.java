// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads an encoded answer of a peer, whole and well-formed, of RESP2 or RESP3. */
final class ReplyParser {

  private final byte[] array;
  private final int end;
  private int at;

  private ReplyParser(byte[] array, int length) {
    this.array = array;
    this.end = length;
  }

  /**
   * Returns the answer that {@code array[0, length)} holds.
   *
   * @throws IllegalArgumentException when that is not exactly one answer: another version of Tarn,
   *     or a broken invariant
   */
  static Reply parse(byte[] array, int length) {
    ReplyParser parser = new ReplyParser(array, length);
    Reply reply;
    try {
      reply = parser.next();
    } catch (IndexOutOfBoundsException | NumberFormatException broken) {
      throw new IllegalArgumentException("no answer: offset=" + parser.at, broken);
    }
    if (parser.at != length) {
      throw new IllegalArgumentException("more than one answer: offset=" + parser.at);
    }
    return reply;
  }

  private Reply next() {
    byte type = array[at++];
    String line = line();
    return switch (type) {
      case '+' -> line.equals("OK") ? Reply.OK : new Reply.Simple(line);
      case '-' -> new Reply.Failure(line);
      case ':' -> Reply.Int.of(Long.parseLong(line));
      case '$' -> line.equals("-1") ? Reply.NULL : new Reply.Bulk(bytes(line));
      case '*' -> line.equals("-1") ? Reply.NULL_ARRAY : new Reply.Array(items(line, 1));
      case '%' -> new Reply.Mapping(items(line, 2));
      case '~' -> new Reply.Unordered(items(line, 1));
      case '>' -> new Reply.Push(items(line, 1));
      case '_' -> Reply.NULL;
      case '#' -> new Reply.Bool(line.equals("t"));
      case ',' -> new Reply.Decimal(line);
      case '=' -> verbatim(new String(bytes(line), StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("no answer: type=" + type);
    };
  }

  private static Reply verbatim(String text) {
    return new Reply.Verbatim(text.substring(0, 3), text.substring(4));
  }

  private List<Reply> items(String count, int each) {
    int total = Integer.parseInt(count) * each;
    List<Reply> items = new ArrayList<>(Math.min(total, end - at));
    for (int i = 0; i < total; i++) {
      items.add(next());
    }
    return items;
  }

  private byte[] bytes(String count) {
    int length = Integer.parseInt(count);
    if (length < 0 || length > end - at - 2) {
      throw new IndexOutOfBoundsException(length);
    }
    byte[] bytes = Arrays.copyOfRange(array, at, at + length);
    at += length + 2;
    return bytes;
  }

  private String line() {
    int from = at;
    while (at < end && array[at] != '\r') {
      at++;
    }
    if (at + 1 >= end) {
      throw new IndexOutOfBoundsException(at);
    }
    at += 2;
    return new String(array, from, at - 2 - from, StandardCharsets.UTF_8);
  }
}
