// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client gets to see of an answer that it does not want: CLIENT REPLY does not mute
 * messages.
 */
final class OutOfBand {

  private OutOfBand() {}

  /** Returns the messages within an answer, or {@link Reply#NONE}. */
  static Reply of(Reply answer) {
    if (answer instanceof Reply.Several) {
      return answer;
    }
    if (!(answer instanceof Reply.Array array)) {
      return Reply.NONE;
    }
    List<Reply> messages = new ArrayList<>();
    for (Reply item : array.items()) {
      if (item instanceof Reply.Several) {
        messages.add(item);
      }
    }
    return messages.isEmpty() ? Reply.NONE : new Reply.Several(messages);
  }
}
