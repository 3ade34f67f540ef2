// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.LatencyMonitor;
import io.tarn.command.Reply;
import io.tarn.command.Slots.SlotBusyException;
import io.tarn.command.SlowLog;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests on the calling thread, inside the gates of their slots. One per I/O thread; the
 * slots' entities borrow others from {@link EntityRunners}. Not safe for two threads at a time.
 */
public final class RequestRunner {

  /*
   * Order of the checks, as in Redis: command known, arity, password, memory, subscriptions.
   *
   * Time. Reading the clock twice costs as much as a third of a GET, so of the commands that are
   * always short one call in SAMPLE is timed and counts SAMPLE times. What could make such a call
   * slow all the same is copying a large answer, so that is timed by itself. A threshold of the
   * slow log below EXACT_BELOW_MICROS is a wish to see short commands: then every call is timed.
   *
   * Memory. A request that may need it finds room, or room is made for it, before its gates are
   * entered: eviction enters gates of its own. When the slab refuses all the same, nothing has
   * changed (Handler), so the gates are left, more is evicted and the request runs again.
   */

  private static final Logger LOG = LoggerFactory.getLogger(RequestRunner.class);

  /** One call in so many is timed; a power of two. */
  static final int SAMPLE = 16;

  /** Answers from this length on take long enough to copy that the copying is timed. */
  static final int LARGE_ANSWER_BYTES = 64 * 1024;

  /** Every call is timed when the slow log's threshold is lower. */
  static final long EXACT_BELOW_MICROS = 1_000;

  /** At most one failure of a handler is logged in this time. */
  private static final long LOG_PAUSE_NANOS = 1_000_000_000L;

  /** Most requests that {@link #prefetch} takes at a time. */
  public static final int MOST_PREFETCHED = Lookahead.MOST;

  private final SlotTable slots;
  private final Environment environment;
  private final CommandTable commands;
  private final CommandPlan[] plans;
  private final CommandCounters.Stripe counters;
  private final Slab slab;
  private final boolean forEntities;
  private final KeySlots keySlots = new KeySlots();
  private final Lookahead lookahead;
  private final RequestRoom room;
  private @Nullable Execution execution;
  private int calls;
  private long refusedBytes;
  private boolean lastTurn;
  private long loggedNanos = System.nanoTime() - LOG_PAUSE_NANOS;

  /** Creates the runner of one I/O thread; {@code slots} are those of the environment. */
  public RequestRunner(Environment environment, SlotTable slots) {
    this(environment, slots, false);
  }

  /** Creates a runner; one for entities enters gates that entities want, and answers later. */
  RequestRunner(Environment environment, SlotTable slots, boolean forEntities) {
    this.slots = slots;
    this.environment = environment;
    this.commands = environment.commands();
    this.plans = CommandPlan.all(commands);
    this.counters = environment.counters().newStripe();
    this.slab = environment.slab();
    this.forEntities = forEntities;
    this.lookahead = new Lookahead(commands, plans, slots);
    this.room = new RequestRoom(environment, slots);
  }

  /**
   * Runs a request: finds the command, checks arity, password and memory, enters the gates of its
   * slots, runs the handler and gives the answer to the sink. Counts and times it.
   *
   * <p>When a gate is taken or closed, the request waits for the slot's entity instead (as a copy)
   * and this returns false; {@link ReplySink#acceptLater} is called once, perhaps before this
   * returns. Until then the caller must not run a later request of the same connection.
   *
   * @param arguments at least one
   * @param nowMillis wall clock of this read pass
   * @return true when the sink has the answer
   */
  public boolean run(Arguments arguments, Connection connection, ReplySink sink, long nowMillis) {
    CommandTable.Entry entry = arguments.entry();
    if (entry == null) {
      entry = commands.find(arguments);
      if (entry == null) {
        return refuse(Errors.unknownCommand(arguments), sink);
      }
    }
    if (entry.isContainer() && arguments.count() > 1) {
      entry = entry.subcommand(arguments);
      if (entry == null) {
        return refuse(Errors.unknownSubcommand(arguments), sink);
      }
    }
    CommandPlan plan = plans[entry.ordinal()];
    Reply.Failure refusal = refusal(plan, arguments, connection, nowMillis);
    if (refusal != null) {
      counters.rejected(plan.ordinal());
      return refuse(refusal, sink);
    }
    if (connection.lastUsedMillis() != nowMillis || !plan.name().equals(connection.lastCommand())) {
      connection.used(plan.name(), nowMillis);
    }
    Execution context = begin(connection, nowMillis);
    int busy = runWithRoom(plan, context, arguments, sink);
    return busy == NOT_BUSY || defer(busy, plan, arguments, connection, sink);
  }

