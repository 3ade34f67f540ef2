// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.Connection;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.Slots.SlotBusyException;
import io.tarn.command.blocking.KeyWait;
import io.tarn.command.transaction.Transaction;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests on the calling thread, inside the gates of their slots. One per I/O thread; the
 * slots' entities borrow others from {@link EntityRunners}. Not safe for two threads at a time.
 */
public final class RequestRunner {

  /*
   * Order of the checks, as in Redis: command known, arity, password, may be queued, memory,
   * subscriptions. Between MULTI and EXEC requests are queued; EXEC is run by TransactionRun.
   *
   * Memory. A request that may need it finds room, or room is made for it, before its gates are
   * entered: eviction enters gates of its own. When the slab refuses all the same, nothing has
   * changed (Handler), so the gates are left, more is evicted and the request runs again.
   */

  /** Answers from this length on take long enough to copy that the copying is timed. */
  static final int LARGE_ANSWER_BYTES = 64 * 1024;

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
  private final UnitRecorder recorder;
  private final EnteredGates gates;
  private final Lookahead lookahead;
  private final RequestRoom room;
  private final Admission admission;
  private final CallRecords records;
  private final WaiterService service;
  private final TransactionRun transactions;
  private final Answers answers;
  private @Nullable Execution execution;
  private long refusedBytes;
  private boolean lastTurn;
  private long deadlineNanos;

