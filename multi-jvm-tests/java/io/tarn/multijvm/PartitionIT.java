// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network that breaks between one node and the two others, and heals. Clients reach all. */
class PartitionIT {

  private static final Duration CUT = Duration.ofSeconds(15);

  @BeforeEach
  void lookForNamespaces() throws InterruptedException {
    String obstacle = Network.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
  }

  @Test
  void partition_hasOneSideServe_andOneOwnerOfEachSlotAfterwards() throws Exception {
    for (int round = 0; round < Seeds.ROUNDS; round++) {
      Random random = Seeds.of("PartitionIT", round);
      ClusterUnderTest.with(
          "partition", Shape.of(3).withNamespaces(), cluster -> partition(cluster, random));
    }
  }

  private static void partition(ClusterUnderTest cluster, Random random) throws Exception {
    try (Run run = Run.start("partition", cluster, Load.standard().replicated(), random)) {
      Node lone = cluster.node(1 + random.nextInt(3));
      cluster.cutOff(lone);
      long event = System.nanoTime(); // what is sent from now on cannot reach it through the others
      run.awaitWrites(event);
      long served = System.nanoTime();
      Waiting.pause(CUT.minusNanos(served - event));
      cluster.heal();
      long healed = System.nanoTime();
      cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
      run.workload().comeBack(lone.resp());
      Waiting.pause(Run.CALM);
      run.finish();
      run.report("cut off " + lone, event);
      run.assertNothingReplicatedIsLost();

      // The first success of one of its keys through the others is when they had promoted.
      long promoted = promoted(run, lone, event);
      long late = 0;
      long lastAtLone = event;
      for (Subject subject : run.workload().subjects()) {
        for (Subject.Write write : subject.writes()) {
          if (write.isAcknowledged()
              && write.entry.equals(lone.resp())
              && write.answered - event > 0
              && write.answered - healed < 0) {
            lastAtLone = Math.max(lastAtLone, write.answered);
            late += write.answered - promoted > 0 ? 1 : 0;
          }
        }
      }
      System.out.printf(
          "partition: %s acknowledged until %d ms after the cut, the others promoted at %d ms%n",
          lone, (lastAtLone - event) / 1_000_000, (promoted - event) / 1_000_000);
      assertTrue(promoted - event > 0);
      assertEquals(0, late, "acknowledged by the minority after the majority had promoted");
    }
  }

  private static long promoted(Run run, Node lone, long event) {
    return run.workload().subjects().stream()
        .filter(subject -> subject.firstOwner().equals(lone.resp()))
        .flatMap(subject -> subject.writes().stream())
        .filter(write -> write.isAcknowledged() && !write.entry.equals(lone.resp()))
        .filter(write -> write.sent - event > 0)
        .mapToLong(write -> write.answered)
        .min()
        .orElseThrow();
  }
}
