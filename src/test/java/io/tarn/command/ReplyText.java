// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Answers as short text, so that a test states what it expects on one line. */
public final class ReplyText {

  private ReplyText() {}

  /**
   * Returns {@code +status}, {@code -error}, {@code :integer}, the bare bytes of a string (ISO
   * 8859-1), {@code nil}, {@code [array]} or <code>{mapping}</code>.
   */
  public static String of(Reply reply) {
    return switch (reply) {
      case Reply.Simple simple -> "+" + simple.text();
      case Reply.Failure failure -> "-" + failure.message();
      case Reply.Int integer -> ":" + integer.value();
      case Reply.Bulk bulk -> new String(bulk.bytes(), StandardCharsets.ISO_8859_1);
      case Reply.Null ignored -> "nil";
      case Reply.Array array -> "[" + all(array.items()) + "]";
      case Reply.Mapping mapping -> "{" + all(mapping.items()) + "}";
      default -> reply.toString();
    };
  }

  private static String all(List<? extends Reply> items) {
    return items.stream().map(ReplyText::of).collect(Collectors.joining(" "));
  }
}
