// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Reply;
import io.tarn.command.ReplyCollector;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers in RESP2 or RESP3, as a peer sends them. */
final class WireText {

  private WireText() {}

  static byte[] of(Reply reply, int protocol) {
    StringBuilder text = new StringBuilder();
    write(ReplyCollector.onHeap(reply, protocol == 3), protocol, text);
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void write(Reply reply, int protocol, StringBuilder text) {
    switch (reply) {
      case Reply.Simple simple -> text.append('+').append(simple.text()).append("\r\n");
      case Reply.Failure failure -> text.append('-').append(failure.message()).append("\r\n");
      case Reply.Int number -> text.append(':').append(number.value()).append("\r\n");
      case Reply.Bulk bulk ->
          text.append('$')
              .append(bulk.bytes().length)
              .append("\r\n")
              .append(new String(bulk.bytes(), StandardCharsets.ISO_8859_1))
              .append("\r\n");
      case Reply.Null _ -> text.append(protocol == 3 ? "_\r\n" : "$-1\r\n");
      case Reply.NullArray _ -> text.append(protocol == 3 ? "_\r\n" : "*-1\r\n");
      case Reply.Array array -> items('*', array.items(), protocol, text);
      case Reply.Unordered set -> items(protocol == 3 ? '~' : '*', set.items(), protocol, text);
      case Reply.Mapping map -> {
        int size = protocol == 3 ? map.items().size() / 2 : map.items().size();
        text.append(protocol == 3 ? '%' : '*').append(size).append("\r\n");
        map.items().forEach(item -> write(item, protocol, text));
      }
      default -> throw new IllegalArgumentException("not in these tests: " + reply);
    }
  }

  private static void items(
      char type, List<? extends Reply> items, int protocol, StringBuilder text) {
    text.append(type).append(items.size()).append("\r\n");
    items.forEach(item -> write(item, protocol, text));
  }
}
