// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says it when no seed can be reached, now and then until one can. Pekko goes on trying. */
final class SeedWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final Set<MemberStatus> OUTSIDE = Set.of(MemberStatus.removed());
  private static final Logger LOG = LoggerFactory.getLogger(SeedWatch.class);

  private SeedWatch() {}

  static void start(ActorSystem<?> system, ClusterSettings settings) {
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
