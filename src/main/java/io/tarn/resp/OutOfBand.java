// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
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
    if (answer instanceof Reply.Written(Reply.Body body) && body.mayHoldMessages()) {
      return new Reply.Written(writer -> body.writeTo(new Messages(writer)));
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

  /** Passes on nothing but the messages. */
  private record Messages(ReplyWriter writer) implements ReplyWriter {

    @Override
    public void reply(Reply reply) {
      if (reply instanceof Reply.Several) {
        writer.reply(reply);
      }
    }

    @Override
    public void protocol(int version) {
      writer.protocol(version);
    }

    @Override
    public boolean isResp3() {
      return writer.isResp3();
    }

    @Override
    public void array(long items) {}

    @Override
    public void mapping(long pairs) {}

    @Override
    public void unordered(long items) {}

    @Override
    public void view(long position, int length) {}

    @Override
    public void bulk(byte[] bytes, int offset, int length) {}

    @Override
    public void text(long value) {}

    @Override
    public void integer(long value) {}

    @Override
    public void real(double value) {}

    @Override
    public void nil() {}
  }
}
