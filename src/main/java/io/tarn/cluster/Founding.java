// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.fencing.PortKnock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/**
 * Has the first seed found the cluster soon when the other seeds are certainly not running: when
 * their machines refuse connections to their ports for {@link #REFUSED_NANOS}. Otherwise Pekko
 * waits for their answers, for {@code seed-node-timeout}, which is long: a first seed that restarts
 * while the others are only slow to answer must not found a second cluster.
 */
final class Founding {

  /** For so long all other seeds must have been refused. */
  static final long REFUSED_NANOS = 2_000_000_000L;

  private static final Duration KNOCK_LIMIT = Duration.ofMillis(300);
  private static final long INTERVAL_NANOS = 200_000_000L;

  private final List<Address> others;
  private final Predicate<Address> refused;
  private final LongSupplier clock;

  /**
   * Creates it.
   *
   * @param others the other seeds
   * @param refused true when a connection to an address is refused; may block for a while
   */
  Founding(List<Address> others, Predicate<Address> refused, LongSupplier clock) {
    this.others = others;
    this.refused = refused;
    this.clock = clock;
  }

  /** Begins, if this node is the first of several seeds. */
  static void start(ActorSystem<?> system, ClusterSettings settings) {
    Cluster cluster = Cluster.get(system);
    Address self = cluster.selfMember().address();
    List<Address> seeds = SeedNodes.of(settings, cluster.selfMember());
    if (seeds.size() < 2 || !seeds.get(0).equals(self)) {
      return;
    }
    Founding founding =
        new Founding(
            seeds.stream().filter(seed -> !seed.equals(self)).toList(),
            Founding::isRefused,
            System::nanoTime);
    BooleanSupplier waiting =
        () ->
            !system.getWhenTerminated().toCompletableFuture().isDone()
                && cluster.selfMember().status() == MemberStatus.removed();
    Thread.ofPlatform()
        .name("tarn-founding")
        .daemon()
        .start(
            () -> {
              if (founding.await(waiting, () -> LockSupport.parkNanos(INTERVAL_NANOS))) {
                cluster.manager().tell(new Join(self));
              }
            });
  }

  /**
   * Knocks until all others have been refused for long enough.
   *
   * @param waiting false when it does not matter any more
   * @param pause waits a little
   * @return true when the cluster is to be founded
   */
  boolean await(BooleanSupplier waiting, Runnable pause) {
    long since = clock.getAsLong();
    while (waiting.getAsBoolean()) {
      if (!others.stream().allMatch(refused)) {
        since = clock.getAsLong();
      } else if (clock.getAsLong() - since >= REFUSED_NANOS) {
        return waiting.getAsBoolean();
      }
      pause.run();
    }
    return false;
  }

  private static boolean isRefused(Address seed) {
    return PortKnock.at(seed.getHost().orElseThrow(), seed.getPort().orElseThrow(), KNOCK_LIMIT)
        == PortKnock.Answer.REFUSED;
  }
}
