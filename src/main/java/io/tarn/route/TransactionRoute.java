// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Flag;
import io.tarn.command.Reply;
import io.tarn.command.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Where WATCH, MULTI and EXEC run. Requests are queued here, by the runner; EXEC goes where all
 * keys of the transaction lie, those watched included, or is refused. A connection watches at one
 * node at a time.
 */
final class TransactionRoute {

  private final Router router;
  private final OwnerSearch search;

  TransactionRoute(Router router, OwnerSearch search) {
    this.router = router;
    this.search = search;
  }

  /** Routes a request between MULTI and its end. */
  Outcome inside(
      RouteRow row,
      Transaction transaction,
      Arguments arguments,
      Connection connection,
      RoutedSink sink,
      long nowMillis) {
    return switch (row.kind()) {
      case EXEC -> exec(row, transaction, arguments, connection, sink, nowMillis);
      case UNWATCH -> unwatch(row, arguments, connection, sink, nowMillis);
      default -> {
        Reply.Failure refusal = router.redirects() ? redirection(row, arguments) : null;
        if (refusal != null) {
          transaction.spoil();
          yield router.refuse(refusal, sink);
        }
        yield router.here(row, arguments, connection, sink, nowMillis);
      }
    };
  }

  private Reply.@Nullable Failure redirection(RouteRow row, Arguments arguments) {
    int owner = search.begin().addKeys(row, arguments).result();
    return owner >= 0
        ? RouteErrors.moved(search.firstSlot(), router.peers().respAddress(owner))
        : null;
  }

  private Outcome exec(
      RouteRow row,
      Transaction transaction,
      Arguments arguments,
      Connection connection,
      RoutedSink sink,
      long nowMillis) {
    RouteState state = sink.route();
    if (transaction.isSpoiled() || transaction.isStale()) {
      return execHere(row, arguments, connection, sink, nowMillis);
    }
    int watching = state.watching();
    if (state.isWatchLost()
        || (watching >= 0 && !NodeChoice.contains(router.peers().all(), watching))) {
      return end(Reply.NULL_ARRAY, connection, sink);
    }
    search.begin().add(transaction);
    if (watching >= 0) {
      search.addOwner(watching);
    }
    int owner = search.result();
    int unled = search.unledSlot();
    if (owner == Router.MIXED) {
      return end(RouteErrors.CROSS_SLOT, connection, sink);
    }
    if (owner < 0 && owner != Router.UNSETTLED) {
      if (!router.messages(transaction).isEmpty()) {
        connection.used(row.name(), nowMillis);
        new ExecRequest(router, row, connection, state, sink.reserve(), transaction).startHere();
        return Outcome.FORWARDED;
      }
      return execHere(row, arguments, connection, sink, nowMillis);
    }
    if (transaction.watchedCount() > 0) { // watched here, and led elsewhere since
      return end(Reply.NULL_ARRAY, connection, sink);
    }
    if (changesSubscriptions(transaction)) {
      return end(RouteErrors.SUBSCRIBES_ELSEWHERE, connection, sink);
    }
    connection.used(row.name(), nowMillis);
    ExecRequest request =
        new ExecRequest(router, row, connection, state, sink.reserve(), transaction);
    if (owner != Router.UNSETTLED) {
      request.start(owner);
    } else if (watching >= 0) {
      request.start(watching);
    } else {
      request.startWaiting(unled);
    }
    return Outcome.FORWARDED;
  }

  private static boolean changesSubscriptions(Transaction transaction) {
    for (Transaction.Queued queued : transaction.requests()) {
      if (queued.entry().command().flags().contains(Flag.PUBSUB)
          && queued.entry().command().name().endsWith("subscribe")) {
        return true;
      }
    }
    return false;
  }

  private Outcome execHere(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    endWatch(connection, sink.route());
    return router.here(row, arguments, connection, sink, nowMillis);
  }

  /** Ends a transaction without running it. */
  private Outcome end(Reply answer, Connection connection, RoutedSink sink) {
    connection.endTransaction(router.slab());
    endWatch(connection, sink.route());
    if (answer instanceof Reply.Failure failure) {
      return router.refuse(failure, sink);
    }
    sink.accept(answer);
    return Outcome.ANSWERED;
  }

  /** Runs DISCARD, UNWATCH or RESET, and forgets what is watched elsewhere if they do that. */
  Outcome unwatch(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    Transaction before = connection.transaction();
    boolean open = before != null && before.isOpen();
    Outcome outcome = router.here(row, arguments, connection, sink, nowMillis);
    boolean ends =
        switch (row.name()) {
          case "discard" -> open && connection.transaction() == null;
          case "unwatch" -> !open && !connection.inSubscribeMode();
          default -> true;
        };
    if (ends) {
      endWatch(connection, sink.route());
    }
    return outcome;
  }

  /** Watches keys, which must lie where those lie that are watched already. */
  Outcome watch(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    RouteState state = sink.route();
    if (state.isWatchLost()) {
      sink.accept(Reply.OK);
      return Outcome.ANSWERED;
    }
    Transaction present = connection.transaction();
    boolean watchesHere = present != null && present.watchedCount() > 0;
    search.begin().addKeys(row, arguments);
    int first = search.firstSlot();
    int unled = search.unledSlot();
    if (state.watching() >= 0) {
      search.addOwner(state.watching());
    } else if (watchesHere) {
      search.addOwner(Peers.SELF);
    }
    int owner = search.result();
    if (owner == Router.MIXED) {
      return router.refuse(RouteErrors.CROSS_SLOT, sink);
    }
    if (owner < 0 && owner != Router.UNSETTLED) {
      return router.here(row, arguments, connection, sink, nowMillis);
    }
    if (router.redirects()) {
      return owner < 0
          ? router.refuse(RouteErrors.notAvailable(unled), sink)
          : router.refuse(RouteErrors.moved(first, router.peers().respAddress(owner)), sink);
    }
    connection.used(row.name(), nowMillis);
    ForwardedRequest request =
        router.newRequest(row, Forwarder.Manner.SESSION, arguments, connection, sink);
    if (owner == Router.UNSETTLED) {
      request.waitAlone(unled);
    } else {
      request.startAlone(owner);
    }
    return Outcome.FORWARDED;
  }

  /** Forgets what is watched elsewhere. */
  void endWatch(Connection connection, RouteState state) {
    if (state.watching() >= 0) {
      router.outbox().endSession(state.watching(), connection);
    }
    state.watching(Peers.NOBODY);
    state.watchLost(false);
  }
}
