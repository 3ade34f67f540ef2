// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What more nodes and more shards cost a node in knowing and in planning, without a cluster: run by
 * {@code bench/scale}, which prints a line for each size.
 */
class ScaleBench {

  private static final int REPLICAS = 1;
  private static final int[][] SIZES = {
    {3, 256},
    {10, 256},
    {100, 256},
    {3, 1024},
    {10, 1024},
    {100, 1024},
    {10, 4096},
    {100, 4096},
    {100, 16384}
  };
  private static final double NANOS_PER_MICRO = 1e3;

  /** Enough of them in a heap that what else it holds makes no difference. */
  private static final int ENOUGH_COPIES = 200_000;

  /* Not a test by its name. */
  @Test
  void table() {
    System.out.println(
        "| nodes | shards | a report, bytes | to write and read it, µs | to take it into the view, µs"
            + " | the view, KiB | to plan for one more node, ms |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int round = 0; round < 2; round++) {
      for (int[] size : SIZES) {
        String line = line(size[0], size[1]);
        if (round > 0) {
          System.out.println(line);
        }
      }
    }
  }

  private static String line(int nodes, int shards) {
    List<byte[]> reports = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      reports.add(report(node, nodes, shards, 0).encode());
    }
    int views = Math.max(1, ENOUGH_COPIES / ((1 + REPLICAS) * shards));
    List<ClusterView> held = new ArrayList<>();
    long before = used();
    for (int i = 0; i < views; i++) {
      ClusterView view = new ClusterView(shards, (shard, leader) -> {});
      for (int node = 0; node < nodes; node++) {
        byte[] bytes = reports.get(node);
        view.reported(node, NodeReport.decode(bytes, 0, bytes.length));
      }
      held.add(view);
    }
    double kib = (used() - before) / 1024.0 / views;
    ClusterView view = held.get(0);
    NodeReport even = report(0, nodes, shards, 2);
    NodeReport odd = report(0, nodes, shards, 1);
    double codec = microseconds(() -> codec(even));
    double taken =
        microseconds(
                () -> {
                  view.reported(0, odd);
                  view.reported(0, even);
                })
            / 2;
    double plan = microseconds(() -> plan(nodes, shards)) / 1e3;
    return String.format(
        Locale.ROOT,
        "| %d | %d | %d | %.0f | %.0f | %.0f | %.1f |",
        nodes,
        shards,
        reports.get(0).length,
        codec,
        taken,
        kib,
        plan);
  }

  private static int codec(NodeReport report) {
    byte[] bytes = report.encode();
    return NodeReport.decode(bytes, 0, bytes.length).copies().size();
  }

  private static NodeReport report(int node, int nodes, int shards, long position) {
    List<HeldCopy> copies = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      if (shard % nodes == node) {
        copies.add(new HeldCopy(shard, HeldCopy.Role.LEADER, 0, 65_537, position, true));
      } else if ((shard + 1 + shard / nodes % (nodes - 1)) % nodes == node) {
        copies.add(new HeldCopy(shard, HeldCopy.Role.FOLLOWER, 1, 65_537, position, true));
      }
    }
    return new NodeReport("0".repeat(36) + node, "h", 1, 2, 1.0, true, false, copies);
  }

  private static Plan plan(int nodes, int shards) {
    Map<String, Holder> holders = new TreeMap<>();
    for (int node = 0; node <= nodes; node++) {
      holders.put(name(node), new Holder(name(node), 1, Holder.State.UP));
    }
    Map<Copy, String> allocation = new TreeMap<>();
    Map<Integer, List<Holding>> holdings = new HashMap<>();
    for (int shard = 0; shard < shards; shard++) {
      int leader = shard % nodes;
      int follower = (shard + 1 + shard / nodes % (nodes - 1)) % nodes;
      allocation.put(Copy.primary(shard), name(leader));
      allocation.put(new Copy(shard, 1), name(follower));
      holdings.put(
          shard,
          List.of(
              new Holding(name(leader), true, true, 1, 1),
              new Holding(name(follower), true, true, 1, 1)));
    }
    return Rebalance.plan(
        new Snapshot(shards, REPLICAS, holders, allocation, holdings), MoveLimits.DEFAULT);
  }

  private static String name(int node) {
    return "node" + node + ":2551";
  }

  private static double microseconds(Runnable work) {
    int times = 0;
    long began = System.nanoTime();
    long taken;
    do {
      work.run();
      times++;
      taken = System.nanoTime() - began;
    } while (taken < 300_000_000L);
    return taken / NANOS_PER_MICRO / times;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
