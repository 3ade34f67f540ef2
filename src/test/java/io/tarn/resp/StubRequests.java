// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.slot.ReplySink;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

  @Override
  public boolean run(Arguments arguments, Connection connection, ReplySink sink, long nowMillis) {
    if (arguments.is(0, "GET")) {
      Reply value = values.get(new Key(arguments.bytes(1)));
      sink.accept(value == null ? Reply.NULL : value);
    } else if (arguments.is(0, "SET")) {
      values.put(new Key(arguments.bytes(1)), new Reply.Bulk(arguments.bytes(2)));
      sink.accept(Reply.OK);
    } else if (arguments.is(0, "PING")) {
      sink.accept(PONG);
    } else {
      sink.accept(Reply.error("unknown command"));
    }
    return true;
  }
}
