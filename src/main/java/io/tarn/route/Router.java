// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Reply;
import io.tarn.command.ScanOptions;
import io.tarn.command.transaction.Transaction;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;
import io.tarn.slot.ReplySink;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotTable;
import io.tarn.slot.WaitingRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Decides where the requests of one I/O thread run: on this node, by a {@link RequestRunner}, or on
 * others. On that thread only.
 */
public final class Router {

  /*
   * What is refused without a look at the keys (unknown, wrong arity, no password, subscribed) is
   * left to the runner, which refuses it in the same words as ever; so is whatever concerns this
   * node or this connection alone.
   *
   * Order. Requests of one key that go to different nodes may overtake each other, as behind any
   * proxy; those of one slot may not (RouteState). Everything else runs when the connection's
   * forwarded requests have been answered: Outcome.LATER.
   *
   * Memory is looked for by the node that runs a request.
   */

  /** What a search for an owner answers when there is no key. */
  static final int NO_KEY = -5;

  /** When keys lie at several nodes. */
  static final int MIXED = -6;

  /** When some keys lie at a peer, and nobody leads the slots of the others. */
  static final int UNSETTLED = -7;

  private final RequestRunner runner;
  private final Environment environment;
  private final Peers peers;
  private final Outbox outbox;
  private final NodeChoice nodes;
  private final boolean redirects;
  private final CommandTable commands;
  private final RouteRow[] rows;
  private final OwnerSearch search;
  private final WaitingRoom waitingRoom;
  private final TransactionRoute transactions;
  private final WaitRoute waiting;
  private final CommandCounters.Stripe counters;

  /**
   * Creates the router of one I/O thread.
   *
   * @param slots those of the environment
   * @param home runs what it is given on that thread, after what is ready now
   * @param redirects whether a request for a peer is answered with -MOVED instead of forwarded
   */
  public Router(
      Environment environment, SlotTable slots, Peers peers, Executor home, boolean redirects) {
    this.runner = new RequestRunner(environment, slots);
    this.environment = environment;
    this.peers = peers;
    this.outbox = new Outbox(peers, home);
    this.nodes = new NodeChoice(peers);
    this.redirects = redirects;
    this.commands = environment.commands();
    this.rows = RouteRow.all(commands);
    this.search = new OwnerSearch(peers, rows);
    this.waitingRoom = new WaitingRoom(environment, slots);
    this.counters = environment.counters().newStripe();
    this.transactions = new TransactionRoute(this, search);
    this.waiting = new WaitRoute(this, rows);
  }

  /**
   * Runs a request, or has it run. The answer goes to the sink, or into a place that the sink
   * reserves.
   *
   * @param arguments at least one
   * @param nowMillis wall clock of this read pass
   */
  public Outcome run(Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    if (peers.isAlone() && sink.route().isIdle()) {
      return runner.run(arguments, connection, sink, nowMillis)
          ? Outcome.ANSWERED
          : Outcome.WAITING;
    }
    return route(arguments, connection, sink, nowMillis);
  }

  private Outcome route(
      Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    if (sink.route().holdsNext()) {
      return sink.route().bar();
    }
    CommandTable.Entry entry = arguments.entry();
    if (entry == null) {
      entry = commands.find(arguments);
    }
    if (entry != null && entry.isContainer() && arguments.count() > 1) {
      entry = entry.subcommand(arguments);
    }
    if (entry == null) {
      return alone(arguments, connection, sink, nowMillis);
    }
    RouteRow row = rows[entry.ordinal()];
    if (!row.accepts(arguments.count())
        || (!connection.authenticated() && !row.needsNoPassword())
        || (connection.inSubscribeMode() && row.kind() != RouteRow.Kind.UNWATCH)) {
      return alone(arguments, connection, sink, nowMillis);
    }
    Transaction transaction = connection.transaction();
    if (transaction != null && transaction.isOpen()) {
      return transactions.inside(row, transaction, arguments, connection, sink, nowMillis);
    }
    if (row.kind() == RouteRow.Kind.ONE_KEY) {
      return oneKey(row, arguments, connection, sink, nowMillis);
    }
    if (sink.route().due() > 0) {
      return sink.route().bar();
    }
    return routeAlone(row, arguments, connection, sink, nowMillis);
  }

