// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** How long slots take no writes when a node is lost, what is lost, and what others notice. */
final class FailoverTargets {

  /** How a node is lost. */
  enum Loss {
    KILL,
    SILENCE
  }

  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Random random;
  private final List<Double> recoveries = new ArrayList<>();
  private final List<Double> calms = new ArrayList<>();
  private final List<Double> slowdowns = new ArrayList<>();
  private final List<Double> rates = new ArrayList<>();
  private int othersProblems;
  private int acknowledged;
  private int replicated;
  private int lost;
  private int lostReplicated;
  private int wrong;
  private double oldestLossMillis;

  FailoverTargets(Random random) {
    this.random = random;
  }

  /** Loses nodes, the oldest every other time, and gives the figures. */
  static void measure(TargetRows rows, Loss loss, Load load, int times, Random random)
      throws Exception {
    FailoverTargets figures = new FailoverTargets(random);
    String name = "targets-" + loss.name().toLowerCase(Locale.ROOT);
    ClusterUnderTest.with(
        name,
        Shape.of(3).withLauncher(),
        cluster -> {
          warmUp(cluster);
          for (int i = 0; i < times; i++) {
            Node victim = i % 2 == 0 ? oldest(cluster) : cluster.node(1 + random.nextInt(3));
            figures.lose(cluster, victim, loss, load);
          }
        });
    figures.report(rows, loss, load);
  }

  /* Calm is what later is compared with, and a JVM that compiles is not calm. */
  private static void warmUp(ClusterUnderTest cluster) throws Exception {
    try (BusyLoad busy = BusyLoad.start(cluster.endpoints())) {
      Waiting.pause(WARM_UP);
      busy.assertRuns();
    }
    flush(cluster);
  }

  private static void flush(ClusterUnderTest cluster) throws IOException {
    Wire.ask(cluster.node(1).resp(), (int) TimeUnit.SECONDS.toMillis(20), "FLUSHALL");
  }

  /* The one that has run longest. */
  private static Node oldest(ClusterUnderTest cluster) {
    return cluster.nodes().stream().min(Comparator.comparingLong(Node::startedAt)).orElseThrow();
  }

  private void lose(ClusterUnderTest cluster, Node victim, Loss loss, Load load) throws Exception {
    List<Endpoint> survivors =
        cluster.nodes().stream().filter(node -> node != victim).map(Node::resp).toList();
    try (Run run = Run.start("targets", cluster, load, random);
        Probes probes = Probes.start(victim.resp(), survivors)) {
      Waiting.pause(Duration.ofNanos(WARM_NANOS + WINDOW_NANOS));
      long event = System.nanoTime();
      switch (loss) {
        case KILL -> victim.process().kill();
        case SILENCE -> victim.process().suspend();
      }
      long lost = System.nanoTime();
      awaitRecovery(probes, lost);
      Waiting.pause(Duration.ofNanos(Math.max(0, event + WINDOW_NANOS - System.nanoTime())));
      probes.stop();
      add(probes, event, lost);
      run.awaitWrites(lost);
      switch (loss) {
        case KILL -> cluster.restart(victim);
        case SILENCE -> victim.process().resume();
      }
      cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
      run.workload().stop();
      add(run.workload(), victim.resp(), event);
      add(Audit.of(run.workload(), cluster.node(1).resp()), event);
    }
    flush(cluster);
  }

  private static void awaitRecovery(Probes probes, long lost) throws Exception {
    Waiting.until(
        "each shard takes writes through each node",
        Run.RECOVERY_LIMIT,
        () -> {
          long stuck = probes.stuckSince(lost);
          return stuck == 0 ? "" : stuck + " probes do not succeed";
        });
  }

  private void add(Probes probes, long event, long lost) {
    recoveries.add(probes.recoveryMillis(event, lost));
    double[] before = probes.othersMillis(event - WINDOW_NANOS, event);
    double[] after = probes.othersMillis(event, event + WINDOW_NANOS);
    double calm = Timeline.quantile(before, 0.99);
    double meanwhile = Timeline.quantile(after, 0.99);
    calms.add(calm);
    slowdowns.add(meanwhile / calm);
    List<String> errors = probes.othersErrors(event);
    othersProblems += errors.size();
    System.out.printf(
        "recovery %.0f ms; survivors' shards: p99 %.2f ms of %d before, %.2f ms of %d after, %s%n",
        recoveries.getLast(), calm, before.length, meanwhile, after.length, errors);
  }

  /* Writes through survivors to survivors' keys: what came through the lost node is not theirs. */
  private void add(Workload workload, Endpoint dead, long event) {
    long before =
        workload.subjects().stream()
            .flatMap(subject -> subject.writes().stream())
            .filter(write -> write.isAcknowledged() && write.answered - event < 0)
            .count();
    double rate = before / ((event - workload.began()) / 1e9);
    rates.add(rate);
    List<Problem> problems =
        workload.problems().stream()
            .filter(problem -> !problem.entry().equals(dead) && !problem.firstOwner().equals(dead))
            .filter(problem -> problem.at() - event < WINDOW_NANOS)
            .toList();
    othersProblems += problems.size();
    System.out.printf("load: %.0f writes a second before%n", rate);
    System.out.println("problems: " + Workload.byText(workload.problems()));
    System.out.println("of survivors' keys through survivors: " + Workload.byText(problems));
  }

  private void add(Audit audit, long event) {
    System.out.println("audit: " + audit.summary());
    acknowledged += audit.acknowledged();
    replicated += audit.replicated();
    lost += audit.lost().size();
    lostReplicated += audit.lostReplicated().size();
    wrong += audit.wrong().size();
    oldestLossMillis = Math.max(oldestLossMillis, audit.oldestLossBefore(event) / NANOS_PER_MILLI);
  }

  private void report(TargetRows rows, Loss loss, Load load) {
    String what = loss == Loss.KILL ? "SIGKILL" : "SIGSTOP";
    String mode = load.waits() ? ", WAIT 1" : ", asynchronous";
    rows.spread(
        what + mode + ": until every shard takes writes again",
        recoveries,
        loss == Loss.KILL ? 1500 : 4000,
        loss == Loss.KILL ? 3000 : 6000);
    rows.atMost(what + mode + ": errors of survivors' slots", "", othersProblems, 0);
    double worst = slowdowns.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    rows.atMost(what + mode + ": p99 of survivors' slots against calm, worst", "×", worst, 3);
    rows.note(
        what + mode + ": p99 of survivors' slots in calm, median",
        TargetRows.figure(TargetRows.median(calms)) + " ms");
    rows.note(
        what + mode + ": load before, median",
        TargetRows.figure(TargetRows.median(rates)) + " writes a second");
    rows.note(
        what + mode + ": writes", acknowledged + " acknowledged, " + replicated + " replicated");
    if (load.waits()) {
      rows.atMost(
          what + ": replicated writes lost", "", replicated == 0 ? Double.NaN : lostReplicated, 0);
    } else {
      rows.note(what + ": asynchronous writes lost", "" + lost);
      rows.atMost(what + ": age of the oldest lost one", "ms", oldestLossMillis, 100);
    }
    rows.atMost(what + mode + ": wrong values", "", wrong, 0);
  }
}
