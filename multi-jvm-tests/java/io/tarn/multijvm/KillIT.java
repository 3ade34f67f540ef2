// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that dies under load (SIGKILL). */
class KillIT {

  /* What is promised is 100 ms; the rest is for a machine that does other things, too. */
  private static final long ASYNC_LOSS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @Test
  void kill_losesNothingThatAReplicaHas_andAllSlotsTakeWritesAgain() throws Exception {
    for (int round = 0; round < Seeds.ROUNDS; round++) {
      Random random = Seeds.of("KillIT.replicated", round);
      ClusterUnderTest.with(
          "kill",
          Shape.of(3),
          cluster -> {
            try (Run run = Run.start("kill", cluster, Load.standard().replicated(), random)) {
              kill(cluster, run, cluster.node(1));
              kill(cluster, run, cluster.node(2 + random.nextInt(2)));
              run.finish();
              run.assertNothingReplicatedIsLost();
            }
          });
    }
  }

  /* Twice in a row: the oldest node, which places shards, and another; each comes back. */
  private static void kill(ClusterUnderTest cluster, Run run, Node victim) throws Exception {
    long event = System.nanoTime();
    victim.process().kill();
    run.awaitWrites(event);
    System.out.printf(
        "kill of %s: all keys took writes within %d ms%n",
        victim, (System.nanoTime() - event) / 1_000_000);
    cluster.restart(victim);
    cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
    run.workload().comeBack(victim.resp());
    Waiting.pause(Run.CALM);
  }

  @Test
  void kill_withoutWaiting_losesOnlyTheLatest_andOthersKeysHaveNoErrors() throws Exception {
    for (int round = 0; round < Seeds.ROUNDS; round++) {
      Random random = Seeds.of("KillIT.asynchronous", round);
      ClusterUnderTest.with(
          "kill-async",
          Shape.of(3),
          cluster -> {
            try (Run run = Run.start("kill-async", cluster, Load.standard(), random)) {
              Node victim = cluster.node(1 + random.nextInt(3));
              long event = System.nanoTime();
              victim.process().kill();
              long dead = System.nanoTime();
              run.awaitWrites(event);
              Waiting.pause(Duration.ofSeconds(1));
              Audit audit = run.finish();
              run.report("kill of " + victim, event);
              System.out.printf(
                  "kill-async: lost %d, the oldest %d ms before the kill%n",
                  audit.lost().size(), audit.oldestLossBefore(event) / 1_000_000);
              assertEquals(
                  List.of(), audit.inexcusable(victim.resp(), event - ASYNC_LOSS_NANOS, dead));
              Endpoint gone = victim.resp();
              run.assertNoProblems(
                  "keys of survivors through survivors",
                  problem -> !problem.entry().equals(gone) && !problem.firstOwner().equals(gone));
            }
          });
    }
  }
}