  /**
   * Prepares for requests that this thread runs next; see {@link Lookahead}. Changes nothing but
   * the notes in the arguments, and {@link #run} does not depend on it.
   *
   * @param count at most {@link #MOST_PREFETCHED}
   */
  public void prefetch(Arguments[] requests, int count) {
    lookahead.prefetch(requests, count);
  }

  /**
   * Evicts keys until that much memory can be allocated, for arguments that are received straight
   * into it. On the thread of this runner, outside of {@link #run}.
   *
   * @return false when the policy evicts none, or not enough could be freed
   */
  public boolean makeRoom(long bytes) {
    return room.makeRoomFor(bytes, System.currentTimeMillis());
  }

  /** What {@link #attempt} answers when the request has been run. */
  static final int NOT_BUSY = -1;

  /** What running in gates answers when the slab refused and keys may be evicted. */
  private static final int SHORT_OF_MEMORY = -2;

  /**
   * Tries to run a waiting request. Only runners for entities.
   *
   * @return {@link #NOT_BUSY} when it has been answered, by this call or another; otherwise the
   *     slot whose gate could not be entered: then nothing has happened
   */
  int attempt(WaitingRequest request, long nowMillis) {
    if (!request.claim()) {
      return NOT_BUSY;
    }
    Arguments arguments = request.arguments();
    Execution context = begin(request.connection(), nowMillis);
    if (request.plan().deniesOutOfMemory()) {
      room.allows(arguments, nowMillis);
    }
    int busy = runWithRoom(request.plan(), context, arguments, request.sink());
    if (busy == NOT_BUSY) {
      arguments.freeBlocks(slab);
    } else {
      request.unclaim();
    }
    return busy;
  }

  private Execution begin(Connection connection, long nowMillis) {
    Execution context = execution;
    if (context == null) {
      context = new Execution(environment, counters, connection);
      execution = context;
    }
    context.begin(connection, nowMillis);
    return context;
  }

  private Reply.@Nullable Failure refusal(
      CommandPlan plan, Arguments arguments, Connection connection, long nowMillis) {
    if (!plan.accepts(arguments.count())) {
      return Errors.wrongArity(plan.name());
    }
    if (!connection.authenticated() && !plan.needsNoPassword()) {
      return Errors.AUTHENTICATION_REQUIRED;
    }
    if (plan.deniesOutOfMemory() && !room.allows(arguments, nowMillis)) {
      return Errors.OUT_OF_MEMORY;
    }
    if (connection.inSubscribeMode() && !plan.inSubscribeMode()) {
      return Errors.notInSubscribeMode(plan.name());
    }
    return null;
  }

  private boolean refuse(Reply.Failure failure, ReplySink sink) {
    counters.errorReplied(failure.message());
    sink.accept(failure);
    return true;
  }

  /** Runs, and while memory is refused evicts and runs again; returns as {@link #attempt} does. */
  private int runWithRoom(
      CommandPlan plan, Execution context, Arguments arguments, ReplySink sink) {
    int outcome = runInGates(plan, context, arguments, sink);
    for (int turn = 1; outcome == SHORT_OF_MEMORY; turn++) {
      lastTurn = !room.recover(refusedBytes, context.nowMillis(), turn);
      long lent = lastTurn && !plan.deniesOutOfMemory() ? room.borrow(refusedBytes) : 0;
      try {
        outcome = runInGates(plan, context, arguments, sink);
      } finally {
        lastTurn = false;
        room.giveBack(lent);
      }
    }
    return outcome;
  }

  /** Enters, runs, leaves; returns the slot that could not be entered, or NOT_BUSY. */
  private int runInGates(CommandPlan plan, Execution context, Arguments arguments, ReplySink sink) {
    if (!plan.oneKey()) {
      return runInManyGates(plan, context, arguments, sink);
    }
    Slot slot = slots.slot(arguments.slot(plan.keys().first()));
    if (!enter(slot)) {
      return slot.number();
    }
    try {
      return execute(plan, context, arguments, sink);
    } finally {
      slots.leave(slot);
    }
  }

