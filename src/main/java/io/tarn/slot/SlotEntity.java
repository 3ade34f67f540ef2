// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The owner of one slot: opens its gate, runs what waits for it, and closes the gate before the
 * slot goes elsewhere. Its life is {@link SlotState}.
 *
 * <p>The conversation: sharding starts it with {@link SlotMessage.Open}. From then on I/O threads
 * enter the gate by themselves; one that cannot puts its request into the slot's line and tells
 * {@link SlotMessage.Attend}. The entity takes requests from the head of the line, one after the
 * other; one whose gates it cannot enter either stays at the head and is tried again. Sharding's
 * {@link SlotMessage.Close} ends it. Nobody is answered but the requests.
 *
 * <p>Where shards are led, leading opens and closes the gates, whoever attends them ({@link
 * Replication}); an entity then only runs what waits, and ends when it finds its gate closed.
 *
 * <p>Nothing here blocks: a gate that is taken is tried for some microseconds, then again when the
 * holder leaves, or after {@link #RETRY}.
 */
public final class SlotEntity extends ExtensibleBehavior<SlotMessage> {

  /** Most waiting requests that are run before other actors have their turn. */
  static final int ATTEND_TURN = 32;

  /** How long requests that waited when the stop message came may hold up the closing. */
  static final long CLOSING_NANOS = 1_000_000_000L;

  /** When a taken gate is tried again if nobody has said that it is free. */
  static final Duration RETRY = Duration.ofMillis(10);

  /** So often the gate of another slot is tried at once before there is a pause. */
  static final int QUICK_RETRIES = 4;

  /** Has an entity look for what waits. */
  public static final SlotMessage ATTEND = new SlotMessage.Attend();

  private static final SlotMessage RETRY_NOW = new SlotMessage.Retry();
  private static final SlotMessage REPLACED = new SlotMessage.Replaced();

  private final Slot slot;
  private final SlotTable table;
  private final EntityRunners runners;
  private final LongSupplier wallMillis;
  private final ActorContext<SlotMessage> context;
  private SlotState state = new SlotState.Starting();
  private int retries;
  private boolean retrySet;
  private int blockedBy;

  private SlotEntity(
      Slot slot,
      SlotTable table,
      EntityRunners runners,
      LongSupplier wallMillis,
      ActorContext<SlotMessage> context) {
    this.slot = slot;
    this.table = table;
    this.runners = runners;
    this.wallMillis = wallMillis;
    this.context = context;
  }

  /**
   * Creates the entity of a slot.
   *
   * @param wallMillis the clock, milliseconds since 1970
   */
  public static Behavior<SlotMessage> create(
      int slot, SlotTable table, EntityRunners runners, LongSupplier wallMillis) {
    return Behaviors.setup(
        context -> {
          Slot served = table.slot(slot);
          if (!served.isLed() || (served.isOpenedByShard() && !served.isOpen())) {
            return Behaviors.stopped(); // asked for before the slot went elsewhere
          }
          SlotEntity entity = new SlotEntity(served, table, runners, wallMillis, context);
          entity.open();
          return entity;
        });
  }

  /** As {@link #create}, for a slot that has no entity; otherwise it ends at once. */
  public static Behavior<SlotMessage> createStandIn(
      int slot, SlotTable table, EntityRunners runners, LongSupplier wallMillis) {
    return Behaviors.setup(
        context ->
            table.slot(slot).entity() == null
                ? create(slot, table, runners, wallMillis)
                : Behaviors.stopped());
  }

  @Override
  public Behavior<SlotMessage> receive(
      TypedActorContext<SlotMessage> ignored, SlotMessage message) {
    return switch (message) {
      case SlotMessage.Open _, SlotMessage.Attend _ -> attend();
      case SlotMessage.Retry _ -> {
        retrySet = false;
        yield attend();
      }
      case SlotMessage.Close _ -> beginClosing();
      case SlotMessage.Replaced _ -> {
        state = state.to(new SlotState.Stopped());
        yield Behaviors.stopped();
      }
      case SlotMessage.Take _, SlotMessage.GivenUp _ ->
          throw new IllegalArgumentException("not for a slot: message=" + message);
    };
  }

  @Override
  public Behavior<SlotMessage> receiveSignal(
      TypedActorContext<SlotMessage> ignored, Signal signal) {
    if (signal instanceof PostStop && !(state instanceof SlotState.Stopped)) {
      // Failed, or stopped without having been asked: the next entity takes the open gate over.
      slot.want(false);
      slot.entity(null);
    }
    return this;
  }

  private void open() {
    ActorRef<SlotMessage> before = slot.entity();
    slot.entity(context.getSelf());
    if (before != null) {
      before.tell(REPLACED);
    }
    slot.want(false);
    if (!slot.isOpenedByShard() && !slot.isOpen()) {
      slot.open();
    }
    state = state.to(new SlotState.Open());
  }

  private Behavior<SlotMessage> attend() {
    return switch (state) {
      case SlotState.Open _ -> {
        if (slot.isOpenedByShard() && !slot.isOpen()) {
          yield withdraw(); // who waits is sent on, or waits for the next entity
        }
        runWaiting(ATTEND_TURN);
        if (blockedBy != RequestRunner.NOT_BUSY) {
          retryWhenFree();
        } else if (isAwaited()) {
          context.getSelf().tell(ATTEND);
        } else {
          slot.want(false);
        }
        yield this;
      }
      case SlotState.Closing closing -> closeWhenRun(closing);
      case SlotState.Starting _, SlotState.Stopped _ ->
          throw new IllegalStateException("not open: slot=" + slot.number() + " state=" + state);
    };
  }

  private boolean isAwaited() {
    WaitingLine line = slot.lineOrNull();
    return line != null && !line.isEmpty();
  }

  /** Runs requests from the head of the line; notes in {@link #blockedBy} what stopped it. */
  private int runWaiting(int limit) {
    blockedBy = RequestRunner.NOT_BUSY;
    WaitingLine line = slot.lineOrNull();
    if (line == null || line.isEmpty()) {
      return 0;
    }
    boolean _ = table.fence().check(System.nanoTime());
    RequestRunner runner = runners.borrow();
    int ran = 0;
    for (; ran < limit; ran++) {
      WaitingRequest request = line.first();
      if (request == null) {
        break;
      }
      blockedBy = runner.attempt(request, wallMillis.getAsLong());
      if (blockedBy != RequestRunner.NOT_BUSY) {
        break;
      }
      table.finish(line, request);
      retries = 0;
    }
    runners.giveBack(runner);
    return ran;
  }

  private void retryWhenFree() {
    if (blockedBy == slot.number()) {
      slot.want(true);
      retryLater();
      return;
    }
    slot.want(false);
    Slot other = table.slot(blockedBy);
    if (!other.isOpen()) {
      table.wake(other);
      retryLater();
    } else if (++retries <= QUICK_RETRIES) {
      context.getSelf().tell(ATTEND);
    } else {
      retryLater();
    }
  }

  private void retryLater() {
    if (!retrySet) {
      retrySet = true;
      context.scheduleOnce(RETRY, context.getSelf(), RETRY_NOW);
    }
  }

  private Behavior<SlotMessage> beginClosing() {
    if (state instanceof SlotState.Closing) {
      return this;
    }
    if (slot.isOpenedByShard()) {
      return withdraw();
    }
    WaitingLine line = slot.lineOrNull();
    int waiting = line == null ? 0 : line.size();
    SlotState.Closing closing = new SlotState.Closing(waiting, System.nanoTime() + CLOSING_NANOS);
    state = state.to(closing);
    return closeWhenRun(closing);
  }

  private Behavior<SlotMessage> closeWhenRun(SlotState.Closing closing) {
    int left = closing.left(System.nanoTime());
    if (left > 0) {
      closing.ran(runWaiting(Math.min(left, ATTEND_TURN)));
      boolean blocked = blockedBy != RequestRunner.NOT_BUSY;
      if (blocked && table.slot(blockedBy).isOpen()) {
        retryWhenFree();
        return this;
      }
      if (!blocked && isAwaited()) {
        context.getSelf().tell(ATTEND);
        return this;
      }
      // Blocked by a slot that is closed: that may last, so the next entity runs the request.
    }
    if (slot.isOpen()) { // otherwise another epoch has closed it
      if (!slot.tryEnterAnyway()) {
        slot.want(true);
        retryLater();
        return this;
      }
      slot.close();
    }
    return withdraw();
  }

  /* Without a word to the gate. */
  private Behavior<SlotMessage> withdraw() {
    slot.want(false);
    slot.entity(null);
    state = state.to(new SlotState.Stopped());
    // Whoever began to wait before it saw that there is no entity told this one; pass that on.
    if (isAwaited()) {
      table.wake(slot);
    }
    return Behaviors.stopped();
  }
}
