// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterNodeIT {

  private static final ClusterSettings ANY_PORT = ClusterSettings.of("127.0.0.1", 0, List.of());
  private static final int THREADS = 3;
  private static final int CONNECTIONS = 6;

  private final TestNode node = new TestNode(SlotSettings.DEFAULT);

  @Test
  void start_alone_opensAllSlotsAndServes() throws Exception {
    try (ClusterNode cluster = ClusterNode.start(ANY_PORT, node, node.slots())) {
      assertEquals(Reply.OK, ask(cluster.newRunner(), "set", "early", "1"));
      cluster.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertEquals(HashSlot.COUNT, node.slots().openCount());
      assertTrue(cluster.nodePort() > 0);
      RequestRunner runner = cluster.newRunner();
      assertEquals(Reply.OK, ask(runner, "mset", "a", "1", "b", "2", "c", "3"));
      assertEquals(Reply.Int.of(2), ask(runner, "incr", "early"));
    }
    assertEquals(0, node.slots().openCount());
    assertEquals(
        new Reply.Failure("CLUSTERDOWN This node is leaving"),
        ask(new RequestRunner(node, node.slots()), "get", "a"));
  }

  @Test
  void start_portTaken_throwsItsException() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ClusterSettings settings = ClusterSettings.of("127.0.0.1", taken.getLocalPort(), List.of());
      PortInUseException failure =
          assertThrows(
              PortInUseException.class, () -> ClusterNode.start(settings, node, node.slots()));
      assertEquals(taken.getLocalPort(), failure.port());
    }
  }

  @Test
  void expiry_isServedByTheEntities() throws Exception {
    try (ClusterNode cluster = ClusterNode.start(ANY_PORT, node, node.slots())) {
      cluster.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      RequestRunner runner = cluster.newRunner();
      for (int i = 0; i < 1_000; i++) {
        assertEquals(Reply.OK, ask(runner, "set", "k" + i, "v", "PX", "50"));
      }
      while (node.slots().expiredCount() < 1_000) {
        Thread.onSpinWait();
      }
      assertEquals(0, node.slots().size());
    }
  }

  /** The gate closes in the middle of traffic: no command is lost, repeated or overtaken. */
  @Test
  void handOffs_underTraffic_loseAndReorderNothing() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed=" + seed);
    ShufflingStrategy strategy = new ShufflingStrategy(seed, 16);
    Config often = ConfigFactory.parseString("pekko.cluster.sharding.rebalance-interval = 50ms");
    try (ClusterNode cluster = ClusterNode.start(ANY_PORT, node, node.slots(), strategy, often)) {
      cluster.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
      strategy.running(true);
      long begin = strategy.handOffs();
      List<Traffic> traffic = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        traffic.add(new Traffic(cluster.newRunner(), t * CONNECTIONS, CONNECTIONS, seed + t * 97L));
      }
      AtomicLong enough = new AtomicLong(begin + 320);
      long lastNanos = System.nanoTime() + 30_000_000_000L;
      runAll(
          traffic, () -> strategy.handOffs() < enough.get() && System.nanoTime() - lastNanos < 0);
      strategy.running(false);
      long commands = traffic.stream().mapToLong(Traffic::commands).sum();
      long deferred = traffic.stream().mapToLong(Traffic::deferred).sum();
      System.out.println("commands=" + commands + " deferred=" + deferred);
      assertTrue(strategy.handOffs() >= enough.get(), "too few hand-offs: seed=" + seed);
      assertTrue(deferred > 0, "no request met a closed gate: seed=" + seed);
      checkShared(cluster.newRunner(), traffic);
      while (node.slots().waitingCount() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static void runAll(List<Traffic> traffic, java.util.function.BooleanSupplier more)
      throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(traffic.size())) {
      List<Future<?>> futures = new ArrayList<>();
      for (Traffic one : traffic) {
        futures.add(pool.submit(() -> one.run(more)));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  private static void checkShared(RequestRunner runner, List<Traffic> traffic) {
    for (int key = 0; key < Traffic.SHARED_KEYS; key++) {
      Reply reply = ask(runner, "get", "shared:" + key);
      String content = new String(((Reply.Bulk) reply).bytes(), StandardCharsets.UTF_8);
      Map<Integer, Integer> last = new HashMap<>();
      for (String word : content.split(";")) {
        String[] parts = word.split("=");
        int connection = Integer.parseInt(parts[0]);
        int expected = last.merge(connection, 1, Integer::sum);
        assertEquals(expected, Integer.parseInt(parts[1]), "connection=" + connection);
      }
      for (int connection = 0; connection < THREADS * CONNECTIONS; connection++) {
        int sent = traffic.get(connection / CONNECTIONS).words(connection, key);
        assertEquals(sent, last.getOrDefault(connection, 0), "connection=" + connection);
      }
    }
  }

  private static Reply ask(RequestRunner runner, String... words) {
    Answer answer = new Answer();
    runner.run(Arguments.of(words), new TestConnection(99), answer, System.currentTimeMillis());
    return answer.reply().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