  private int runInManyGates(
      CommandPlan plan, Execution context, Arguments arguments, ReplySink sink) {
    KeySlots distinct = keySlots.of(plan.keys(), arguments);
    int entered = 0;
    try {
      for (; entered < distinct.count(); entered++) {
        Slot slot = slots.slot(distinct.at(entered));
        if (!enter(slot)) {
          return slot.number();
        }
      }
      return execute(plan, context, arguments, sink);
    } finally {
      while (entered > 0) {
        slots.leave(slots.slot(distinct.at(--entered)));
      }
    }
  }

  private boolean enter(Slot slot) {
    return forEntities ? slot.tryEnterAnyway() : slot.tryEnter();
  }

  /** Runs the handler and hands the answer over, with all gates entered. */
  private int execute(CommandPlan plan, Execution context, Arguments arguments, ReplySink sink) {
    long threshold = environment.parameters().slowlogLogSlowerThanMicros();
    boolean exact = !plan.sampled() || (threshold >= 0 && threshold < EXACT_BELOW_MICROS);
    boolean timed = exact || (++calls & (SAMPLE - 1)) == 0;
    long started = timed ? System.nanoTime() : 0;
    Reply reply;
    try {
      reply = plan.handler().run(context, arguments);
    } catch (SlotBusyException busy) {
      return busy.slot();
    } catch (OutOfBudgetException shortOfMemory) {
      if (!lastTurn && (room.mayFree() || !plan.deniesOutOfMemory())) {
        refusedBytes = shortOfMemory.bytes();
        return SHORT_OF_MEMORY;
      }
      reply = Errors.OUT_OF_MEMORY;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      reply = broken(plan, broken);
    }
    if (plan.deniesOutOfMemory() && plan.oneKey()) {
      room.wrote(arguments, plan.keys().first());
    }
    if (!timed && reply instanceof Reply.View view && view.length() >= LARGE_ANSWER_BYTES) {
      timed = true;
      exact = true;
      started = System.nanoTime();
    }
    if (forEntities) {
      sink.acceptLater(reply);
    } else {
      sink.accept(reply);
    }
    if (timed) {
      long nanos = System.nanoTime() - started;
      counters.called(plan.ordinal(), exact ? nanos : nanos * SAMPLE);
      counters.timed(plan.ordinal(), nanos, exact ? 1 : SAMPLE);
      noteIfSlow(plan, context, arguments, nanos, threshold);
    } else {
      counters.called(plan.ordinal(), 0);
    }
    if (reply instanceof Reply.Failure failure) {
      counters.failed(plan.ordinal());
      counters.errorReplied(failure.message());
    }
    return NOT_BUSY;
  }

  private static final Reply.Failure INTERNAL_ERROR = Reply.error("internal error");

  private Reply broken(CommandPlan plan, Throwable cause) {
    long now = System.nanoTime();
    if (now - loggedNanos >= LOG_PAUSE_NANOS) {
      loggedNanos = now;
      LOG.error("Command failed: command={}", plan.name(), cause);
    }
    return INTERNAL_ERROR;
  }

  private void noteIfSlow(
      CommandPlan plan, Execution context, Arguments arguments, long nanos, long threshold) {
    if (threshold >= 0 && nanos >= threshold * 1000 && plan.logged()) {
      SlowLog log = environment.slowLog();
      log.add(arguments, context.connection(), context.nowMillis(), nanos / 1000);
    }
    long spikeMillis = environment.parameters().latencyMonitorThresholdMillis();
    if (spikeMillis > 0 && nanos >= spikeMillis * 1_000_000) {
      String event = plan.fast() ? "fast-command" : "command";
      LatencyMonitor monitor = environment.slowLog().latencyMonitor();
      monitor.add(event, context.nowMillis(), nanos / 1_000_000);
    }
  }

  /** Lets the request wait for the entity; true when that was refused and so is the answer. */
  private boolean defer(
      int busy, CommandPlan plan, Arguments arguments, Connection connection, ReplySink sink) {
    WaitingRequest request =
        new WaitingRequest(plan, arguments.copy(), connection, sink, slots.waitDeadlineNanos());
    Reply.Failure refusal = slots.await(busy, request);
    if (refusal == null) {
      return false;
    }
    request.arguments().freeBlocks(slab);
    counters.rejected(plan.ordinal());
    return refuse(refusal, sink);
  }
}
