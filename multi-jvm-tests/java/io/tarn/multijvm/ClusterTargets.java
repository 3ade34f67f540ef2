// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tarn.node.bench.rig.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * {@code bench/cluster}: the figures that are asked of three nodes. Not a test by its name, since
 * it takes half an hour; it fails when a part could not be measured, not when a target is missed.
 */
class ClusterTargets {

  private interface Part {
    void measure(TargetRows rows) throws Exception;
  }

  private static final boolean TINY = Boolean.getBoolean("tarn.targets.tiny");
  private static final int LOSSES = Integer.getInteger("tarn.targets.losses", TINY ? 1 : 10);
  private static final int STALL_SECONDS =
      Integer.getInteger("tarn.targets.stalls", TINY ? 5 : 600);
  private static final int CUT_SECONDS = Integer.getInteger("tarn.targets.cut", TINY ? 8 : 30);
  private static final String ONLY = System.getProperty("tarn.targets.only", "");
  private static final String OUTPUT = System.getProperty("tarn.targets.output", "");

  private final TargetRows rows = new TargetRows();

  @Test
  void table() throws Exception {
    Random random = Seeds.of("ClusterTargets", 0);
    ThroughputTargets throughput = new ThroughputTargets(TINY ? 20_000 : 1_000_000, TINY ? 1 : 3);
    Load load = Load.standard();
    part("touch", throughput::firstTouch);
    part("kill", out -> lose(out, FailoverTargets.Loss.KILL, load, random));
    part("kill-wait", out -> lose(out, FailoverTargets.Loss.KILL, load.replicated(), random));
    part("silence", out -> lose(out, FailoverTargets.Loss.SILENCE, load, random));
    part("join", out -> MoveTargets.joinAndLeave(out, random));
    part("rolling", out -> MoveTargets.rollingRestart(out, random));
    String obstacle = Network.obstacle();
    if (obstacle.isEmpty()) {
      Duration cut = Duration.ofSeconds(CUT_SECONDS);
      part("partition", out -> MoveTargets.partition(out, cut, random));
    } else {
      rows.note("partition", "not measured: " + obstacle);
    }
    part("forwarded", throughput::forwarded);
    part("replication", throughput::replication);
    part("stalls", out -> MoveTargets.stalls(out, Duration.ofSeconds(STALL_SECONDS), random));
    assertFalse(rows.hasFailures(), "a part could not be measured");
  }

  private static void lose(TargetRows rows, FailoverTargets.Loss loss, Load load, Random random)
      throws Exception {
    FailoverTargets.measure(rows, loss, load, LOSSES, random);
  }

  /* The page is written after each part: all of them take half an hour. */
  private void part(String name, Part part) throws IOException {
    if (!ONLY.isEmpty() && !List.of(ONLY.split(",")).contains(name)) {
      return;
    }
    System.out.println("==== " + name);
    try {
      part.measure(rows);
    } catch (Exception | AssertionError failed) {
      System.out.println(name + " failed: " + failed);
      rows.failed(name, failed.toString());
    }
    System.out.println(rows.markdown());
    if (!OUTPUT.isEmpty()) {
      Files.writeString(Path.of(OUTPUT), page());
    }
  }

  private String page() {
    List<String> options = new ArrayList<>();
    options.add("--losses " + LOSSES);
    options.add("--stalls " + STALL_SECONDS);
    return Page.of(
        "Many nodes",
        "bench/cluster",
        String.join(" ", options),
        List.of("three nodes, replicas 1, all of them and the clients on this machine"),
        String.format(
            Locale.ROOT,
            """
            %s
            Load: %d keys in each of the 256 shards, each written by one client some times a second, through every node.
            "Until every shard takes writes again" is seen by further, light writes: of each shard of the lost node a key through each other
            node, one request at a time on a connection of its own, a shard every 20 ms; what is not answered in half a second is sent again.
            It ends when the last of them has had a success that was sent after the loss. The same for other shards gives their p99.
            A stall is the time from a key's first try to its success, with a client's time limit of %d ms. Lost writes are found by reading all
            keys: lists show each loss. Forwarding: the node that clients talk to has a core for itself; the other nodes and the clients share the second.
            """,
            rows.markdown(),
            Load.standard().keysPerShard(),
            MoveTargets.PATIENCE_MILLIS));
  }
}
