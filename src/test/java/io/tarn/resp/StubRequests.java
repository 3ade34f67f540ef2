// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.route.Outcome;
import io.tarn.route.RoutedSink;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import io.tarn.slot.ReplySink;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A handful of commands on a plain map, so that the door can be tested and measured alone. */
final class StubRequests implements Requests {

  private static final Reply PONG = new Reply.Simple("PONG");

  private record Key(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private final Map<Key, Reply.Bulk> values = new ConcurrentHashMap<>();
  private final @Nullable Slab slab;
  private volatile LongPredicate room = _ -> false;

  StubRequests(@Nullable Slab slab) {
    this.slab = slab;
  }

  /** Has {@link #makeRoom} answered by a test. */
  void makesRoom(LongPredicate answer) {
    room = answer;
  }

  @Override
  public boolean makeRoom(long bytes) {
    return room.test(bytes);
  }

  @Override
  public Outcome run(Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    if (arguments.is(0, "GET")) {
      Reply value = values.get(new Key(arguments.bytes(1)));
      sink.accept(value == null ? Reply.NULL : value);
    } else if (arguments.is(0, "SET")) {
      values.put(new Key(arguments.bytes(1)), new Reply.Bulk(arguments.bytes(2)));
      sink.accept(Reply.OK);
    } else if (arguments.is(0, "PING")) {
      sink.accept(PONG);
    } else {
      return runRare(arguments, connection, sink) ? Outcome.ANSWERED : Outcome.WAITING;
    }
    return Outcome.ANSWERED;
  }

  /** ECHO, LATER (an answer from another thread), VIEW n, MANY n, BOOM, MUTE, REPLY mode, QUIT. */
  private boolean runRare(Arguments arguments, Connection connection, ReplySink sink) {
    switch (arguments.text(0).toUpperCase(Locale.ROOT)) {
      case "ECHO" -> sink.accept(new Reply.Bulk(arguments.bytes(1)));
      case "LENGTH" -> sink.accept(Reply.Int.of(arguments.length(1)));
      case "LATER" -> {
        Reply reply = new Reply.Bulk(arguments.bytes(1));
        Thread.startVirtualThread(() -> sink.acceptLater(reply));
        return false;
      }
      case "VIEW" -> view(Integer.parseInt(arguments.text(1)), sink);
      case "MANY" -> {
        Reply.Bulk item = new Reply.Bulk(new byte[100_000]);
        Reply[] items = new Reply[Integer.parseInt(arguments.text(1))];
        Arrays.fill(items, item);
        sink.accept(Reply.Array.of(items));
      }
      case "BOOM" -> throw new IllegalStateException("boom=1");
      case "MUTE" -> {}
      case "REPLY" -> {
        connection.replyMode(Connection.ReplyMode.valueOf(arguments.text(1)));
        sink.accept(Reply.OK);
      }
      case "QUIT" -> {
        sink.accept(Reply.OK);
        connection.closeAfterReplies();
      }
      default -> sink.accept(Reply.error("unknown command"));
    }
    return true;
  }

  private void view(int length, ReplySink sink) {
    long block = slab.allocate(0, length);
    Memory.fill(block, length, (byte) 'v');
    sink.accept(new Reply.View(block, length));
    slab.free(block);
  }
}
