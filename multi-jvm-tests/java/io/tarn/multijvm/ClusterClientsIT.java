// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Clients of Redis Cluster, before, while and after the node that owns a third of the keys dies.
 */
class ClusterClientsIT {

  private static final int KEYS = 100;
  private static final long RETRY_SECONDS = 25;
  private static final long LIMIT_SECONDS = 120;
  private static final int BENCH_REQUESTS = 20_000;

  /* What a client was doing, and how long its longest request took with all its tries. */
  private static final class Task {
    private final String name;
    private final ClusterClient client;
    private final Map<String, String> written = new LinkedHashMap<>();
    private int tries;
    private long longestMillis;

    Task(String name, ClusterClient client) {
      this.name = name;
      this.client = client;
    }

    void write(String phase, CountDownLatch end) throws Exception {
      for (int i = 0; i < KEYS || (end != null && end.getCount() > 0); i++) {
        String key = name + ":" + i % KEYS;
        set(key, phase + i);
        written.put(key, phase + i);
      }
    }

    private void set(String key, String value) throws Exception {
      long begin = System.nanoTime();
      Waiting.until(
          name + " sets " + key,
          Duration.ofSeconds(RETRY_SECONDS),
          () -> {
            try {
              tries++;
              client.set(key, value);
              return "";
            } catch (Exception failed) {
              return failed.toString();
            }
          });
      longestMillis = Math.max(longestMillis, (System.nanoTime() - begin) / 1_000_000);
    }

    void readAll() throws Exception {
      for (Map.Entry<String, String> entry : written.entrySet()) {
        assertEquals(entry.getValue(), client.get(entry.getKey()), name);
      }
    }
  }

  @Test
  void clients_work_before_during_andAfterAFailover() throws Exception {
    ClusterUnderTest.with("clients", Shape.of(3).with("ack=replica"), ClusterClientsIT::clients);
  }

  private static void clients(ClusterUnderTest cluster) throws Exception {
    List<Endpoint> endpoints = cluster.endpoints();
    List<Task> tasks = new ArrayList<>();
    try {
      tasks.add(new Task("jedis", ClusterClient.jedis(endpoints)));
      tasks.add(new Task("lettuce", ClusterClient.lettuce(endpoints)));
      if (Shell.has("redis-cli")) {
        tasks.add(new Task("redis-cli", ClusterClient.redisCli(endpoints)));
      }
      String missing = ClusterClient.ioredisMissing();
      if (missing.isEmpty()) {
        tasks.add(new Task("ioredis", ClusterClient.ioredis(endpoints)));
      } else {
        System.out.println("clients: ioredis is left out: " + missing);
      }
      failover(cluster, tasks);
    } finally {
      for (Task task : tasks) {
        task.client.close();
      }
    }
  }

  private static void failover(ClusterUnderTest cluster, List<Task> tasks) throws Exception {
    for (Task task : tasks) {
      task.write("before", null);
      task.readAll();
      assertEquals(KEYS, task.tries, () -> task.name + " was refused something");
    }
    benchmark(cluster.node(2).resp());
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(tasks.size());
    List<CompletableFuture<?>> during = new ArrayList<>();
    for (Task task : tasks) {
      during.add(elsewhere(task, running, end));
    }
    assertTrue(running.await(LIMIT_SECONDS, TimeUnit.SECONDS));
    cluster.node(1).process().kill();
    Waiting.pause(Run.CALM);
    cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
    end.countDown();
    for (CompletableFuture<?> future : during) {
      future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    benchmark(cluster.node(2).resp());
    for (Task task : tasks) {
      System.out.printf(
          "clients: %s: longest request %d ms in %d tries%n",
          task.name, task.longestMillis, task.tries);
      task.readAll();
      task.tries = 0;
      task.write("after", null);
      task.readAll();
      assertEquals(KEYS, task.tries, () -> task.name + " was refused something afterwards");
    }
  }

  private static CompletableFuture<?> elsewhere(
      Task task, CountDownLatch running, CountDownLatch end) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                running.countDown();
                task.write("during", end);
                result.complete(null);
              } catch (Throwable failed) {
                result.completeExceptionally(failed);
              }
            });
    return result;
  }

  /* It exits with an error at the first connection that it loses, so it has no "during". */
  private static void benchmark(Endpoint entry) throws Exception {
    if (Shell.has("redis-benchmark")) {
      String output =
          Shell.run(
              "redis-benchmark",
              "--cluster",
              "-h",
              entry.host(),
              "-p",
              "" + entry.port(),
              "-n",
              "" + BENCH_REQUESTS,
              "-P",
              "4",
              "-t",
              "set,get",
              "-r",
              "1000",
              "-q");
      assertTrue(output.contains("GET"), output);
      assertTrue(!output.toLowerCase(Locale.ROOT).contains("error"), output);
    }
  }
}