  private Outcome oneKey(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    RouteState state = sink.route();
    int slot = arguments.slot(row.keys().first());
    int owner = peers.owner(slot);
    if (state.due() > 0 && state.isElsewhere(slot, owner)) {
      return state.bar();
    }
    if (owner < 0 || (!row.write() && connection.readsCopies() && peers.hasCopy(slot))) {
      return here(row, arguments, connection, sink, nowMillis);
    }
    if (redirects) {
      return refuse(RouteErrors.moved(slot, peers.respAddress(owner)), sink);
    }
    connection.used(row.name(), nowMillis);
    newRequest(row, Forwarder.Manner.PLAIN, arguments, connection, sink).start(owner);
    return Outcome.FORWARDED;
  }

  /** Routes a request that must not run beside others of its connection, of which none runs. */
  private Outcome routeAlone(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    return switch (row.kind()) {
      case HERE, EXEC, ONE_KEY -> here(row, arguments, connection, sink, nowMillis);
      case UNWATCH -> transactions.unwatch(row, arguments, connection, sink, nowMillis);
      case WATCH -> transactions.watch(row, arguments, connection, sink, nowMillis);
      case SEVERAL_KEYS, BLOCKING, SPLIT ->
          severalKeys(row, arguments, connection, sink, nowMillis);
      case SORT -> {
        Reply.Failure refusal = SortPatterns.refusal(arguments);
        yield refusal != null
            ? refuse(refusal, sink)
            : severalKeys(row, arguments, connection, sink, nowMillis);
      }
      case COUNT, LIST, FLUSH, RANDOM ->
          gather(row, arguments, connection, sink, nowMillis, nodes.holders());
      case SCAN ->
          ScanOptions.isCursor(arguments, 1)
              ? gather(row, arguments, connection, sink, nowMillis, nodes.holders())
              : here(row, arguments, connection, sink, nowMillis);
      case WAIT -> waiting.run(row, arguments, connection, sink, nowMillis);
      case PUBLISH, NAMES, NAMED_COUNTS ->
          gather(row, arguments, connection, sink, nowMillis, nodes.all());
    };
  }

  private Outcome severalKeys(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    int owner = owner(row, arguments);
    int first = search.firstSlot();
    int unled = search.unledSlot();
    boolean split = row.kind() == RouteRow.Kind.SPLIT;
    if (split && (owner == MIXED || owner == UNSETTLED)) {
      connection.used(row.name(), nowMillis);
      return split(row, arguments, connection, sink);
    }
    if (owner == MIXED) {
      return refuse(RouteErrors.CROSS_SLOT, sink);
    }
    if (owner == UNSETTLED) {
      connection.used(row.name(), nowMillis);
      newRequest(row, Forwarder.Manner.PLAIN, arguments, connection, sink).waitAlone(unled);
      return Outcome.FORWARDED;
    }
    if (owner < 0) {
      return here(row, arguments, connection, sink, nowMillis);
    }
    if (redirects) {
      return refuse(RouteErrors.moved(first, peers.respAddress(owner)), sink);
    }
    connection.used(row.name(), nowMillis);
    ForwardedRequest request = newRequest(row, Forwarder.Manner.PLAIN, arguments, connection, sink);
    if (row.kind() == RouteRow.Kind.BLOCKING) {
      sink.route().blocking(request);
    }
    request.startAlone(owner);
    return Outcome.FORWARDED;
  }

  private Outcome split(RouteRow row, Arguments arguments, Connection connection, RoutedSink sink) {
    if (row.keys().step() == 2 && arguments.count() % 2 == 0) {
      return refuse(Errors.wrongArity(row.name()), sink);
    }
    RouteState state = sink.route();
    new Split(this, row, connection, state, sink.reserve(), arguments.copy()).start();
    return Outcome.FORWARDED;
  }

  private Outcome gather(
      RouteRow row,
      Arguments arguments,
      Connection connection,
      RoutedSink sink,
      long nowMillis,
      int[] asked) {
    if (asked.length == 0) {
      return refuse(RouteErrors.NO_HOLDER, sink);
    }
    connection.used(row.name(), nowMillis);
    RouteState state = sink.route();
    long _ = state.takeDeadline();
    Place place = sink.reserve();
    Gathering gathering =
        switch (row.kind()) {
          case SCAN -> new Scan(this, row, connection, state, place, arguments);
          case RANDOM -> new RandomKey(this, row, connection, state, place, asked);
          default -> new Broadcast(this, row, connection, state, place, arguments, asked);
        };
    gathering.start();
    return Outcome.FORWARDED;
  }

