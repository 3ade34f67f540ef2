// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.event.KeyName;
import io.tarn.command.transaction.Transaction;
import io.tarn.command.transaction.Transaction.Queued;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.Root;
import io.tarn.slab.OutOfBudgetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs what a transaction has queued, for one runner. Used by one thread. */
final class TransactionRun {

  /*
   * All gates first, those of watched keys too, so that nothing comes between the look at the
   * watches and the last request. A request that looks at slots which its keys do not name (KEYS,
   * FLUSHALL) needs all gates of the node.
   *
   * The answer is one that writes itself: each request runs when it is its answer's turn, and what
   * that shows of memory is copied before the next one runs. A sink that does not want the answer
   * (CLIENT REPLY OFF) does not write it; the requests then run all the same.
   *
   * Memory is made before the gates are entered. If a request is refused some all the same, other
   * threads have been quicker: it borrows what it needs, where keys may be evicted afterwards, and
   * otherwise its own answer is the error; the others run, as in Redis.
   */

  /** With more requests than this a transaction is left to the slot's entity: about 1 ms. */
  static final int MOST_AT_ONCE = 1_000;

  private static final int NO_SLOT = -1;

  /** How often one request may borrow memory. */
  private static final int MOST_LOANS = 8;

  /** What other threads may take of a loan before the request does: more each time. */
  private static final long SPENT_BY_OTHERS = 256 << 10;

  private final CommandPlan[] plans;
  private final RequestRoom room;
  private final CallRecords records;
  private final EnteredGates gates;
  private final WaiterService service;
  private final boolean forEntities;
  private final KeySlots keySlots = new KeySlots();

  TransactionRun(
      CommandPlan[] plans,
      RequestRoom room,
      CallRecords records,
      EnteredGates gates,
      WaiterService service,
      boolean forEntities) {
    this.plans = plans;
    this.room = room;
    this.records = records;
    this.gates = gates;
    this.service = service;
    this.forEntities = forEntities;
  }

  /**
   * Runs a transaction and ends it, with no gate entered.
   *
   * @return {@link RequestRunner#NOT_BUSY} when it has been answered; otherwise the slot that could
   *     not be entered: then nothing has happened
   */
  int run(
      CommandPlan exec,
      Transaction transaction,
      Execution context,
      Arguments arguments,
      ReplySink sink) {
    long started = System.nanoTime();
    Reply refusal = refusal(transaction);
    if (refusal == null) {
      int busy = enter(transaction);
      if (busy != EnteredGates.ENTERED) {
        return busy;
      }
      try {
        int slot = slotOfLongWork(transaction, context);
        if (slot != NO_SLOT) {
          return slot;
        }
        expireWatched(transaction, context);
        refusal = refusal(transaction);
        if (refusal == null) {
          runInGates(transaction, context, sink);
        }
      } finally {
        gates.leave();
      }
    }
    if (refusal != null) {
      hand(refusal, sink);
      records.answered(exec, refusal);
    }
    transaction.discard(context.environment().slab());
    records.timed(exec, context, arguments, started, true);
    return RequestRunner.NOT_BUSY;
  }

  private static @Nullable Reply refusal(Transaction transaction) {
    if (transaction.isSpoiled()) {
      return TransactionCommands.ABORTED;
    }
    return transaction.isStale() ? Reply.NULL_ARRAY : null;
  }

  private int enter(Transaction transaction) {
    keySlots.clear();
    boolean all = false;
    for (Queued request : transaction.requests()) {
      CommandPlan plan = plans[request.entry().ordinal()];
      all |= plan.visitsSlots();
      KeySpec keys = plan.keys();
      Arguments arguments = request.arguments();
      int count = keys.count(arguments);
      for (int n = 0; n < count; n++) {
        keySlots.add(arguments.slot(keys.position(arguments, n)));
      }
    }
    for (KeyName key : transaction.watched()) {
      keySlots.add(key.slot());
    }
    keySlots.order();
    boolean isLong = !forEntities && transaction.requests().size() > MOST_AT_ONCE;
    if (isLong && keySlots.count() > 0) {
      return keySlots.at(0);
    }
    return all ? gates.enterAll() : gates.enter(keySlots);
  }

