// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The nodes of a demo. They are started together, and all of them have ended when {@link #stop}
 * returns. A node that ends by itself is reported, and the others go on.
 */
final class DemoNodes {

  /** How long nodes that were killed are waited for: the system has to take back their memory. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  private final Duration stopLimit;
  private final Consumer<String> lines;
  private final List<DemoNode> nodes = new ArrayList<>();
  private boolean stopping;
  private boolean failed;

  /**
   * Creates none yet.
   *
   * @param stopLimit how long nodes have to leave before they are killed
   * @param lines takes what is to be shown; any thread
   */
  DemoNodes(Duration stopLimit, Consumer<String> lines) {
    this.stopLimit = stopLimit;
    this.lines = lines;
  }

  /** Starts one more, unless they are being stopped already. */
  synchronized void start(String name, ProcessBuilder builder) throws IOException {
    if (!stopping) {
      DemoNode node = DemoNode.start(name, builder, lines);
      nodes.add(node);
      var _ = node.ended().thenAccept(status -> ended(node, status));
    }
  }

  /**
   * Waits until all serve.
   *
   * @throws IOException when one has ended before; its lines have been shown
   */
  List<DemoNode.Addresses> awaitReady() throws IOException {
    List<DemoNode.Addresses> addresses = new ArrayList<>();
    for (DemoNode node : present()) {
      try {
        addresses.add(node.ready().join());
      } catch (CompletionException failure) {
        throw new IOException(node.name() + " did not start", failure);
      }
    }
    return addresses;
  }

  /** Waits until all have ended. */
  void awaitEnd() {
    all().join();
  }

  /** True when a node has ended in another way than one that was asked to. */
  synchronized boolean hasFailed() {
    return failed;
  }

  /** Asks all to leave, waits, and kills those that have not. */
  void stop() {
    synchronized (this) {
      stopping = true;
    }
    present().forEach(DemoNode::terminate);
    if (!awaitEnd(stopLimit)) {
      for (DemoNode node : present()) {
        if (!node.ended().isDone()) {
          lines.accept("demo | " + node.name() + " does not leave and is killed");
          node.kill();
        }
      }
      if (!awaitEnd(KILL_LIMIT)) {
        lines.accept("demo | not all nodes have ended");
      }
    }
  }

  private boolean awaitEnd(Duration limit) {
    try {
      all().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (InterruptedException cut) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private CompletableFuture<Void> all() {
    return CompletableFuture.allOf(
        present().stream().map(DemoNode::ended).toArray(CompletableFuture[]::new));
  }

  private synchronized List<DemoNode> present() {
    return List.copyOf(nodes);
  }

  private void ended(DemoNode node, int status) {
    synchronized (this) {
      failed |= status != 0;
      if (stopping) {
        return;
      }
    }
    long left = present().stream().filter(other -> !other.ended().isDone()).count();
    lines.accept("demo | " + node.name() + " has ended with status " + status + "; left: " + left);
  }
}
