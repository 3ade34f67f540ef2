// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.blocking;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.event.KeyName;
import io.tarn.keyspace.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that waits for one of its keys. Any thread; answered once. */
public final class Waiter {

  /** The answer to one that CLIENT UNBLOCK ... ERROR has ended. */
  private static final Reply UNBLOCKED =
      new Reply.Failure("UNBLOCKED client unblocked via CLIENT UNBLOCK");

  private final WaitingClients registry;
  private final KeyWait wait;
  private final Arguments arguments;
  private final Connection connection;
  private final Consumer<Reply> answer;
  private final List<KeyName> keys;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean onErrand = new AtomicBoolean();
  private volatile @Nullable Future<?> timer;

  /**
   * Creates a waiter.
   *
   * @param arguments its own
   * @param answer takes the answer, on whichever thread, with gates entered or not
   */
  Waiter(
      WaitingClients registry,
      KeyWait wait,
      Arguments arguments,
      Connection connection,
      Consumer<Reply> answer) {
    this.registry = registry;
    this.wait = wait;
    this.arguments = arguments;
    this.connection = connection;
    this.answer = answer;
    this.keys = new ArrayList<>(wait.keys().length);
    for (int key : wait.keys()) {
      KeyName name = KeyName.of(arguments, key);
      if (!keys.contains(name)) {
        keys.add(name);
      }
    }
  }

  /** Returns the keys waited for, each once. */
  List<KeyName> keys() {
    return keys;
  }

  /** Returns what a key must hold. */
  ValueType type() {
    return wait.type();
  }

  /** Returns how it waits. */
  public KeyWait how() {
    return wait;
  }

  public Arguments arguments() {
    return arguments;
  }

  public Connection connection() {
    return connection;
  }

  /** Returns the argument that is a key, the first if it is there more than once. */
  public int argumentOf(KeyName key) {
    for (int i : wait.keys()) {
      if (KeyName.of(arguments, i).equals(key)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not waited for: slot=" + key.slot());
  }

  /** Returns the slot of the destination, or -1 when there is none. */
  public int destinationSlot() {
    return wait.destination() == 0 ? -1 : arguments.slot(wait.destination());
  }

  /** Notes that it has been asked elsewhere to serve this one; true when it was not before. */
  public boolean beginErrand() {
    return onErrand.compareAndSet(false, true);
  }

  /** Notes that what {@link #beginErrand} began is over. */
  public void endErrand() {
    onErrand.set(false);
  }

  /** Takes the right and duty to answer; true for one caller only. It waits no longer then. */
  public boolean claim() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    registry.remove(this);
    Future<?> running = timer;
    if (running != null) {
      running.cancel(false);
    }
    return true;
  }

  /** Returns who takes the answer. */
  public Consumer<Reply> taker() {
    return answer;
  }

  /** Answers. To be called by whoever has claimed it. */
  public void answer(Reply reply) {
    answer.accept(reply);
  }

  /** Ends the waiting as if its time were over; false when it had ended. */
  public boolean timeOut() {
    return end(Reply.NULL_ARRAY);
  }

  /** Ends the waiting with an error (CLIENT UNBLOCK); false when it had ended. */
  public boolean unblock() {
    return end(UNBLOCKED);
  }

  /** Ends the waiting with an answer; false when it had ended. */
  public boolean end(Reply reply) {
    boolean mine = claim();
    if (mine) {
      answer(reply);
    }
    return mine;
  }

  void timer(Future<?> value) {
    timer = value;
    if (ended.get()) {
      value.cancel(false);
    }
  }
}
