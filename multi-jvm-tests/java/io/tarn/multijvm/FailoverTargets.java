// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

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

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final double NANOS_PER_MILLI = 1e6;

  private final Random random;
  private final List<Double> recoveries = new ArrayList<>();
  private final List<Double> slowdowns = new ArrayList<>();
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
          for (int i = 0; i < times; i++) {
            Node victim = i % 2 == 0 ? oldest(cluster) : cluster.node(1 + random.nextInt(3));
            figures.lose(cluster, victim, loss, load);
          }
        });
    figures.report(rows, loss, load);
  }

  /* The one that has run longest. */
  private static Node oldest(ClusterUnderTest cluster) {
    return cluster.nodes().stream().min(Comparator.comparingLong(Node::startedAt)).orElseThrow();
  }

  private void lose(ClusterUnderTest cluster, Node victim, Loss loss, Load load) throws Exception {
    try (Run run = Run.start("targets", cluster, load, random)) {
      long event = System.nanoTime();
      switch (loss) {
        case KILL -> victim.process().kill();
        case SILENCE -> victim.process().suspend();
      }
      run.awaitWrites(event);
      Waiting.pause(Duration.ofNanos(WINDOW_NANOS));
      switch (loss) {
        case KILL -> cluster.restart(victim);
        case SILENCE -> victim.process().resume();
      }
      cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
      run.workload().stop();
      add(run.workload(), victim.resp(), event);
      add(Audit.of(run.workload(), cluster.node(1).resp()), event);
    }
    Wire.ask(cluster.node(1).resp(), (int) TimeUnit.SECONDS.toMillis(20), "FLUSHALL");
  }

  private void add(Workload workload, Endpoint dead, long event) {
    recoveries.add(new Timeline(workload, _ -> true).recoveryMillis(event));
    Timeline others = new Timeline(workload, subject -> !subject.firstOwner().equals(dead));
    double before = p99(others, dead, event - WINDOW_NANOS, event);
    double after = p99(others, dead, event, event + WINDOW_NANOS);
    slowdowns.add(after / before);
    System.out.printf("survivors' keys: p99 %.2f ms before, %.2f ms after%n", before, after);
    List<Problem> problems =
        workload.problems().stream()
            .filter(problem -> !problem.entry().equals(dead) && !problem.firstOwner().equals(dead))
            .filter(problem -> problem.at() - event < WINDOW_NANOS)
            .toList();
    othersProblems += problems.size();
    System.out.println("problems: " + Workload.byText(workload.problems()));
    System.out.println("of survivors' keys through survivors: " + Workload.byText(problems));
  }

  /* Of writes through survivors: what came through the lost node is not theirs. */
  private static double p99(Timeline others, Endpoint dead, long from, long to) {
    return Timeline.quantile(others.latenciesBesides(dead, from, to), 0.99);
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
