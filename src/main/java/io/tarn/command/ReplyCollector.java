// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes whole answers, that need no gate, of what writes itself or shows stored bytes. */
public final class ReplyCollector implements ReplyWriter {

  private enum Kind {
    ARRAY,
    MAPPING,
    UNORDERED
  }

  private record Level(Kind kind, long items, List<Reply> taken) {}

  private final boolean resp3;
  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable Reply whole;

  private ReplyCollector(boolean resp3) {
    this.resp3 = resp3;
  }

  /** Returns an answer that needs no gate, as a RESP3 client would see it. */
  public static Reply onHeap(Reply reply) {
    return onHeap(reply, true);
  }

  /** Returns an answer that needs no gate. */
  public static Reply onHeap(Reply reply, boolean resp3) {
    return switch (reply) {
      case Reply.View view -> {
        byte[] bytes = new byte[view.length()];
        Memory.copyOut(view.position(), bytes, 0, bytes.length);
        yield new Reply.Bulk(bytes);
      }
      case Reply.Array array -> new Reply.Array(onHeap(array.items(), resp3));
      case Reply.Mapping mapping -> new Reply.Mapping(onHeap(mapping.items(), resp3));
      case Reply.Unordered items -> new Reply.Unordered(onHeap(items.items(), resp3));
      case Reply.Push items -> new Reply.Push(onHeap(items.items(), resp3));
      case Reply.Written written -> {
        ReplyCollector collector = new ReplyCollector(resp3);
        written.body().writeTo(collector);
        if (collector.whole == null || !collector.levels.isEmpty()) {
          throw new IllegalStateException("not one whole answer: open=" + collector.levels);
        }
        yield collector.whole;
      }
      default -> reply;
    };
  }

  private static List<Reply> onHeap(List<? extends Reply> items, boolean resp3) {
    return items.stream().map(item -> onHeap(item, resp3)).toList();
  }

  @Override
  public void array(long items) {
    open(Kind.ARRAY, items);
  }

  @Override
  public void mapping(long pairs) {
    open(resp3 ? Kind.MAPPING : Kind.ARRAY, pairs * 2);
  }

  @Override
  public void unordered(long items) {
    open(resp3 ? Kind.UNORDERED : Kind.ARRAY, items);
  }

  @Override
  public void view(long position, int length) {
    reply(new Reply.View(position, length));
  }

  @Override
  public void bulk(byte[] bytes, int offset, int length) {
    take(new Reply.Bulk(Arrays.copyOfRange(bytes, offset, offset + length)));
  }

  @Override
  public void text(long value) {
    take(new Reply.Bulk(Long.toString(value).getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void integer(long value) {
    take(Reply.Int.of(value));
  }

  @Override
  public void real(double value) {
    take(new Reply.Real(value));
  }

  @Override
  public void nil() {
    take(Reply.NULL);
  }

  @Override
  public void reply(Reply reply) {
    take(onHeap(reply, resp3));
  }

  @Override
  public boolean isResp3() {
    return resp3;
  }

  private void open(Kind kind, long items) {
    levels.push(new Level(kind, items, new ArrayList<>()));
    closeFull();
  }

  private void take(Reply reply) {
    Level level = levels.peek();
    if (level == null) {
      if (whole != null) {
        throw new IllegalStateException("a second answer: " + reply);
      }
      whole = reply;
      return;
    }
    level.taken().add(reply);
    closeFull();
  }

  private void closeFull() {
    Level level = levels.peek();
    if (level != null && level.taken().size() == level.items()) {
      levels.pop();
      take(
          switch (level.kind()) {
            case ARRAY -> new Reply.Array(level.taken());
            case MAPPING -> new Reply.Mapping(level.taken());
            case UNORDERED -> new Reply.Unordered(level.taken());
          });
    }
  }
}
