// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients of Redis Cluster before, while and after the node that owns a third of the keys dies.
 *
 * <p>Each client writes survivors' keys in one thread and the dying node's in another. The first
 * must go on without an error; the second must recover while the node is still dead, by the
 * client's own means. Everything is read back through the client that wrote it.
 */
class ClusterClientsIT {

  private static final int KEYS = 30;
  private static final Duration CALM = Duration.ofSeconds(1);

  /** For a client to learn who took over: promotion, its time-outs, its refreshing. */
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(15);

  private static final Duration REPLICA_LIMIT = Duration.ofSeconds(5);
  private static final long SURVIVORS_LIMIT_MILLIS = 5000;
  private static final int BENCH_REQUESTS = 10_000;
  private static final int ASK_MILLIS = 2000;
  private static final Pattern GETS = Pattern.compile("cmdstat_get:calls=(\\d+)");

  /* A cluster with its clients, of which one node is to die. */
  private record Scene(
      ClusterUnderTest cluster,
      Node victim,
      Node survivor,
      SlotMap map,
      List<ClusterClient.Named> clients,
      List<ClusterClient.Named> readers) {

    List<String> dying(String prefix) {
      return keys(prefix, this::isDying);
    }

    List<String> surviving(String prefix) {
      return keys(prefix, key -> !isDying(key));
    }

    private boolean isDying(String key) {
      int slot = HashSlot.of(key.getBytes(StandardCharsets.US_ASCII));
      return victim.resp().equals(map.owner(slot));
    }

    private static List<String> keys(String prefix, Predicate<String> chosen) {
      List<String> keys = new ArrayList<>();
      for (int i = 0; keys.size() < KEYS; i++) {
        if (chosen.test(prefix + i)) {
          keys.add(prefix + i);
        }
      }
      return keys;
    }
  }

  @ParameterizedTest
  @CsvSource({"proxy, 1", "moved, 2"})
  void clients_work_before_during_andAfterAFailover(String redirect, int victim) throws Exception {
    ClusterUnderTest.with(
        "clients-" + redirect,
        Shape.of(3).with("resp.redirect=" + redirect),
        cluster -> clients(cluster, cluster.node(victim)));
  }

  private static void clients(ClusterUnderTest cluster, Node victim) throws Exception {
    Node survivor = cluster.nodes().stream().filter(node -> node != victim).findFirst().get();
    List<ClusterClient.Named> clients = new ArrayList<>();
    List<ClusterClient.Named> readers = new ArrayList<>();
    try {
      ClusterClient.addAll(clients, cluster.endpoints());
      ClusterClient.addReaders(readers, cluster.endpoints());
      SlotMap map = SlotMap.ask(survivor.resp());
      Scene scene = new Scene(cluster, victim, survivor, map, clients, readers);
      writeAndRead(scene, "before");
      readFromReplicas(scene, "before");
      benchmark(survivor);
      failover(scene);
      benchmark(survivor);
      writeAndRead(scene, "after");
    } finally {
      clients.forEach(one -> one.client().close());
      readers.forEach(one -> one.client().close());
    }
  }

  /* Each client has keys of its own, and nothing fails. */
  private static void writeAndRead(Scene scene, String phase) throws Exception {
    for (ClusterClient.Named one : scene.clients()) {
      String prefix = phase + ":" + one.name() + ":";
      for (List<String> keys : List.of(scene.dying(prefix), scene.surviving(prefix))) {
        for (String key : keys) {
          one.client().set(key, "value-of-" + key);
        }
      }
      readBack(scene, one, prefix);
    }
  }

  private static void readBack(Scene scene, ClusterClient.Named client, String prefix)
      throws Exception {
    for (List<String> keys : List.of(scene.dying(prefix), scene.surviving(prefix))) {
      for (String key : keys) {
        assertEquals("value-of-" + key, client.client().get(key), client.name());
      }
    }
  }

  /* Clients that learn of replicas from CLUSTER SLOTS ask them, and not the owner. Lettuce reads
   * CLUSTER NODES, where every node is a master, since it has slots; so it asks owners. */
  private static void readFromReplicas(Scene scene, String phase) throws Exception {
    for (ClusterClient.Named reader : scene.readers()) {
      awaitReads(scene, reader, phase);
      List<String> keys = scene.dying(phase + ":jedis:");
      long before = gets(scene.victim());
      for (String key : keys) {
        assertEquals("value-of-" + key, reader.client().get(key), reader.name());
      }
      long atOwner = gets(scene.victim()) - before;
      System.out.printf("clients: %s: %d of %d at the owner%n", reader.name(), atOwner, KEYS);
      assertEquals(reader.readsCopies() ? 0 : KEYS, atOwner, reader.name());
    }
  }

