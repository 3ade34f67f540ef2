// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** RANDOMKEY: asks all nodes how many keys they have, then one of them, chosen by that, for one. */
final class RandomKey extends Gathering {

  private static final int[] NO_KEYS = {};

  private final int[] nodes;
  private final Map<Integer, Long> sizes = new HashMap<>();
  private @Nullable Reply key;

  RandomKey(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      int[] nodes) {
    super(router, row, connection, state, place);
    this.nodes = nodes;
  }

  @Override
  void dispatch() {
    for (int node : nodes) {
      ask(node, Forwarder.Manner.LOCAL, Arguments.of("DBSIZE"), NO_KEYS);
    }
  }

  @Override
  void take(GatheredPart part, Reply reply) {
    if (reply instanceof Reply.Int(long size)) {
      if (size > 0) {
        sizes.put(part.node(), size);
      }
    } else if (!(reply instanceof Reply.Null)) {
      key = reply;
    }
  }

  /* A node whose keys have all expired answers null, and then another one is asked. */
  @Override
  @Nullable Reply result() {
    if (key != null || sizes.isEmpty()) {
      return key == null ? Reply.NULL : key;
    }
    long total = 0;
    for (long size : sizes.values()) {
      total += size;
    }
    long draw = ThreadLocalRandom.current().nextLong(total);
    for (Map.Entry<Integer, Long> one : sizes.entrySet()) {
      draw -= one.getValue();
      if (draw < 0) {
        int node = one.getKey();
        sizes.remove(node);
        ask(node, Forwarder.Manner.LOCAL, Arguments.of("RANDOMKEY"), NO_KEYS);
        return null;
      }
    }
    throw new IllegalStateException("drawn beyond the end: total=" + total);
  }

  @Override
  void lost(GatheredPart part, RemoteAnswer.Failure why) {
    fail(RouteErrors.NODE_GONE);
  }

  @Override
  void takenBack(GatheredPart part) {
    ask(Peers.SELF, Forwarder.Manner.LOCAL, part.arguments(), NO_KEYS);
  }
}
