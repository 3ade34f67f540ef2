// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Passes the strings and scores of an answer on, and forgets how they were grouped. */
public final class ElementWriter implements ReplyWriter {

  private final ElementTaker taker;

  ElementWriter(ElementTaker taker) {
    this.taker = taker;
  }

  /** Adds copies of the strings of an answer, which has no scores. */
  public static void strings(Reply reply, List<byte[]> into) {
    ElementTaker taker =
        new ElementTaker() {
          @Override
          public void string(byte[] bytes) {
            into.add(bytes);
          }

          @Override
          public void score(double score) {
            throw new IllegalStateException("no score expected: " + score);
          }
        };
    new ElementWriter(taker).reply(reply);
  }

  @Override
  public void array(long items) {}

  @Override
  public void mapping(long pairs) {}

  @Override
  public void unordered(long items) {}

  @Override
  public void view(long position, int length) {
    byte[] bytes = new byte[length];
    Memory.copyOut(position, bytes, 0, length);
    taker.string(bytes);
  }

  @Override
  public void bulk(byte[] bytes, int offset, int length) {
    taker.string(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void text(long value) {
    taker.string(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void integer(long value) {
    text(value);
  }

  @Override
  public void real(double value) {
    taker.score(value);
  }

  @Override
  public void nil() {
    throw new IllegalStateException("a null among elements");
  }

  @Override
  public void reply(Reply reply) {
    switch (reply) {
      case Reply.Written written -> written.body().writeTo(this);
      case Reply.View view -> view(view.position(), view.length());
      case Reply.Bulk bulk -> taker.string(bulk.bytes());
      case Reply.Real real -> taker.score(real.value());
      case Reply.Int number -> text(number.value());
      case Reply.Array array -> all(array.items());
      case Reply.Unordered items -> all(items.items());
      case Reply.Mapping mapping -> all(mapping.items());
      default -> throw new IllegalStateException("not elements: " + reply);
    }
  }

  private void all(List<? extends Reply> items) {
    items.forEach(this::reply);
  }

  @Override
  public boolean isResp3() {
    return true;
  }
}
