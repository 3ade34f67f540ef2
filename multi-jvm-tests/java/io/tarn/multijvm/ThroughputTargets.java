// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What forwarding and replication cost, by redis-benchmark. The node that clients talk to has the
 * first core for itself; the others and the generator share the second.
 */
final class ThroughputTargets {

  private static final String ENTRYS_CORE = "0";
  private static final String OTHERS_CORE = "1";
  private static final String TAG = "{bench}";
  private static final Duration TOUCH_LIMIT = Duration.ofSeconds(30);

  private final int requests;
  private final int rounds;

  ThroughputTargets(int requests, int rounds) {
    this.requests = requests;
    this.rounds = rounds;
  }

  void forwarded(TargetRows rows) throws Exception {
    ClusterUnderTest.with(
        "targets-forwarded",
        Shape.of(3).withLauncher(),
        cluster -> {
          Node owner = owner(cluster);
          Node other = other(cluster, owner);
          warmUp(cluster, owner);
          for (String command : List.of("SET", "GET")) {
            List<Double> direct = new ArrayList<>();
            List<Double> forwarded = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
              pin(cluster, owner);
              direct.add(perSecond(owner, command));
              pin(cluster, other);
              forwarded.add(perSecond(other, command));
            }
            double best = TargetRows.median(direct);
            rows.note(command + " P16, direct", TargetRows.figure(best) + " a second");
            rows.atLeast(
                command + " P16 through a wrong node, against direct",
                "×",
                TargetRows.median(forwarded) / best,
                0.6);
          }
        });
  }

  /** SET with no replica and with one. */
  void replication(TargetRows rows) throws Exception {
    List<Double> alone = new ArrayList<>();
    List<Double> followed = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ClusterUnderTest.with(
          "targets-replicas0",
          Shape.of(3).withLauncher().with("replicas=0"),
          cluster -> several(cluster, alone));
      ClusterUnderTest.with(
          "targets-replicas1", Shape.of(3).withLauncher(), cluster -> several(cluster, followed));
    }
    rows.note("SET P16, no replica", TargetRows.figure(TargetRows.median(alone)) + " a second");
    rows.note("SET P16, one replica", TargetRows.figure(TargetRows.median(followed)) + " a second");
    rows.atMost(
        "replication's cost to the primary, SET P16",
        "%",
        Math.max(0, 100 * (1 - TargetRows.median(followed) / TargetRows.median(alone))),
        20);
  }

  private void several(ClusterUnderTest cluster, List<Double> figures) throws Exception {
    Node owner = owner(cluster);
    warmUp(cluster, owner);
    for (int i = 0; i < rounds; i++) {
      figures.add(perSecond(owner, "SET"));
    }
  }

  /** A new cluster, as soon as all nodes say that they serve. */
  void firstTouch(TargetRows rows) throws Exception {
    ClusterUnderTest.withRaw(
        "targets-touch",
        Shape.of(3).withLauncher(),
        cluster -> {
          long begin = System.nanoTime();
          try (Wire wire = Wire.connect(cluster.node(1).resp(), (int) TOUCH_LIMIT.toMillis())) {
            int slots = HashSlot.COUNT;
            boolean[] touched = new boolean[256];
            int sent = 0;
            for (int i = 0; sent < touched.length; i++) {
              String key = "touch" + i;
              int shard = HashSlot.of(key.getBytes(StandardCharsets.US_ASCII)) * 256 / slots;
              if (!touched[shard]) {
                touched[shard] = true;
                sent++;
                wire.send("SET", key, "1");
              }
            }
            wire.flush();
            for (int i = 0; i < sent; i++) {
              Object reply = wire.receive();
              if (!"OK".equals(reply)) {
                throw new IOException("first touch answered " + reply);
              }
            }
          }
          double seconds = (System.nanoTime() - begin) / 1e9;
          rows.atMost("first touch of all shards on three nodes", "s", seconds, 3);
        });
  }

  private static Node owner(ClusterUnderTest cluster) throws Exception {
    int slot = HashSlot.of(TAG.getBytes(StandardCharsets.US_ASCII));
    Endpoint owner = SlotMap.ask(cluster.node(1).resp()).owner(slot);
    return cluster.nodes().stream()
        .filter(node -> node.resp().equals(owner))
        .findFirst()
        .orElseThrow(() -> new IOException("nobody owns " + TAG));
  }

  /* Gives each node its core. */
  private static void pin(ClusterUnderTest cluster, Node entry) throws Exception {
    for (Node node : cluster.nodes()) {
      String core = node == entry ? ENTRYS_CORE : OTHERS_CORE;
      Shell.run("taskset", "-acp", core, "" + node.process().pid());
    }
  }

  /* The JVMs compile what is hot. */
  private void warmUp(ClusterUnderTest cluster, Node owner) throws Exception {
    for (Node entry : List.of(owner, other(cluster, owner))) {
      pin(cluster, entry);
      perSecond(entry, "SET", requests / 2);
      perSecond(entry, "GET", requests / 2);
    }
    pin(cluster, owner);
  }

  private static Node other(ClusterUnderTest cluster, Node owner) {
    return cluster.nodes().stream().filter(node -> node != owner).findFirst().orElseThrow();
  }

  private double perSecond(Node entry, String command) throws Exception {
    return perSecond(entry, command, requests);
  }

  private static double perSecond(Node entry, String command, int requests) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("taskset", "-c", OTHERS_CORE, "redis-benchmark", "--csv"));
    words.addAll(List.of("-h", entry.resp().host(), "-p", "" + entry.resp().port()));
    words.addAll(List.of("-P", "16", "-c", "50", "-r", "100000", "-n", "" + requests, command));
    words.add(TAG + "__rand_int__");
    if (command.equals("SET")) {
      words.add("x".repeat(64));
    }
    String csv = Shell.run(words);
    String last = csv.lines().reduce("", (_, line) -> line);
    String[] fields = last.replace("\"", "").split(",");
    // The command itself is the first field, and has no comma in it.
    try {
      return Double.parseDouble(fields[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException wrong) {
      throw new IOException("not a result of redis-benchmark: " + csv, wrong);
    }
  }
}
