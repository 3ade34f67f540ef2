// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says it when no seed can be reached, now and then until one can (Pekko goes on trying), and when
 * one that should be a member has a cluster of its own.
 */
final class SeedWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Set<MemberStatus> OUTSIDE = Set.of(MemberStatus.removed());
  private static final Logger LOG = LoggerFactory.getLogger(SeedWatch.class);

  private SeedWatch() {}

  static void start(ActorSystem<?> system, ClusterSettings settings) {
    watchStrangers(system, settings);
    if (settings.seeds().isEmpty()) {
      return;
    }
    AtomicReference<@Nullable Cancellable> timer = new AtomicReference<>();
    timer.set(
        system
            .scheduler()
            .scheduleAtFixedRate(
                PATIENCE,
                INTERVAL,
                () -> look(system, settings, timer),
                system.executionContext()));
  }

  private static void watchStrangers(ActorSystem<?> system, ClusterSettings settings) {
    Cluster cluster = Cluster.get(system);
    ActorRef _ =
        ((ExtendedActorSystem) Adapter.toClassic(system))
            .systemActorOf(
                StrangerWatch.props(
                    SeedNodes.of(settings, cluster.selfMember()),
                    StrangerWatch.INTERVAL,
                    SeedWatch::sayStranger),
                StrangerWatch.NAME);
  }

  private static void sayStranger(Address node) {
    LOG.warn(
        "{}:{} runs in another cluster than this node, though it is a seed or was a member: two"
            + " clusters serve the same keys. Stop the nodes whose data you can do without, and"
            + " start them with a node of the others as their seed",
        node.getHost().orElse(""),
        node.getPort().orElse(0));
  }

  private static void look(
      ActorSystem<?> system,
      ClusterSettings settings,
      AtomicReference<@Nullable Cancellable> timer) {
    if (OUTSIDE.contains(Cluster.get(system).selfMember().status())) {
      LOG.warn(
          "no node of tarn.node.seeds={} answers; trying again",
          String.join(",", settings.seeds()));
      return;
    }
    Cancellable self = timer.get();
    if (self != null) {
      self.cancel();
    }
  }
}
