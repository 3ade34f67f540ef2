// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Nodes that join and leave in good order, under load. Clients leave a node before it stops, as
 * they do who follow the owners of slots: what is sent in the moment in which a connection is
 * closed, nobody can answer.
 */
class ComeAndGoIT {

  private static final int PATIENCE_MILLIS = 12_000;

  @Test
  void fourthNode_joinsAndLeaves_withoutAnError() throws Exception {
    Random random = Seeds.of("ComeAndGoIT.fourth", 0);
    ClusterUnderTest.with(
        "fourth",
        Shape.of(3),
        cluster -> {
          try (Run run =
              Run.start("fourth", cluster, Load.standard().patient(PATIENCE_MILLIS), random)) {
            long event = System.nanoTime();
            Node fourth = cluster.join();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            Waiting.pause(Run.CALM);
            assertEquals(0, fourth.process().terminate());
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            run.finish();
            run.report("join and leave", event);
            run.assertNothingIsLost();
            run.assertNoProblems("anybody", _ -> true);
          }
        });
  }

  @Test
  void rollingRestart_losesNothing_withoutAnError() throws Exception {
    Random random = Seeds.of("ComeAndGoIT.rolling", 0);
    ClusterUnderTest.with(
        "rolling",
        Shape.of(3),
        cluster -> {
          try (Run run =
              Run.start("rolling", cluster, Load.standard().patient(PATIENCE_MILLIS), random)) {
            long event = System.nanoTime();
            for (Node node : cluster.nodes()) {
              run.workload().leave(node.resp());
              Waiting.pause(Run.CALM.dividedBy(3));
              assertEquals(0, node.process().terminate(), node::toString);
              cluster.restart(node);
              cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
              run.workload().comeBack(node.resp());
            }
            run.finish();
            run.report("rolling restart", event);
            run.assertNothingIsLost();
            run.assertNoProblems("anybody", _ -> true);
          }
        });
  }
}
