// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.route.Forwarder;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.RemoteAnswer;
import io.tarn.slot.TestNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;

/** A member of a cluster in this JVM, with open slots, links, and one thread that forwards. */
@SuppressWarnings("try")
final class LinkNode implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final TestNode node = WorkerUnderTest.newNode();
  final Links links;
  final ActorSystem system;
  final Cluster cluster;
  final ExecutorService home = Executors.newSingleThreadExecutor();
  final Forwarder forwarder;

  /** Starts a node that joins another, or founds a cluster. */
  LinkNode(LinkNode seed, Ownership ownership) {
    this(seed, ownership, Map.of());
  }

  /** The same, with settings of Pekko's that come before Tarn's own. */
  LinkNode(LinkNode seed, Ownership ownership, Map<String, Object> before) {
    node.openAll();
    links = new Links(node, node.slots(), ownership);
    forwarder = links.newForwarder(home);
    Map<String, Object> own =
        Map.of(
            "pekko.remote.artery.canonical.hostname", "127.0.0.1",
            "pekko.remote.artery.canonical.port", 0,
            "pekko.cluster.jmx.enabled", "off",
            "pekko.coordinated-shutdown.phases.cluster-exiting.timeout", "1s",
            "pekko.cluster.roles", java.util.List.of("cache"));
    Config config =
        ConfigFactory.parseMap(before)
            .withFallback(ConfigFactory.parseMap(own))
            .withFallback(ConfigFactory.parseResources("tarn-pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    system = ActorSystem.create("tarn", config);
    cluster = Cluster.get(system);
    Address first = seed == null ? cluster.selfAddress() : seed.cluster.selfAddress();
    cluster.join(first);
  }

  /** Returns the peer's number, as soon as the link to it is open. */
  int peer(LinkNode other) {
    await(() -> links.isOpen(links.peerOf(other.cluster.selfUniqueAddress())));
    return links.peerOf(other.cluster.selfUniqueAddress());
  }

  /** Forwards a request; its answer as text, or why there is none. */
  CompletableFuture<String> ask(int peer, Manner manner, Connection connection, String... words) {
    return ask(peer, manner, connection, Arguments.of(words));
  }

  CompletableFuture<String> ask(
      int peer, Manner manner, Connection connection, Arguments arguments) {
    Answer answer = new Answer();
    home.execute(
        () -> {
          if (!forwarder.forward(peer, manner, connection, arguments, answer)) {
            answer.result.complete("(refused)");
          }
          forwarder.flush();
        });
    return answer.result;
  }

  /** Waits until something is true. */
  static void await(BooleanSupplier condition) {
    long last = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - last > 0) {
        throw new IllegalStateException("waited too long");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    home.shutdown();
    system.terminate();
    var _ = system.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Collects an answer. */
  static final class Answer implements RemoteAnswer {
    final CompletableFuture<String> result = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void arrived(byte[] array, int offset, int length, boolean last) {
      bytes.write(array, offset, length);
      if (last && !result.complete(bytes.toString(StandardCharsets.ISO_8859_1))) {
        throw new IllegalStateException("a second answer");
      }
    }

    @Override
    public void failed(Failure why) {
      if (!result.complete(why.toString())) {
        throw new IllegalStateException("a second answer");
      }
    }
  }
}
