// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Everything that can happen to a node, one after the other, in an order from a seed. */
class MixtureIT {

  private enum Event {
    KILL,
    STOP,
    STALL,
    PARTITION,
    RESTART
  }

  private static final int EVENTS = 4;
  private static final Duration STALL = Duration.ofSeconds(1);

  @Test
  void mixture_losesNothingThatAReplicaHas() throws Exception {
    String obstacle = Network.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle);
    for (int round = 0; round < Seeds.ROUNDS; round++) {
      Random random = Seeds.of("MixtureIT", round);
      ClusterUnderTest.with(
          "mixture", Shape.of(3).withNamespaces(), cluster -> mixture(cluster, random));
    }
  }

  private static void mixture(ClusterUnderTest cluster, Random random) throws Exception {
    try (Run run = Run.start("mixture", cluster, Load.standard().replicated(), random)) {
      for (int i = 0; i < EVENTS; i++) {
        Node node = cluster.node(1 + random.nextInt(3));
        Event event = Event.values()[random.nextInt(Event.values().length)];
        long at = System.nanoTime();
        happen(cluster, run, node, event, Duration.ofMillis(500 + random.nextInt(6000)));
        run.awaitWrites(System.nanoTime());
        System.out.printf(
            "mixture: %s of %s, over after %d ms%n",
            event, node, (System.nanoTime() - at) / 1_000_000);
        cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
      }
      run.finish();
      run.assertNothingReplicatedIsLost();
    }
  }

  private static void happen(
      ClusterUnderTest cluster, Run run, Node node, Event event, Duration time) throws Exception {
    switch (event) {
      case KILL -> {
        node.process().kill();
        Waiting.pause(time);
        cluster.restart(node);
      }
      case STOP -> {
        node.process().suspend();
        Waiting.pause(time);
        node.process().resume();
      }
      case STALL -> {
        node.process().suspend();
        Waiting.pause(STALL);
        node.process().resume();
      }
      case PARTITION -> {
        cluster.cutOff(node);
        Waiting.pause(time);
        cluster.heal();
      }
      case RESTART -> {
        run.workload().leave(node.resp());
        Waiting.pause(STALL);
        node.process().terminate();
        cluster.restart(node);
        run.workload().comeBack(node.resp());
      }
    }
  }
}
