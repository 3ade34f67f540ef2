// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request to several nodes, each of which answers for itself. */
final class Broadcast extends Gathering {

  private static final int[] NO_KEYS = {};

  private final Arguments arguments;
  private final int[] nodes;
  private final List<Reply> items = new ArrayList<>();
  private final Map<String, Reply> names = new LinkedHashMap<>();
  private long[] counts = {};
  private long sum;

  /**
   * Creates one.
   *
   * @param arguments of the request; copied for each node
   * @param nodes peers and {@link Peers#SELF}, one at least
   */
  Broadcast(
      Router router,
      RouteRow row,
      Connection connection,
      RouteState state,
      Place place,
      Arguments arguments,
      int[] nodes) {
    super(router, row, connection, state, place);
    this.arguments = arguments.heapCopy();
    this.nodes = nodes;
  }

  @Override
  void dispatch() {
    for (int node : nodes) {
      ask(node, Forwarder.Manner.LOCAL, arguments.heapCopy(), NO_KEYS);
    }
  }

  @Override
  void take(GatheredPart part, Reply reply) {
    if (reply instanceof Reply.Int(long value)) {
      sum += value;
    } else if (reply instanceof Reply.Array(List<? extends Reply> more)) {
      switch (row.kind()) {
        case NAMES -> more.forEach(this::addName);
        case NAMED_COUNTS -> addCounts(more);
        default -> items.addAll(more);
      }
    }
  }

  private void addName(Reply name) {
    if (name instanceof Reply.Bulk(byte[] bytes)) {
      names.putIfAbsent(new String(bytes, StandardCharsets.ISO_8859_1), name);
    }
  }

  private void addCounts(List<? extends Reply> named) {
    if (counts.length == 0) {
      counts = new long[named.size()];
      items.addAll(named);
    }
    for (int i = 1; i < named.size(); i += 2) {
      counts[i] += named.get(i) instanceof Reply.Int(long count) ? count : 0;
      items.set(i, Reply.Int.of(counts[i]));
    }
  }

  @Override
  Reply result() {
    return switch (row.kind()) {
      case COUNT, PUBLISH -> Reply.Int.of(sum);
      case NAMES -> new Reply.Array(new ArrayList<>(names.values()));
      case FLUSH -> Reply.OK;
      default -> new Reply.Array(items);
    };
  }

  /** A node that has gone has no subscribers any more; but its keys and replicas are missing. */
  @Override
  void lost(GatheredPart part, RemoteAnswer.Failure why) {
    switch (row.kind()) {
      case PUBLISH, NAMES, NAMED_COUNTS -> {}
      default -> fail(RouteErrors.NODE_GONE);
    }
  }

  @Override
  void takenBack(GatheredPart part) {
    ask(Peers.SELF, Forwarder.Manner.LOCAL, part.arguments(), NO_KEYS);
  }
}
