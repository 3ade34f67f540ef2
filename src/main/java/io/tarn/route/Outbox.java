// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What one I/O thread sends to peers; flushed once for all that was ready in a turn. */
final class Outbox {

  private final Executor home;
  private final Forwarder forwarder;
  private final Runnable flushTask = this::flush;
  private boolean flushing;

  Outbox(Peers peers, Executor home) {
    this.home = home;
    this.forwarder = peers.newForwarder(home);
  }

  boolean forward(
      int peer,
      Forwarder.Manner manner,
      Connection connection,
      Arguments arguments,
      RemoteAnswer answer) {
    boolean taken = forwarder.forward(peer, manner, connection, arguments, answer);
    flushLater();
    return taken;
  }

  boolean forwardAll(
      int peer, Connection connection, List<Arguments> requests, RemoteAnswer answer) {
    boolean taken = forwarder.forwardAll(peer, connection, requests, answer);
    flushLater();
    return taken;
  }

  void cancel(int peer, RemoteAnswer answer) {
    forwarder.cancel(peer, answer);
    flushLater();
  }

  void endSession(int peer, Connection connection) {
    forwarder.endSession(peer, connection);
    flushLater();
  }

  /** Runs something on the thread, later. A thread that has stopped has no sessions left. */
  void atHome(Runnable task) {
    try {
      home.execute(task);
    } catch (RejectedExecutionException stopped) {
      flushing = false;
    }
  }

  private void flushLater() {
    if (!flushing) {
      flushing = true;
      atHome(flushTask);
    }
  }

  private void flush() {
    flushing = false;
    forwarder.flush();
  }
}
