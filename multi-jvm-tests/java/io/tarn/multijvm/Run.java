// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** A workload beside which something happens to the nodes, and what is asked of it afterwards. */
final class Run implements AutoCloseable {

  /** Load before anything happens, so that there is something to compare with. */
  static final Duration CALM = Duration.ofSeconds(3);

  /** When all keys must take writes again, whatever happened; targets are measured elsewhere. */
  static final Duration RECOVERY_LIMIT = Duration.ofSeconds(25);

  private final String name;
  private final ClusterUnderTest cluster;
  private final Workload workload;
  private Audit audit;

  private Run(String name, ClusterUnderTest cluster, Workload workload) {
    this.name = name;
    this.cluster = cluster;
    this.workload = workload;
  }

  /** Starts the load and lets it run for a while. */
  static Run start(String name, ClusterUnderTest cluster, Load load, Random random)
      throws Exception {
    Workload workload = Workload.start(load, cluster.endpoints(), random);
    Run run = new Run(name, cluster, workload);
    run.awaitWrites(System.nanoTime());
    Waiting.pause(CALM);
    return run;
  }

  Workload workload() {
    return workload;
  }

  /** Waits until each key has had a successful write that was sent after a time. */
  void awaitWrites(long since) throws Exception {
    Waiting.until(
        "all keys take writes",
        RECOVERY_LIMIT,
        () -> {
          long stuck = workload.stuckSince(since);
          return stuck == 0 ? "" : stuck + " of " + workload.subjects().size() + " keys do not";
        });
  }

  /** Stops the load and reads all keys, through each running node. */
  Audit finish() throws Exception {
    awaitWrites(System.nanoTime());
    workload.stop();
    System.out.println(name + ": problems " + Workload.byText(workload.problems()));
    for (Node node : cluster.running()) {
      audit = Audit.of(workload, node.resp());
      System.out.println(name + ": through " + node + ": " + audit.summary());
      assertEquals(List.of(), audit.wrong(), "through " + node);
    }
    return audit;
  }

  /** Nothing that was acknowledged with a replica's word is lost, and no reader saw less. */
  void assertNothingReplicatedIsLost() {
    assertTrue(audit.replicated() > 0, "WAIT never answered 1");
    assertEquals(List.of(), audit.lostReplicated());
    assertEquals(List.of(), workload.staleReads());
  }

  /** Nothing that was acknowledged is lost. */
  void assertNothingIsLost() {
    assertTrue(audit.acknowledged() > 0, "nothing was written");
    assertEquals(List.of(), audit.lost());
    assertEquals(List.of(), workload.staleReads());
  }

  /** Nobody was told of an error, of those that a predicate chooses. */
  void assertNoProblems(String whose, Predicate<Problem> chosen) {
    List<Problem> wrong = workload.problems().stream().filter(chosen).toList();
    assertEquals(List.of(), wrong, whose);
  }

  /** Prints how long keys had to wait. */
  void report(String what, long event) {
    Timeline all = new Timeline(workload, _ -> true);
    long end = System.nanoTime();
    System.out.printf(
        "%s: %s: all keys take writes after %.0f ms, longest stall %.0f ms, p99 before %.1f ms%n",
        name,
        what,
        all.recoveryMillis(event),
        all.longestStallMillis(event, end),
        Timeline.quantile(all.latencies(workload.began(), event), 0.99));
  }

  @Override
  public void close() {
    workload.close();
  }
}
