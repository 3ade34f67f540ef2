// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A process that stands still for a while (SIGSTOP), and goes on as if nothing had happened. */
class SilenceIT {

  private static final Duration LONG = Duration.ofSeconds(8);
  private static final Duration STALL = Duration.ofSeconds(1);
  private static final int STALLS = 6;

  /** What a node prints that starts anew since the others went on without it. */
  private static final String STARTS_ANEW = "go on without this one";

  @Test
  void silence_losesNothing_andTheOldPrimaryAcknowledgesNothingMore() throws Exception {
    Random random = Seeds.of("SilenceIT.stop", 0);
    ClusterUnderTest.with(
        "silence",
        Shape.of(3),
        cluster -> {
          try (Run run = Run.start("silence", cluster, Load.standard().replicated(), random)) {
            Node victim = cluster.node(1 + random.nextInt(3));
            long event = System.nanoTime();
            victim.process().suspend();
            Waiting.pause(LONG);
            run.awaitWrites(event);
            victim.process().resume();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            Waiting.pause(Run.CALM);
            run.finish();
            run.report("SIGSTOP of " + victim, event);
            run.assertNothingReplicatedIsLost();
          }
        });
  }

  @Test
  void stallsOfASecond_haveNobodyRemoved() throws Exception {
    Random random = Seeds.of("SilenceIT.stalls", 0);
    ClusterUnderTest.with(
        "stalls",
        Shape.of(3),
        cluster -> {
          try (Run run = Run.start("stalls", cluster, Load.standard().patient(10_000), random)) {
            for (int i = 0; i < STALLS * Seeds.ROUNDS; i++) {
              Node node = cluster.node(1 + random.nextInt(3));
              node.process().suspend();
              Waiting.pause(STALL);
              node.process().resume();
              Waiting.pause(STALL);
            }
            run.finish();
            run.assertNothingIsLost();
            for (Node node : cluster.nodes()) {
              assertEquals(0, NodeProcess.count(node.log(), STARTS_ANEW), node::toString);
            }
            assertEquals("", SlotMap.flaw(cluster.nodes(), 1));
          }
        });
  }
}
