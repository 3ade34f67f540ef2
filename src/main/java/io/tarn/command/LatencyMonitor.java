// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Times at which something took longer than latency-monitor-threshold, by event: "command" and
 * "fast-command" for commands. Keeps the worst time of each second, at most {@link #SAMPLES} of
 * them an event. Any thread; takes a lock, which only slow events reach.
 */
public final class LatencyMonitor {

  /** Most samples of an event. */
  public static final int SAMPLES = 160;

  /** Most different events. */
  private static final int EVENTS = 64;

  /** The worst time of an event within a second. */
  public record Sample(long unixSeconds, long millis) {}

  /** An event's samples, oldest first, and the longest time since the last reset. */
  public record Series(String event, List<Sample> samples, long longestMillis) {}

  private static final class Events {
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private long longestMillis;
  }

  private final Map<String, Events> byName = new TreeMap<>();

  /** Notes that an event took so long. */
  public synchronized void add(String event, long nowMillis, long millis) {
    Events events = byName.get(event);
    if (events == null) {
      if (byName.size() == EVENTS) {
        return;
      }
      events = new Events();
      byName.put(event, events);
    }
    events.longestMillis = Math.max(events.longestMillis, millis);
    long second = Math.floorDiv(nowMillis, 1000L);
    Sample last = events.samples.peekLast();
    if (last != null && last.unixSeconds == second) {
      if (last.millis >= millis) {
        return;
      }
      events.samples.removeLast();
    } else if (events.samples.size() == SAMPLES) {
      events.samples.removeFirst();
    }
    events.samples.addLast(new Sample(second, millis));
  }

  /** Returns all events by name. */
  public synchronized List<Series> all() {
    List<Series> all = new ArrayList<>();
    byName.forEach(
        (event, events) ->
            all.add(new Series(event, List.copyOf(events.samples), events.longestMillis)));
    return all;
  }

  /** Returns an event, or null when nothing was noted. */
  public synchronized @Nullable Series find(String event) {
    Events events = byName.get(event);
    return events == null
        ? null
        : new Series(event, List.copyOf(events.samples), events.longestMillis);
  }

  /** Forgets an event; false when there was none. */
  public synchronized boolean reset(String event) {
    return byName.remove(event) != null;
  }

  /** Forgets all events and returns how many there were. */
  public synchronized int reset() {
    int count = byName.size();
    byName.clear();
    return count;
  }
}