  /* What was written through others arrives at replicas, and can be read there, soon. */
  private static void awaitReads(Scene scene, ClusterClient.Named reader, String phase)
      throws Exception {
    String prefix = phase + ":jedis:";
    for (List<String> keys : List.of(scene.dying(prefix), scene.surviving(prefix))) {
      for (String key : keys) {
        Waiting.until(
            reader.name() + " reads " + key,
            REPLICA_LIMIT,
            () -> {
              try {
                String held = reader.client().get(key);
                return held.equals("value-of-" + key) ? "" : "it reads " + held;
              } catch (Exception failed) {
                return failed.toString();
              }
            });
      }
    }
  }

  private static long gets(Node node) throws IOException {
    Object text = Wire.ask(node.resp(), ASK_MILLIS, "INFO", "commandstats");
    Matcher found = GETS.matcher("" + text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private static void failover(Scene scene) throws Exception {
    List<ClientLoop> dying = new ArrayList<>();
    List<ClientLoop> surviving = new ArrayList<>();
    for (ClusterClient.Named one : scene.clients()) {
      dying.add(ClientLoop.start(one, scene.dying("during:" + one.name() + ":")));
      surviving.add(ClientLoop.start(one, scene.surviving("during:" + one.name() + ":")));
    }
    Waiting.pause(CALM);
    scene.victim().process().kill();
    long event = System.nanoTime();
    whileDead(scene, dying, event);
    System.out.printf("clients: restart at %d%n", (System.nanoTime() - event) / 1_000_000);
    scene.cluster().restart(scene.victim());
    System.out.printf("clients: ready again at %d%n", (System.nanoTime() - event) / 1_000_000);
    Waiting.until(
        "the node leads something again",
        ClusterUnderTest.SETTLE_LIMIT,
        () -> {
          SlotMap now = SlotMap.ask(scene.survivor().resp());
          return now.shards().containsKey(scene.victim().resp()) ? "" : "" + now.shards();
        });
    long back = System.nanoTime();
    for (ClientLoop loop : surviving) {
      awaitWrites(loop, back);
    }
    for (ClientLoop loop : dying) {
      awaitWrites(loop, back);
    }
    for (int i = 0; i < dying.size(); i++) {
      dying.get(i).stop();
      surviving.get(i).stop();
      System.out.println(dying.get(i).summary("keys of the node that died", event));
      System.out.println(surviving.get(i).summary("keys of survivors", event));
    }
    for (int i = 0; i < dying.size(); i++) {
      dying.get(i).assertAllIsThere();
      surviving.get(i).assertAllIsThere();
      assertEquals(List.of(), surviving.get(i).failures(), "keys of survivors");
      long longest = surviving.get(i).longestMillis();
      assertTrue(longest <= SURVIVORS_LIMIT_MILLIS, "keys of survivors: longest=" + longest);
    }
  }

  private static void awaitWrites(ClientLoop loop, long since) throws Exception {
    Waiting.until(
        "writes succeed again",
        RECOVERY_LIMIT,
        () -> loop.hasWrittenSince(since) ? "" : loop.summary("so far", since));
  }

  /* The node is gone, and the clients have all that they had. */
  private static void whileDead(Scene scene, List<ClientLoop> dying, long event) throws Exception {
    for (ClientLoop loop : dying) {
      awaitWrites(loop, event);
    }
    System.out.printf(
        "clients: all have written keys of the dead node within %d ms%n",
        (System.nanoTime() - event) / 1_000_000);
    for (ClusterClient.Named one : scene.clients()) {
      readBack(scene, one, "before:" + one.name() + ":");
    }
    for (ClusterClient.Named reader : scene.readers()) {
      awaitReads(scene, reader, "before");
    }
    benchmark(scene.survivor());
  }

  /*
   * It exits at the first connection that it loses, with Redis as well; so one that runs while the
   * node dies proves nothing. What it must be able to do is to start when the node is dead.
   */
  private static void benchmark(Node entry) throws Exception {
    if (!Shell.has("redis-benchmark")) {
      System.out.println("clients: redis-benchmark is left out: it is not on the PATH");
      return;
    }
    List<String> command = new ArrayList<>(List.of("timeout", "30", "redis-benchmark", "-q"));
    command.addAll(List.of("--cluster", "-h", entry.resp().host(), "-p", "" + entry.resp().port()));
    command.addAll(List.of("-n", "" + BENCH_REQUESTS, "-P", "4", "-t", "set,get", "-r", "1000"));
    String output = Shell.run(command);
    assertTrue(output.contains("SET: ") && output.contains("GET: "), output);
    assertFalse(output.toLowerCase(Locale.ROOT).contains("error"), output);
  }
}
