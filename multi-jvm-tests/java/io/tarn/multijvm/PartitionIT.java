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
    // What waits for replicas hardly writes to the minority; what does not, does until its end.
    try (Run run = Run.start("partition", cluster, Load.standard(), random);
        Run waiting = Run.start("waiting", cluster, Load.standard().replicated(), random)) {
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
      waiting.workload().comeBack(lone.resp());
      Waiting.pause(Run.CALM);
      run.finish();
      run.report("cut off " + lone, event);
      waiting.finish();
      waiting.assertNothingReplicatedIsLost();

      Partition seen = Partition.of(run.workload(), lone.resp(), event, healed);
      System.out.println("partition: " + lone + ": " + seen);
      assertTrue(seen.promotedMillis() > 0, seen::toString);
      assertTrue(seen.lastAloneMillis() > 0, "the minority answered nothing: " + seen);
      assertEquals(0, seen.late(), "acknowledged by the minority after the majority had promoted");
    }
  }
}
