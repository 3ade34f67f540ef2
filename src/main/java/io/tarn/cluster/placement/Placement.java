// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a copy goes that is nowhere. A pure function of a {@link Snapshot}.
 *
 * <p>A primary goes where its data is. In this order:
 *
 * <ol>
 *   <li>of the nodes with a complete copy of the highest epoch: to the one in sync that the plan
 *       has named; else to the one in sync that is furthest; with equal positions to the one that
 *       has fewest primaries for its weight. If all in sync are unreachable, nowhere: they come
 *       back or are downed, and then this is asked again;
 *   <li>to the furthest of that epoch that was not in sync. What it lacks is lost, as asynchronous
 *       replication has it;
 *   <li>if nobody has a complete copy, where the balance wants it.
 * </ol>
 *
 * <p>The first two may be a node that leaves, when no other has the data, and may already hold a
 * replica of the shard: {@link Rebalance} then moves that away.
 *
 * <p>A replica never goes to a node that has a copy of the shard, nor to one that leaves. It goes
 * to the node that the plan has named; else to one that has an old copy, and so needs no
 * checkpoint; else where the balance wants it. While the primary is nowhere but its data is
 * somewhere, replicas wait, so that they do not take the primary's place.
 */
public final class Placement {

  private static final Comparator<Holding> BEST =
      Comparator.comparingLong(Holding::epoch).thenComparingLong(Holding::position);

  private final Snapshot snapshot;
  private final Tally tally;

  private Placement(Snapshot snapshot, Tally tally) {
    this.snapshot = snapshot;
    this.tally = tally;
  }

  /** Returns the decisions for a snapshot. */
  public static Placement of(Snapshot snapshot) {
    return new Placement(snapshot, new Tally(snapshot));
  }

  /** As the other, on an allocation that is being changed. */
  static Placement of(Snapshot snapshot, Tally tally) {
    return new Placement(snapshot, tally);
  }

  /**
   * Returns the node for a copy that is nowhere, or empty for nowhere now.
   *
   * @param planned where {@link Rebalance} wanted to move it, or null
   */
  public Optional<String> allocate(Copy copy, @Nullable String planned) {
    return Optional.ofNullable(
        copy.isPrimary() ? primary(copy.shard(), planned) : replica(copy.shard(), planned));
  }

  private @Nullable String primary(int shard, @Nullable String planned) {
    List<Holding> complete =
        snapshot.holdings(shard).stream().filter(h -> h.complete() && isKnown(h.node())).toList();
    if (complete.isEmpty()) {
      return primaryByBalance(shard);
    }
    long newest = complete.stream().mapToLong(Holding::epoch).max().orElseThrow();
    Comparator<Holding> order =
        Comparator.comparing(Holding::inSync)
            .thenComparing(h -> isThere(h.node()))
            .thenComparing(h -> snapshot.isUp(h.node()))
            .thenComparing(h -> h.inSync() && h.node().equals(planned) && snapshot.isUp(h.node()))
            .thenComparing(Holding::position)
            .thenComparing(h -> -tally.primarySurplus(h.node()))
            .thenComparing(Holding::node, Comparator.reverseOrder());
    String node =
        complete.stream().filter(h -> h.epoch() == newest).max(order).orElseThrow().node();
    return isThere(node) ? node : null;
  }

  private boolean isKnown(String node) {
    Holder holder = snapshot.holders().get(node);
    return holder != null && holder.state() != Holder.State.DOWN;
  }

  private boolean isThere(String node) {
    Holder holder = snapshot.holders().get(node);
    return holder != null
        && (holder.state() == Holder.State.UP || holder.state() == Holder.State.LEAVING);
  }

  private @Nullable String primaryByBalance(int shard) {
    Comparator<Holder> order =
        Comparator.comparing((Holder h) -> tally.holds(h.name(), shard))
            .thenComparing(h -> tally.primarySurplus(h.name()))
            .thenComparing(h -> tally.totalSurplus(h.name()))
            .thenComparing(Holder::name);
    return snapshot.upHolders().stream().min(order).map(Holder::name).orElse(null);
  }

  private @Nullable String replica(int shard, @Nullable String planned) {
    if (planned != null && snapshot.isUp(planned) && !tally.holds(planned, shard)) {
      return planned;
    }
    if (tally.where(Copy.primary(shard)) == null && hasCompleteCopy(shard)) {
      return null;
    }
    List<String> free =
        snapshot.upHolders().stream()
            .map(Holder::name)
            .filter(name -> !tally.holds(name, shard))
            .toList();
    Optional<Holding> old =
        snapshot.holdings(shard).stream()
            .filter(holding -> holding.complete() && free.contains(holding.node()))
            .max(BEST.thenComparing(Holding::node));
    if (old.isPresent()) {
      return old.get().node();
    }
    Comparator<String> order =
        Comparator.comparing(tally::totalSurplus).thenComparing(Comparator.naturalOrder());
    return free.stream().min(order).orElse(null);
  }

  private boolean hasCompleteCopy(int shard) {
    return snapshot.holdings(shard).stream().anyMatch(h -> h.complete() && isKnown(h.node()));
  }
}
