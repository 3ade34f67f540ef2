// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import io.tarn.command.transaction.Transaction.Queued;
import io.tarn.keyspace.HashSlot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notes what peers have written for connections, and decides whom WAIT asks. Used by one thread.
 */
final class WaitRoute {

  private final Router router;
  private final RouteRow[] rows;

  WaitRoute(Router router, RouteRow[] rows) {
    this.router = router;
    this.rows = rows;
  }

  /**
   * Notes that a peer has run a request.
   *
   * @param sentAt {@link Peers#epochCount} when it was sent
   */
  void ran(int peer, RouteRow row, Arguments arguments, RouteState state, int sentAt) {
    if (!row.write()) {
      return;
    }
    Peers peers = router.peers();
    int count = row.keys().count(arguments);
    for (int n = 0; n < count; n++) {
      state.written().note(peer, row.slot(arguments, n), peers, sentAt);
    }
    for (int slot = 0; count == 0 && slot < HashSlot.COUNT; slot += peers.slotsPerShard()) {
      if (peers.owner(slot) == peer) { // FLUSHALL
        state.written().note(peer, slot, peers, sentAt);
      }
    }
  }

  /** Notes that a peer has run a transaction. */
  void ran(int peer, Transaction transaction, RouteState state, int sentAt) {
    for (Queued queued : transaction.requests()) {
      ran(peer, rows[queued.entry().ordinal()], queued.arguments(), state, sentAt);
    }
  }

  /** Runs WAIT. */
  Outcome run(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    if (!Numbers.isLong(arguments, 1)
        || !Numbers.isLong(arguments, 2)
        || Numbers.parseLong(arguments, 2) < 0) {
      return router.here(arguments, connection, sink, nowMillis); // which says what is wrong
    }
    connection.used(row.name(), nowMillis);
    Written written = sink.route().written();
    if (written.dropLost(connection.writtenHere(), router.peers())) {
      // Waiting cannot bring back what the node that ran it may have lost. It is told once.
      sink.accept(Reply.ZERO);
      return Outcome.ANSWERED;
    }
    long wanted = Numbers.parseLong(arguments, 1);
    Map<Integer, List<Integer>> asked = written.byNode(connection.writtenHere(), router.peers());
    if (asked.isEmpty()) {
      if (wanted > 0 && wanted <= written.acknowledged()) {
        sink.accept(Reply.Int.of(written.acknowledged()));
        return Outcome.ANSWERED;
      }
      asked = everywhere();
    }
    long _ = sink.route().takeDeadline();
    new WaitForReplicas(router, row, connection, sink.route(), sink.reserve(), arguments, asked)
        .start();
    return Outcome.FORWARDED;
  }

  private Map<Integer, List<Integer>> everywhere() {
    Map<Integer, List<Integer>> all = new LinkedHashMap<>();
    for (int node : router.nodes().holders()) {
      all.put(node, List.of());
    }
    return all;
  }
}
