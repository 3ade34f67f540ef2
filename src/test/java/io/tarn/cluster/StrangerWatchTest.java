// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two clusters of one name, which find each other. */
@Timeout(60)
class StrangerWatchTest {

  private static final Duration OFTEN = Duration.ofMillis(200);

  private final ActorSystem one = start();
  private final ActorSystem other = start();
  private final BlockingQueue<Address> seenByOne = new LinkedBlockingQueue<>();
  private final BlockingQueue<Address> seenByOther = new LinkedBlockingQueue<>();

  private static ActorSystem start() {
    ClusterSettings settings = ClusterSettings.of("127.0.0.1", 0, List.of());
    ActorSystem system =
        ActorSystem.create("tarn", PekkoConfig.of(settings, ConfigFactory.empty()));
    Cluster.get(system).join(Cluster.get(system).selfAddress());
    return system;
  }

  private static void watch(ActorSystem system, List<Address> seeds, BlockingQueue<Address> seen) {
    ActorRef _ =
        ((ExtendedActorSystem) system)
            .systemActorOf(StrangerWatch.props(seeds, OFTEN, seen::add), StrangerWatch.NAME);
  }

  private static Address address(ActorSystem system) {
    return Cluster.get(system).selfAddress();
  }

  @AfterEach
  void stop() throws Exception {
    for (ActorSystem system : List.of(one, other)) {
      system.terminate();
      var _ = system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aSeedThatFoundedAnotherCluster_isSeen_andSeesTheOther() throws Exception {
    watch(other, List.of(address(other)), seenByOther); // knows nobody but itself
    watch(one, List.of(address(one), address(other)), seenByOne);
    assertEquals(address(other), seenByOne.poll(30, TimeUnit.SECONDS));
    assertEquals(address(one), seenByOther.poll(30, TimeUnit.SECONDS));
  }
}
