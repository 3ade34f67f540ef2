// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread of the load with its share of the connections. As fast as it goes, each connection
 * sends its next batch when the last one is answered. At a fixed rate, requests fall due by the
 * clock and wait for a free connection when none is there; their latency counts from when they were
 * due, so that a slow server cannot hide by slowing the generator down.
 */
final class LoadLoop implements Runnable {

  /** One read: a pipeline of 64 replies of 1 KB fits. */
  static final int RECEIVE_BYTES = 64 * 1024;

  /** How long after the end of a fixed rate the requests that fell due may still be answered. */
  static final long DRAIN_NANOS = 5_000_000_000L;

  /** How soon a silent loop notices that it shall stop. */
  static final long IDLE_MILLIS = 50;

  /**
   * Below this distance to the next due request the loop polls: a timed wait is only good to a
   * millisecond.
   */
  static final long POLL_NANOS = 2_000_000;

  private final Selector selector;
  private final LoadSchedule schedule;
  private final int pipeline;
  private final KeyChooser keys;
  private final SplittableRandom random;
  private final LoadCounters counters;
  private final List<LoadConnection> connections = new ArrayList<>();
  private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(RECEIVE_BYTES);
  private final Consumer<SelectionKey> onReady = this::onReady;

  private volatile boolean stop;
  private boolean measuring;
  private long remaining;
  private long due;
  private int open;
  private long lastReplyNanos;
  private String failure = "";

  LoadLoop(
      LoadSchedule schedule,
      int pipeline,
      KeyChooser keys,
      SplittableRandom random,
      LoadCounters counters)
      throws IOException {
    this.selector = Selector.open();
    this.schedule = schedule;
    this.pipeline = pipeline;
    this.keys = keys;
    this.random = random;
    this.counters = counters;
    this.remaining = schedule.requests();
  }

  /** Adds a connection; before {@link #run} only. */
  void add(SocketChannel channel, RequestMix mix) throws IOException {
    connections.add(new LoadConnection(channel, selector, mix, pipeline, counters));
  }

  @Override
  public void run() {
    open = connections.size();
    try (selector) {
      if (schedule.isFixedRate()) {
        idle.addAll(connections);
        runAtFixedRate();
      } else {
        runFlatOut();
      }
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } finally {
      connections.forEach(LoadConnection::close);
    }
  }

  /** Ends the run soon; from any thread. */
  void stop() {
    stop = true;
    selector.wakeup();
  }

  private void runFlatOut() throws IOException {
    while (!stop && System.nanoTime() < schedule.startNanos()) {
      LockSupport.parkNanos(schedule.startNanos() - System.nanoTime());
    }
    startMeasuringWhenDue(System.nanoTime());
    for (LoadConnection connection : connections) {
      sendNext(connection);
    }
    long now = System.nanoTime();
    while (!stop && open > 0 && now < schedule.endNanos() && !isQuotaAnswered()) {
      startMeasuringWhenDue(now);
      selector.select(onReady, IDLE_MILLIS);
      now = System.nanoTime();
    }
    if (lastReplyNanos == 0 || schedule.endNanos() != Long.MAX_VALUE) {
      lastReplyNanos = Math.min(now, schedule.endNanos());
    }
  }

  private boolean isQuotaAnswered() {
    return remaining == 0 && idle.size() == open;
  }

  private void runAtFixedRate() throws IOException {
    long giveUpNanos =
        schedule.endNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : schedule.endNanos() + DRAIN_NANOS;
    long now = System.nanoTime();
    while (!stop && open > 0 && now < giveUpNanos) {
      startMeasuringWhenDue(now);
      boolean allSent = sendDue(now);
      if (allSent && idle.size() == open) {
        break;
      }
      long wait = allSent ? POLL_NANOS : schedule.intendedNanos(due) - now;
      if (wait >= POLL_NANOS) {
        selector.select(onReady, Math.min(IDLE_MILLIS, wait / 1_000_000));
      } else {
        selector.selectNow(onReady);
      }
      now = System.nanoTime();
    }
    countUnanswered(Math.min(now, schedule.endNanos()));
  }

