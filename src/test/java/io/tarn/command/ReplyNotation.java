// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Answers as short text for assertions: +status -error :1 "string" [array] {map} &lt;set>. */
public final class ReplyNotation {

  private ReplyNotation() {}

  /** Returns the text of an answer. */
  public static String of(Reply reply) {
    return switch (reply) {
      case Reply.Simple simple -> "+" + simple.text();
      case Reply.Failure failure -> "-" + failure.message();
      case Reply.Int number -> ":" + number.value();
      case Reply.Bulk bulk -> '"' + new String(bulk.bytes(), StandardCharsets.ISO_8859_1) + '"';
      case Reply.View view -> "view of " + view.length();
      case Reply.Null _ -> "null";
      case Reply.NullArray _ -> "null array";
      case Reply.None _ -> "none";
      case Reply.Array array -> "[" + items(array.items()) + "]";
      case Reply.Mapping map -> "{" + items(map.items()) + "}";
      case Reply.Unordered set -> "<" + items(set.items()) + ">";
      case Reply.Push push -> "push [" + items(push.items()) + "]";
      case Reply.Several several -> "several [" + items(several.replies()) + "]";
      case Reply.Real real -> "," + real.value();
      case Reply.Decimal decimal -> "," + decimal.text();
      case Reply.Bool bool -> "#" + bool.value();
      case Reply.Verbatim verbatim -> verbatim.text();
      case Reply.Written _ -> of(ReplyCollector.onHeap(reply));
    };
  }

  private static String items(List<? extends Reply> items) {
    return items.stream().map(ReplyNotation::of).collect(Collectors.joining(" "));
  }
}
