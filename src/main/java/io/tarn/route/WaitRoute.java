// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides whom WAIT asks. Used by one thread. */
final class WaitRoute {

  private final Router router;

  WaitRoute(Router router) {
    this.router = router;
  }

  /** Runs WAIT. */
  Outcome run(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    if (!Numbers.isLong(arguments, 1)
        || !Numbers.isLong(arguments, 2)
        || Numbers.parseLong(arguments, 2) < 0) {
      return router.here(row, arguments, connection, sink, nowMillis); // which says what is wrong
    }
    connection.used(row.name(), nowMillis);
    Written written = sink.route().written();
    if (!written.canBeVouchedFor(router.peers())) {
      // Somebody else leads a slot now: waiting cannot bring back what that node may have lost.
      sink.accept(Reply.ZERO);
      return Outcome.ANSWERED;
    }
    long _ = sink.route().takeDeadline();
    Map<Integer, List<Integer>> asked = written.isEmpty() ? everywhere() : written.byNode();
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
