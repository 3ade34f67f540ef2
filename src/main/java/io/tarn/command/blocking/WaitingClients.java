// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.blocking;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.event.KeyName;
import io.tarn.command.event.SlotInterest;
import io.tarn.keyspace.ValueType;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for keys of this node, in one line for each key, in the order of their
 * arrival. They enter and are served under the gate of the key's slot; they may leave on any
 * thread.
 */
public final class WaitingClients {

  /*
   * Each line is changed inside the table's own atomic operation on its key. One timer thread ends
   * those whose time is over; it starts with the first of them.
   */

  private static final Reply LEAVING = new Reply.Failure("CLUSTERDOWN This node is leaving");

  /** Ends one whose slot this node leads no longer: it is to be asked for again, elsewhere. */
  public static final Reply DEPARTED =
      new Reply.Failure("TRYAGAIN The slot has moved to another node");

  private final ConcurrentHashMap<KeyName, Set<Waiter>> lines = new ConcurrentHashMap<>();
  private final Set<Waiter> all = ConcurrentHashMap.newKeySet();
  private final SlotInterest interest;
  private final AtomicReference<@Nullable ScheduledThreadPoolExecutor> timers =
      new AtomicReference<>();
  private volatile boolean stopped;

  /** Creates the empty registry; {@code interest} counts its lines. */
  public WaitingClients(SlotInterest interest) {
    this.interest = interest;
  }

  /**
   * Lets a request wait. With the gates of its keys entered.
   *
   * @param arguments of its own
   * @param answer takes the one answer later, on any thread
   */
  public void add(
      KeyWait wait, Arguments arguments, Connection connection, Consumer<Reply> answer) {
    Waiter waiter = new Waiter(this, wait, arguments, connection, answer);
    all.add(waiter);
    for (KeyName key : waiter.keys()) {
      lines.compute(
          key,
          (name, present) -> {
            Set<Waiter> line = present;
            if (line == null) {
              line = new LinkedHashSet<>();
              interest.add(name.slot());
            }
            line.add(waiter);
            return line;
          });
    }
    connection.waiter(waiter);
    if (wait.timeoutMillis() > 0) {
      waiter.timer(timers().schedule(waiter::timeOut, wait.timeoutMillis(), TimeUnit.MILLISECONDS));
    }
    // Whoever ended these before the waiter was there could not end it.
    if (connection.isGone()) {
      var _ = waiter.claim();
    } else if (stopped) {
      var _ = waiter.end(LEAVING);
    }
  }

  /** True when a request waits for a key. */
  public boolean isAwaited(KeyName key) {
    return lines.containsKey(key);
  }

  /** Returns the first in the line of a key that can use a value of the type, or null. */
  public @Nullable Waiter first(KeyName key, ValueType type) {
    Waiter[] found = new Waiter[1];
    lines.computeIfPresent(
        key,
        (name, line) -> {
          for (Waiter waiter : line) {
            if (waiter.type() == type) {
              found[0] = waiter;
              break;
            }
          }
          return line;
        });
    return found[0];
  }

  /** Returns how many requests wait. */
  public int count() {
    return all.size();
  }

  /** Returns how many keys are waited for. */
  public int keys() {
    return lines.size();
  }

  /** Ends, with {@link #DEPARTED}, those that wait for a key of a slot that has gone. */
  public void depart(IntPredicate gone) {
    for (Waiter waiter : all) {
      for (KeyName key : waiter.keys()) {
        if (gone.test(key.slot())) {
          var _ = waiter.end(DEPARTED);
          break;
        }
      }
    }
  }

  /** Ends all waiting, now and from now on: the node stops. */
  public void stop() {
    stopped = true;
    for (Waiter waiter : all) {
      var _ = waiter.end(LEAVING);
    }
    ScheduledThreadPoolExecutor running = timers.get();
    if (running != null) {
      running.shutdownNow();
    }
  }

  /** Takes one out that has been claimed. */
  void remove(Waiter waiter) {
    for (KeyName key : waiter.keys()) {
      lines.computeIfPresent(
          key,
          (name, line) -> {
            if (line.remove(waiter) && line.isEmpty()) {
              interest.remove(name.slot());
            }
            return line.isEmpty() ? null : line;
          });
    }
    all.remove(waiter);
    waiter.connection().waiterEnded(waiter);
  }

  private ScheduledThreadPoolExecutor timers() {
    ScheduledThreadPoolExecutor present = timers.get();
    if (present != null) {
      return present;
    }
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("tarn-timeouts").daemon().factory());
    made.setRemoveOnCancelPolicy(true);
    made.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // it stops
    if (timers.compareAndSet(null, made)) {
      return made;
    }
    made.shutdown();
    return Objects.requireNonNull(timers.get());
  }
}
