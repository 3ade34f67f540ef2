// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** What is noticed of nodes that come, go, start again, stand still or are cut off. */
final class MoveTargets {

  /** How long clients wait for an answer while nodes come and go: longer than Tarn lets them. */
  static final int PATIENCE_MILLIS = 12_000;

  private static final Duration STALL = Duration.ofSeconds(1);
  private static final String STARTS_ANEW = "go on without this one";

  private MoveTargets() {}

  private static Load load() {
    return Load.standard().patient(PATIENCE_MILLIS);
  }

  static void joinAndLeave(TargetRows rows, Random random) throws Exception {
    ClusterUnderTest.with(
        "targets-join",
        Shape.of(3).withLauncher(),
        cluster -> {
          try (Run run = Run.start("targets", cluster, load(), random)) {
            long event = System.nanoTime();
            Node fourth = cluster.join();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            long joined = System.nanoTime();
            Waiting.pause(Run.CALM);
            int most = spread(cluster);
            long leaving = System.nanoTime();
            int status = fourth.process().terminate();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            run.workload().stop();
            Timeline all = new Timeline(run.workload(), _ -> true);
            rows.note(
                "longest stall in calm, before",
                TargetRows.figure(all.longestStallMillis(run.workload().began(), event)) + " ms");
            rows.atMost(
                "a fourth node joins: longest stall",
                "ms",
                all.longestStallMillis(event, joined),
                100);
            rows.atMost(
                "it leaves: longest stall",
                "ms",
                all.longestStallMillis(leaving, System.nanoTime()),
                100);
            rows.atMost("balance after the join: shards between most and least", "", most, 1);
            rows.atMost("exit status of the one that left", "", status, 0);
            verdict(rows, "join and leave", cluster, run);
          }
        });
  }

  private static int spread(ClusterUnderTest cluster) throws Exception {
    Collection<Integer> counts = SlotMap.ask(cluster.node(1).resp()).shards().values();
    return counts.stream().mapToInt(Integer::intValue).max().orElse(0)
        - counts.stream().mapToInt(Integer::intValue).min().orElse(0);
  }

  private static void verdict(TargetRows rows, String what, ClusterUnderTest cluster, Run run)
      throws Exception {
    Audit audit = Audit.of(run.workload(), cluster.running().getFirst().resp());
    List<Problem> problems = run.workload().problems();
    System.out.println(what + ": " + audit.summary() + " " + Workload.byText(problems));
    rows.atMost(what + ": errors", "", problems.size(), 0);
    rows.atMost(what + ": writes lost of " + audit.acknowledged(), "", audit.lost().size(), 0);
    rows.atMost(what + ": wrong values", "", audit.wrong().size(), 0);
  }

  static void rollingRestart(TargetRows rows, Random random) throws Exception {
    ClusterUnderTest.with(
        "targets-rolling",
        Shape.of(3).withLauncher(),
        cluster -> {
          try (Run run = Run.start("targets", cluster, load(), random)) {
            for (Node node : cluster.nodes()) {
              run.workload().leave(node.resp());
              Waiting.pause(STALL);
              node.process().terminate();
              cluster.restart(node);
              cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
              run.workload().comeBack(node.resp());
            }
            run.workload().stop();
            verdict(rows, "rolling restart", cluster, run);
          }
        });
  }

  static void partition(TargetRows rows, Duration cut, Random random) throws Exception {
    ClusterUnderTest.with(
        "targets-partition",
        Shape.of(3).withNamespaces().withLauncher(),
        cluster -> {
          // What waits for replicas hardly writes to the minority; what does not, does until its
          // end.
          try (Run run = Run.start("targets", cluster, Load.standard(), random);
              Run waiting = Run.start("targets", cluster, Load.standard().replicated(), random)) {
            Node lone = cluster.node(1 + random.nextInt(3));
            cluster.cutOff(lone);
            long event = System.nanoTime(); // no request sent from now on crosses the cut
            Waiting.pause(cut);
            run.awaitWrites(event);
            cluster.heal();
            long healed = System.nanoTime();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            Waiting.pause(Run.CALM);
            run.workload().stop();
            waiting.workload().stop();
            Audit audit = Audit.of(waiting.workload(), lone.resp());
            Audit asynchronous = Audit.of(run.workload(), lone.resp());
            Partition seen = Partition.of(run.workload(), lone.resp(), event, healed);
            if (seen.promotedMillis() < 0 || seen.lastAloneMillis() == 0) {
              throw new IOException(
                  "the cut had no effect, or the minority answered nothing: " + seen);
            }
            rows.note("partition: the majority had promoted after", seen.promotedMillis() + " ms");
            rows.note(
                "partition: the minority's last answer after", seen.lastAloneMillis() + " ms");
            rows.atMost("partition: acknowledged by the minority afterwards", "", seen.late(), 0);
            rows.atMost(
                "partition: replicated writes lost of " + audit.replicated(),
                "",
                audit.lostReplicated().size(),
                0);
            rows.atMost("partition: shards with another owner elsewhere", "", strays(cluster), 0);
            rows.note(
                "partition: asynchronous writes lost",
                asynchronous.lost().size() + " of " + asynchronous.acknowledged());
            rows.atMost(
                "partition: wrong values",
                "",
                audit.wrong().size() + asynchronous.wrong().size(),
                0);
          }
        });
  }

  private static int strays(ClusterUnderTest cluster) throws IOException {
    SlotMap first = SlotMap.ask(cluster.node(1).resp());
    int strays = 0;
    for (Node node : cluster.nodes()) {
      strays += first.differences(SlotMap.ask(node.resp()));
    }
    return strays;
  }

  /** Nodes that stand still for a second now and then, while everybody works. */
  static void stalls(TargetRows rows, Duration time, Random random) throws Exception {
    ClusterUnderTest.with(
        "targets-stalls",
        Shape.of(3).withLauncher(),
        cluster -> {
          try (BusyLoad busy = BusyLoad.start(cluster.endpoints());
              Run run = Run.start("targets", cluster, load(), random)) {
            long end = System.nanoTime() + time.toNanos();
            int stalls = 0;
            while (System.nanoTime() < end) {
              Node node = cluster.node(1 + random.nextInt(3));
              node.process().suspend();
              Waiting.pause(STALL);
              node.process().resume();
              Waiting.pause(STALL.multipliedBy(1 + random.nextInt(3)));
              stalls++;
            }
            busy.assertRuns();
            busy.end();
            run.workload().stop();
            long removed = 0;
            for (Node node : cluster.nodes()) {
              removed += NodeProcess.count(node.log(), STARTS_ANEW);
            }
            rows.atMost(
                "nodes removed wrongly in "
                    + time.toSeconds()
                    + " s of full load with "
                    + stalls
                    + " stalls of 1 s",
                "",
                removed,
                0);
            List<Problem> problems = run.workload().problems();
            rows.note(
                "stalls: errors meanwhile", problems.size() + " " + Workload.byText(problems));
            Audit audit = Audit.of(run.workload(), cluster.node(1).resp());
            rows.atMost("stalls: wrong values", "", audit.wrong().size(), 0);
            if (removed == 0) {
              rows.atMost(
                  "stalls: writes lost of " + audit.acknowledged(), "", audit.lost().size(), 0);
            }
          }
        });
  }
}
