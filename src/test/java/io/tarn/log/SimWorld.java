// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Time, chance and the network of a simulation: everything that happens is an event in one queue,
 * and everything random comes from the seed.
 */
final class SimWorld {

  static final long MILLI = 1_000_000;

  /** Something that happens to a process, or to nobody in particular. */
  private record Event(long atNanos, long order, @Nullable SimProcess process, Runnable what)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final boolean tracing;
  private long nowNanos = 1_000 * MILLI;
  private long order;

  /** Chance in a thousand that a letter is lost, doubled, or late by up to a quarter second. */
  int lossPerMille;

  int doublePerMille;
  int latePerMille;

  /** Machines in different groups do not hear each other. */
  final int[] group = new int[8];

  SimWorld(long seed, boolean tracing) {
    this.random = new SplittableRandom(seed);
    this.tracing = tracing;
  }

  long now() {
    return nowNanos;
  }

  long millis() {
    return nowNanos / MILLI;
  }

  void trace(Supplier<String> line) {
    if (tracing) {
      SimTrace.line(millis(), line.get());
    }
  }

  /** Does something later; a process that is paused then does it when it goes on. */
  void later(long delayNanos, @Nullable SimProcess process, Runnable what) {
    events.add(new Event(nowNanos + Math.max(delayNanos, 0), order++, process, what));
  }

  boolean chance(int perMille) {
    return perMille > 0 && random.nextInt(1000) < perMille;
  }

  /** Takes a letter from one process to another, perhaps. */
  void post(SimProcess from, SimProcess to, Runnable delivery) {
    if (!hears(from, to) || chance(lossPerMille)) {
      return;
    }
    int copies = chance(doublePerMille) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay = 200_000 + random.nextLong(1_500_000);
      if (chance(latePerMille)) {
        delay += random.nextLong(250 * MILLI);
      }
      later(
          delay,
          to,
          () -> {
            if (hears(from, to)) {
              delivery.run();
            }
          });
    }
  }

  boolean hears(SimProcess from, SimProcess to) {
    return from == to || group[from.machine] == group[to.machine];
  }

  boolean isWhole() {
    for (int g : group) {
      if (g != 0) {
        return false;
      }
    }
    return true;
  }

  void heal() {
    Arrays.fill(group, 0);
  }

  /** Lets the next event happen; false when it lies beyond a time. */
  boolean step(long untilNanos) {
    Event event = events.peek();
    if (event == null || event.atNanos > untilNanos) {
      nowNanos = untilNanos;
      return false;
    }
    events.poll();
    nowNanos = event.atNanos;
    SimProcess process = event.process;
    if (process == null) {
      event.what.run();
    } else if (process.isAlive()) {
      if (process.pausedUntilNanos > nowNanos) {
        events.add(new Event(process.pausedUntilNanos, event.order, process, event.what));
      } else {
        event.what.run();
      }
    }
    return true;
  }
}