  /** Hands all due requests to free connections; true when no more will fall due. */
  private boolean sendDue(long now) {
    while (remaining > 0) {
      long intended = schedule.intendedNanos(due);
      if (intended >= schedule.endNanos()) {
        return true;
      }
      if (intended > now || idle.isEmpty()) {
        return false;
      }
      int batch = 0;
      long first = due;
      while (batch < pipeline
          && remaining > 0
          && intended <= now
          && intended < schedule.endNanos()) {
        if (intended >= schedule.measureNanos()) {
          remaining--;
        }
        batch++;
        intended = schedule.intendedNanos(++due);
      }
      send(idle.removeFirst(), batch, first);
    }
    return true;
  }

  private void countUnanswered(long endNanos) {
    for (LoadConnection connection : connections) {
      counters.unanswered += connection.awaited();
    }
    if (!stop) {
      for (; remaining > 0 && schedule.intendedNanos(due) < endNanos; due++, remaining--) {
        counters.unanswered++;
      }
    }
  }

  private void startMeasuringWhenDue(long now) {
    if (!measuring && now >= schedule.measureNanos()) {
      measuring = true;
      counters.reset();
    }
  }

  private void onReady(SelectionKey key) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      if (connection.isWriting() && key.isWritable()) {
        connection.flush();
      }
      if (key.isReadable()) {
        int replies = connection.receive(in);
        counters.bytesReceived += in.limit();
        if (replies > 0) {
          onReplies(connection, replies);
        }
      }
    } catch (IOException e) {
      onClosed(connection, e);
    }
  }

  private void onReplies(LoadConnection connection, int replies) {
    long now = System.nanoTime();
    if (schedule.isFixedRate()) {
      recordFromIntended(connection, replies, now);
      if (connection.awaited() == 0) {
        idle.addLast(connection);
      }
      return;
    }
    if (connection.batchStart() >= schedule.measureNanos()) {
      long start = connection.batchStart();
      counters.latency(start - schedule.measureNanos(), now - start, replies);
      lastReplyNanos = now;
    }
    if (connection.awaited() == 0) {
      sendNext(connection);
    }
  }

  private void recordFromIntended(LoadConnection connection, int replies, long now) {
    long first = connection.batchStart();
    for (long index = first; index < first + replies; index++) {
      long intended = schedule.intendedNanos(index);
      if (intended >= schedule.measureNanos()) {
        counters.latency(intended - schedule.measureNanos(), now - intended, 1);
        lastReplyNanos = now;
      }
    }
    connection.advance(replies);
  }

  private void sendNext(LoadConnection connection) {
    long now = System.nanoTime();
    int batch = pipeline;
    if (now >= schedule.measureNanos()) {
      batch = (int) Math.min(pipeline, remaining);
      remaining -= batch;
    }
    if (batch == 0) {
      idle.addLast(connection);
    } else {
      send(connection, batch, now);
    }
  }

  private void send(LoadConnection connection, int requests, long start) {
    try {
      connection.send(requests, start, keys, random);
      counters.bytesSent += connection.batchBytes();
    } catch (IOException e) {
      onClosed(connection, e);
    }
  }

  private void onClosed(LoadConnection connection, IOException reason) {
    connection.close();
    counters.disconnected++;
    counters.unanswered += connection.awaited();
    connection.forget();
    open--;
    if (failure.isEmpty()) {
      failure = String.valueOf(reason.getMessage());
    }
  }

  /** What was measured; when the thread has ended. */
  LoadCounters counters() {
    return counters;
  }

  /** When measuring ended; when the thread has ended. */
  long endedNanos() {
    return lastReplyNanos;
  }

  /** Why the first connection was lost, or empty; when the thread has ended. */
  String failure() {
    return failure;
  }
}
