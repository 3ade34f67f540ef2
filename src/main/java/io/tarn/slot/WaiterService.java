// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.blocking.KeyWait;
import io.tarn.command.blocking.Waiter;
import io.tarn.command.blocking.WaitingClients;
import io.tarn.command.event.KeyName;
import io.tarn.keyspace.Keyspace;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.OutOfBudgetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the requests that wait for keys which the present request of one runner has changed.
 * Called before the gates are left, so nobody comes in between. Used by one thread.
 */
final class WaiterService {

  /*
   * As in Redis 7.0: keys in the order in which they became ready, for each the requests in the
   * order of their arrival, as long as there is something in it; what serving them changes comes
   * behind. A request that waits for several keys is served from the one that became ready.
   *
   * A request with a destination (BLMOVE) needs one gate more. It is only tried, for it may be out
   * of order; when it is taken, an errand goes into the line of that slot: its entity enters both
   * gates and has the key served then. Those behind it in the key's line wait for it.
   */

  private static final byte[] NAME = "serve".getBytes(StandardCharsets.US_ASCII);

  /** What the plan of an errand is: its first key is to be served. No client can ask for it. */
  static final CommandPlan ERRAND =
      CommandPlan.all(
          CommandTable.of(
              List.of(
                  Command.named("serve", 3)
                      .keys(new KeySpec(1, 2, 1))
                      .runs((execution, arguments) -> Reply.NONE))))[0];

  /** True for the plan of errands, of which there is one. */
  @SuppressWarnings("ReferenceEquality") // its ordinal is another command's too
  static boolean isErrand(CommandPlan plan) {
    return plan == ERRAND;
  }

  /** How often a served request may borrow memory. */
  private static final int MOST_LOANS = 8;

  /** What other threads may take of a loan before the request does: more each time. */
  private static final long SPENT_BY_OTHERS = 256 << 10;

  private final UnitRecorder recorder;
  private final SlotTable slots;
  private final Environment environment;
  private final RequestRoom room;
  private final WaitingClients waiting;
  private final CallRecords records;
  private final CommandCounters.Stripe counters;
  private @Nullable Execution serving;

  WaiterService(
      SlotTable slots,
      Environment environment,
      RequestRoom room,
      CallRecords records,
      CommandCounters.Stripe counters,
      UnitRecorder recorder) {
    this.recorder = recorder;
    this.slots = slots;
    this.environment = environment;
    this.room = room;
    this.waiting = environment.keyEvents().waiting();
    this.records = records;
    this.counters = counters;
  }

  /** Lets a request wait for its keys, whose gates have been entered. */
  void add(KeyWait wait, Execution context, Arguments arguments, ReplySink sink) {
    Arguments own = arguments.heapCopy();
    waiting.add(wait, own, context.connection(), new SinkOfWaiter(own, sink));
  }

  /** Takes the answer of one that waits for a key. */
  private record SinkOfWaiter(Arguments own, ReplySink sink) implements Consumer<Reply> {
    @Override
    @SuppressWarnings("ReferenceEquality") // there is one such answer
    public void accept(Reply reply) {
      if (reply == WaitingClients.DEPARTED && sink.takesBack()) {
        sink.takeBack(own, null, 0);
      } else {
        sink.acceptLater(reply);
      }
    }
  }

  /** As the other, after a request that has entered the gates of its own keys. */
  void serve(CommandPlan plan, Execution context, Arguments arguments, EnteredGates gates) {
    if (!plan.oneKey()) {
      serve(context, gates);
      return;
    }
    gates.adopt(arguments.slot(plan.keys().first()));
    try {
      serve(context, gates);
    } finally {
      gates.disown();
    }
  }

  /** Serves whoever waits for the keys that are noted in {@code context}. */
  void serve(Execution context, EnteredGates gates) {
    for (KeyName key = context.takeReady(); key != null; key = context.takeReady()) {
      serve(key, context, gates);
    }
  }

  private void serve(KeyName key, Execution context, EnteredGates gates) {
    Keyspace keyspace = slots.at(key.slot());
    byte[] bytes = key.bytes();
    while (true) {
      long record = keyspace.peek(bytes, 0, bytes.length, context.nowMillis());
      Waiter waiter = record == Keyspace.NONE ? null : waiting.first(key, keyspace.type(record));
      if (waiter == null) {
        return;
      }
      int destination = waiter.destinationSlot();
      if (destination >= 0 && !gates.enterAlso(destination)) {
        sendErrand(key, destination, waiter);
        return;
      }
      if (waiter.claim()) {
        waiter.answer(serve(waiter, key, context));
      }
    }
  }

  /* What it changes in turn is noted for the request that is being run. */
  private Reply serve(Waiter waiter, KeyName key, Execution context) {
    Execution present = serving;
    if (present == null) {
      present = new Execution(environment, counters, waiter.connection(), true);
      serving = present;
    }
    present.begin(waiter.connection(), context.nowMillis());
    Arguments arguments = waiter.arguments();
    long lent = 0;
    try {
      for (int loans = 0; ; loans++) {
        try {
          present.forgetChanges();
          Reply reply = waiter.how().service().serve(present, arguments, waiter.argumentOf(key));
          ReplySink sink = waiter.taker() instanceof SinkOfWaiter taker ? taker.sink() : null;
          recorder.served(present, arguments, reply, sink);
          if (reply instanceof Reply.Failure failure) {
            counters.errorReplied(failure.message());
          }
          return reply;
        } catch (OutOfBudgetException refused) {
          if (loans == MOST_LOANS) {
            return Errors.OUT_OF_MEMORY;
          }
          lent += room.borrow(refused.bytes() + loans * SPENT_BY_OTHERS);
        }
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      return records.broken(arguments.text(0), broken);
    } finally {
      room.giveBack(lent);
      for (KeyName more = present.takeReady(); more != null; more = present.takeReady()) {
        context.ready(more);
      }
    }
  }

  private void sendErrand(KeyName key, int destination, Waiter waiter) {
    if (!waiter.beginErrand()) {
      return;
    }
    Arguments arguments =
        Arguments.of(NAME, key.bytes(), waiter.arguments().bytes(waiter.how().destination()));
    WaitingRequest errand =
        new WaitingRequest(
            ERRAND,
            arguments,
            waiter.connection(),
            new ErrandSink(waiter),
            slots.waitDeadlineNanos(),
            null);
    Reply.Failure refusal = slots.await(destination, errand);
    if (refusal != null) {
      waiter.end(refusal);
    }
  }

  /**
   * Does an errand, with no gate entered.
   *
   * @return as {@link EnteredGates#enter(KeySlots)}
   */
  int run(WaitingRequest errand, KeySlots keySlots, EnteredGates gates, Execution context) {
    int busy = gates.enter(keySlots.of(ERRAND.keys(), errand.arguments()));
    if (busy == EnteredGates.ENTERED) {
      try {
        errand.sink().acceptLater(Reply.NONE);
        context.ready(KeyName.of(errand.arguments(), 1));
        serve(context, gates);
      } finally {
        gates.leave();
      }
    }
    return busy;
  }

  /** An errand has no answer of its own; one that could not be done ends the waiting. */
  private record ErrandSink(Waiter waiter) implements ReplySink {
    @Override
    public void accept(Reply reply) {
      acceptLater(reply);
    }

    @Override
    public void acceptLater(Reply reply) {
      waiter.endErrand();
      if (reply instanceof Reply.Failure failure) {
        waiter.end(failure);
      }
    }
  }
}