  /* On a thread that serves many connections, what may take long is left to the slot's entity. */
  private int slotOfLongWork(Transaction transaction, Execution context) {
    for (int i = 0; !forEntities && i < transaction.requests().size(); i++) {
      Queued request = transaction.requests().get(i);
      CommandPlan plan = plans[request.entry().ordinal()];
      int keys = plan.fast() ? 0 : plan.keys().count(request.arguments());
      for (int n = 0; n < keys; n++) {
        int key = plan.keys().position(request.arguments(), n);
        Keyspace keyspace = context.keyspace(request.arguments(), key);
        long record = context.peek(keyspace, request.arguments(), key);
        if (record != Keyspace.NONE
            && keyspace.isLarge(record)
            && Root.count(keyspace.root(record)) > Execution.LONG_WORK) {
          return keyspace.slot();
        }
      }
    }
    return NO_SLOT;
  }

  /* A watched key whose time has come since has changed; looking at it removes and tells it. */
  private static void expireWatched(Transaction transaction, Execution context) {
    for (KeyName key : transaction.watched()) {
      byte[] bytes = key.bytes();
      long _ =
          context
              .environment()
              .slots()
              .at(key.slot())
              .peek(bytes, 0, bytes.length, context.nowMillis());
    }
  }

  private void runInGates(Transaction transaction, Execution context, ReplySink sink) {
    transaction.unwatch();
    context.inTransaction(true);
    gates.announce();
    Answers answers = new Answers(transaction.requests(), context);
    try {
      hand(new Reply.Written(answers), sink);
    } finally {
      answers.runRest();
      context.inTransaction(false);
      gates.withdraw();
      gates.recorder().flush();
      service.serve(context, gates);
    }
  }

  private void hand(Reply reply, ReplySink sink) {
    if (forEntities) {
      sink.acceptLater(reply);
    } else {
      sink.accept(reply);
    }
  }

  /** Runs one request of the transaction. */
  private Reply run(Queued request, Execution context) {
    CommandPlan plan = plans[request.entry().ordinal()];
    long started = System.nanoTime();
    Reply reply = call(plan, request.arguments(), context);
    records.timed(plan, context, request.arguments(), started, true);
    records.answered(plan, reply);
    return reply;
  }

  private Reply call(CommandPlan plan, Arguments arguments, Execution context) {
    long lent = 0;
    try {
      for (int loans = 0; ; loans++) {
        try {
          return gates.recorder().run(plan, context, arguments);
        } catch (OutOfBudgetException refused) {
          boolean mayBorrow = !plan.deniesOutOfMemory() || room.mayFree();
          if (loans == MOST_LOANS || !mayBorrow) {
            return Errors.OUT_OF_MEMORY;
          }
          lent += room.borrow(refused.bytes() + loans * SPENT_BY_OTHERS);
        }
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      gates.recorder().broke(plan, context, arguments);
      return records.broken(plan.name(), broken);
    } finally {
      room.giveBack(lent);
    }
  }

  /** The answers of the requests, each written when its request has run. */
  private final class Answers implements Reply.Body {
    private final List<Queued> requests;
    private final Execution context;
    private int next;

    Answers(List<Queued> requests, Execution context) {
      this.requests = requests;
      this.context = context;
    }

    @Override
    public void writeTo(ReplyWriter writer) {
      writer.array(requests.size());
      while (next < requests.size()) {
        Reply reply = run(requests.get(next++), context);
        writer.protocol(context.connection().protocol());
        writer.reply(reply);
      }
      gates.recorder().flush(); // before the answer can be handed on, after which WAIT may be asked
    }

    @Override
    public boolean mayHoldMessages() {
      return true;
    }

    /** Runs those whose answers nobody wanted, or that could not be written. */
    void runRest() {
      while (next < requests.size()) {
        run(requests.get(next++), context);
      }
    }
  }
}