  /** Creates the runner of an I/O thread; {@code slots} are those of the environment. */
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
    this.recorder = new UnitRecorder(slots, environment.commands(), plans);
    this.gates = new EnteredGates(slots, forEntities, recorder);
    this.lookahead = new Lookahead(commands, plans, slots);
    this.room = new RequestRoom(environment, slots);
    this.answers = new Answers(counters, slab, forEntities);
    this.admission = new Admission(environment, slots, room);
    this.records = new CallRecords(environment, counters);
    this.service = new WaiterService(slots, environment, room, records, counters, recorder);
    this.transactions = new TransactionRun(plans, room, records, gates, service, forEntities);
  }

  /**
   * Runs a request: finds the command, checks arity, password and memory, enters the gates of its
   * slots, runs the handler and gives the answer to the sink. Counts and times it.
   *
   * <p>When a gate is taken or closed, the request waits for the slot's entity instead (as a copy),
   * and when it is to wait for a key, it does so too. This returns false then; {@link
   * ReplySink#acceptLater} is called once, perhaps before this returns. Until then the caller must
   * not run a later request of the same connection.
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
        return answers.reject(Errors.unknownCommand(arguments), connection, sink);
      }
    }
    if (entry.isContainer() && arguments.count() > 1) {
      entry = entry.subcommand(arguments);
      if (entry == null) {
        return answers.reject(Errors.unknownSubcommand(arguments), connection, sink);
      }
    }
    CommandPlan plan = plans[entry.ordinal()];
    Transaction transaction = connection.transaction();
    if (transaction != null && transaction.isOpen()) {
      return runInside(transaction, entry, arguments, connection, sink, nowMillis);
    }
    Reply.Failure refusal = admission.running(plan, arguments, connection, nowMillis);
    if (refusal != null) {
      return answers.reject(plan, refusal, connection, sink);
    }
    return run(plan, arguments, connection, sink, nowMillis);
  }

  private boolean run(
      CommandPlan plan,
      Arguments arguments,
      Connection connection,
      ReplySink sink,
      long nowMillis) {
    if (connection.lastUsedMillis() != nowMillis || !plan.name().equals(connection.lastCommand())) {
      connection.used(plan.name(), nowMillis);
    }
    Execution context = begin(connection, sink, nowMillis);
    int busy = runWithRoom(plan, context, arguments, sink);
    return busy == NOT_BUSY
        || (busy != BLOCKED && defer(busy, plan, arguments, connection, null, sink));
  }

  /** Sets by when requests are answered that must wait from now on; 0 for the usual time. */
  public void deadline(long nanos) {
    deadlineNanos = nanos;
  }

  /**
   * Looks whether this node may serve, before some requests run and before their answers leave.
   *
   * @return true when it may not: requests wait then
   */
  public boolean checkFence() {
    return slots.fence().check(System.nanoTime());
  }

  /**
   * Prepares for what this thread runs next; see {@link Lookahead}. Changes only notes in it.
   *
   * @param count at most {@link #MOST_PREFETCHED}
   */
  public void prefetch(Arguments[] requests, int count) {
    lookahead.prefetch(requests, count);
  }

  /**
   * Evicts keys until that much memory can be allocated. On this thread, outside of {@link #run}.
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

  /** As the other, when the request now waits for a key. */
  private static final int BLOCKED = -3;

  /**
   * Tries to run a waiting request. Only runners for entities.
   *
   * @return {@link #NOT_BUSY} when it has been answered, by this call or another, or waits for a
   *     key from now on; otherwise the slot whose gate could not be entered: then nothing has
   *     happened
   */
  int attempt(WaitingRequest request, long nowMillis) {
    if (!request.claim()) {
      return NOT_BUSY;
    }
    int busy = run(request, begin(request.connection(), request.sink(), nowMillis));
    if (busy >= 0) {
      request.unclaim();
      return busy;
    }
    request.release(slab);
    return NOT_BUSY;
  }

  @SuppressWarnings("ReferenceEquality") // there is one such plan
  private int run(WaitingRequest request, Execution context) {
    CommandPlan plan = request.plan();
    Arguments arguments = request.arguments();
    Transaction transaction = request.transaction();
    if (admission.lacksReplicas(plan, arguments, transaction)) {
      return refuse(request, Admission.NO_REPLICAS);
    }
    if (transaction != null) {
      return transactions.run(plan, transaction, context, arguments, request.sink());
    }
    if (WaiterService.isErrand(plan)) {
      return service.run(request, keySlots, gates, context);
    }
    if (plan.deniesOutOfMemory()) {
      room.allows(arguments, context.nowMillis());
    }
    return runWithRoom(plan, context, arguments, request.sink());
  }

  /** Answers a request that has waited, and ends its transaction if it has one. */
  private int refuse(WaitingRequest request, Reply.Failure why) {
    CommandPlan plan = request.plan();
    Reply.Failure told = plan.isExec() ? TransactionCommands.aborted(why) : why;
    counters.rejected(plan.ordinal());
    counters.errorReplied(told.message());
    request.sink().acceptLater(told);
    return NOT_BUSY;
  }

  private Execution begin(Connection connection, ReplySink sink, long nowMillis) {
    Execution context = execution;
    if (context == null) {
      context = new Execution(environment, counters, connection, forEntities);
      execution = context;
    }
    context.begin(connection, nowMillis);
    recorder.requester(connection, sink);
    return context;
  }

  /** Between MULTI and its end: queues, or runs what may run there. */
  private boolean runInside(
      Transaction transaction,
      CommandTable.Entry entry,
      Arguments arguments,
      Connection connection,
      ReplySink sink,
      long nowMillis) {
    CommandPlan plan = plans[entry.ordinal()];
    Reply.Failure refusal = admission.queuing(plan, arguments, connection, transaction, nowMillis);
    if (refusal != null) {
      return answers.reject(plan, refusal, connection, sink);
    }
    if (plan.inTransaction() == CommandPlan.InTransaction.QUEUED) {
      connection.used(plan.name(), nowMillis);
      if (!transaction.isSpoiled() && !transaction.isStale()) { // otherwise it will not run
        transaction.queue(entry, arguments.copy());
      }
      sink.accept(TransactionCommands.QUEUED);
      return true;
    }
    if (!plan.isExec()) {
      return run(plan, arguments, connection, sink, nowMillis);
    }
    connection.used(plan.name(), nowMillis);
    connection.transaction(null);
    Execution context = begin(connection, sink, nowMillis);
    int busy = transactions.run(plan, transaction, context, arguments, sink);
    return busy == NOT_BUSY || defer(busy, plan, arguments, connection, transaction, sink);
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
    if (!slot.tryEnter(forEntities, plan.readsCopiesFor(context))) {
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
    int busy = gates.enter(keySlots.of(plan.keys(), arguments), plan.readsCopiesFor(context));
    if (busy != EnteredGates.ENTERED) {
      return busy;
    }
    try {
      if (plan.visitsSlots()) {
        gates.announce();
      }
      return execute(plan, context, arguments, sink);
    } finally {
      if (plan.visitsSlots()) {
        gates.withdraw();
      }
      gates.leave();
    }
  }

  /** Runs the handler and hands the answer over, with all gates entered. */
  private int execute(CommandPlan plan, Execution context, Arguments arguments, ReplySink sink) {
    boolean exact = records.isExact(plan);
    boolean timed = exact || records.isSampled();
    long started = timed ? System.nanoTime() : 0;
    Reply reply;
    try {
      reply = recorder.run(plan, context, arguments);
    } catch (SlotBusyException busy) {
      return busy.slot();
    } catch (OutOfBudgetException shortOfMemory) {
      if (!lastTurn && (room.mayFree() || !plan.deniesOutOfMemory())) {
        refusedBytes = shortOfMemory.bytes();
        return SHORT_OF_MEMORY;
      }
      reply = Errors.OUT_OF_MEMORY;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      reply = records.broken(plan.name(), broken);
      recorder.broke(plan, context, arguments);
    }
    recorder.flush();
    if (plan.deniesOutOfMemory() && plan.oneKey()) {
      room.wrote(arguments, plan.keys().first());
    }
    if (!timed && reply instanceof Reply.View view && view.length() >= LARGE_ANSWER_BYTES) {
      timed = true;
      exact = true;
      started = System.nanoTime();
    }
    KeyWait wait = reply == Reply.NONE ? context.takeWait() : null;
    var later = reply == Reply.NONE && wait == null ? context.takeLater() : null;
    if (wait == null && later == null) {
      answers.hand(reply, sink);
    }
    if (timed) {
      records.timed(plan, context, arguments, started, exact);
    } else {
      records.untimed(plan);
    }
    records.answered(plan, reply);
    if (later != null) {
      later.accept(sink::acceptLater);
      return BLOCKED;
    }
    if (wait != null) {
      service.add(wait, context, arguments, sink);
      return BLOCKED;
    }
    if (context.hasReady()) {
      service.serve(plan, context, arguments, gates);
    }
    return NOT_BUSY;
  }

  /** Lets the request wait for the entity; true when that was refused and so is the answer. */
  private boolean defer(
      int busy,
      CommandPlan plan,
      Arguments arguments,
      Connection connection,
      @Nullable Transaction transaction,
      ReplySink sink) {
    long until = deadlineNanos != 0 ? deadlineNanos : slots.waitDeadlineNanos();
    WaitingRequest request =
        new WaitingRequest(plan, arguments.copy(), connection, sink, until, transaction);
    Reply.Failure refusal = slots.await(busy, request);
    if (refusal == null) {
      return false;
    }
    request.release(slab);
    counters.rejected(plan.ordinal());
    return answers.refuse(refusal, sink);
  }
}