  /** Makes a request that keeps its arguments. */
  ForwardedRequest newRequest(
      RouteRow row,
      Forwarder.Manner manner,
      Arguments arguments,
      Connection connection,
      RoutedSink sink) {
    return new ForwardedRequest(
        this, row, connection, sink.route(), sink.reserve(), manner, arguments.copy());
  }

  /** Runs here when nothing else of the connection runs. */
  private Outcome alone(
      Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    return sink.route().due() > 0
        ? sink.route().bar()
        : runHere(arguments, connection, sink, nowMillis);
  }

  /** Runs here. */
  Outcome here(
      RouteRow row, Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    return runHere(arguments, connection, sink, nowMillis);
  }

  private Outcome runHere(
      Arguments arguments, Connection connection, RoutedSink sink, long nowMillis) {
    runner.deadline(sink.route().takeDeadline());
    try {
      return runner.run(arguments, connection, sink, nowMillis)
          ? Outcome.ANSWERED
          : Outcome.WAITING;
    } finally {
      runner.deadline(0);
    }
  }

  /** As the other for what this room keeps; returns as {@link RequestRunner#run}. */
  boolean runHere(Arguments arguments, Connection connection, ReplySink sink, long deadlineNanos) {
    runner.deadline(deadlineNanos);
    try {
      return runner.run(arguments, connection, sink, System.currentTimeMillis());
    } finally {
      runner.deadline(0);
    }
  }

  Outcome refuse(Reply.Failure failure, RoutedSink sink) {
    counters.errorReplied(failure.message());
    sink.accept(failure);
    return Outcome.ANSWERED;
  }

  /** Returns who leads all keys; see {@link OwnerSearch#result}. */
  int owner(RouteRow row, Arguments arguments) {
    return search.begin().addKeys(row, arguments).result();
  }

  /** As the other, for all that a transaction has queued, and watches here. */
  int owner(Transaction transaction) {
    return search.begin().add(transaction).result();
  }

  /** Returns the PUBLISH and SPUBLISH requests that a transaction has queued. */
  List<Arguments> messages(Transaction transaction) {
    List<Arguments> messages = new ArrayList<>(0);
    for (Transaction.Queued queued : transaction.requests()) {
      if (rows[queued.entry().ordinal()].publishes()) {
        messages.add(queued.arguments().heapCopy());
      }
    }
    return messages;
  }

  int unledSlot(RouteRow row, Arguments arguments) {
    return search.begin().addKeys(row, arguments).unledSlot();
  }

  /** Returns a slot of a transaction that nobody leads, if there is one, or its first. */
  int firstSlot(Transaction transaction) {
    return search.begin().add(transaction).unledSlot();
  }

  /** Runs something on this thread, later. Any thread. */
  void atHome(Runnable task) {
    outbox.atHome(task);
  }

  Peers peers() {
    return peers;
  }

  NodeChoice nodes() {
    return nodes;
  }

  Outbox outbox() {
    return outbox;
  }

  WaitRoute waiting() {
    return waiting;
  }

  WaitingRoom waitingRoom() {
    return waitingRoom;
  }

  long deadlineNanos() {
    return waitingRoom.deadlineNanos();
  }

  boolean redirects() {
    return redirects;
  }

  Slab slab() {
    return environment.slab();
  }

  /** As {@link RequestRunner#checkFence}. */
  public boolean checkFence() {
    return runner.checkFence();
  }

  /** Prepares for requests that are run next; see {@link RequestRunner#prefetch}. */
  public void prefetch(Arguments[] requests, int count) {
    runner.prefetch(requests, count);
  }

  /** Evicts keys; see {@link RequestRunner#makeRoom}. */
  public boolean makeRoom(long bytes) {
    return runner.makeRoom(bytes);
  }

  /** Gives up the request of a session that waits for a key at a peer, if there is one. */
  public void endWaiting(RouteState state) {
    ForwardedRequest request = state.blocking();
    if (request != null) {
      var _ = request.cancel();
    }
  }

  /** Forgets a session whose client has gone. */
  public void left(Connection connection, RouteState state) {
    endWaiting(state);
    transactions.endWatch(connection, state);
  }
}
