// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.slot.SlotMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Notices copies that are nowhere and asks for them, through the shard region, which has them
 * placed. Primaries at once, by the oldest node, by whoever holds a replica, and by whoever leads a
 * shard that has not been placed there; replicas by the oldest, when every shard has a leader. Pure
 * but for the view; one thread.
 */
final class Conductor {

  /** A primary that does not appear is asked for again after this time. */
  static final long PRIMARY_AGAIN_NANOS = 500_000_000L;

  /** A replica that does not appear is asked for again after this time. */
  static final long REPLICA_AGAIN_NANOS = 2_000_000_000L;

  private final ClusterView view;
  private final int replicas;
  private final long[] askedNanos;
  private final boolean[] asked;

  /** Creates the conductor of a node in a cluster that wants so many replicas of each shard. */
  Conductor(ClusterView view, int replicas) {
    this.view = view;
    this.replicas = replicas;
    int copies = view.shards() * (replicas + 1);
    this.askedNanos = new long[copies];
    this.asked = new boolean[copies];
  }

  /**
   * Returns the copies to ask for now.
   *
   * @param oldest whether this node is the oldest that holds slots
   * @param holders how many members hold slots
   * @param placed tells of the shards that are placed here
   */
  List<SlotMessage.Take> due(long nowNanos, boolean oldest, int holders, IntPredicate placed) {
    List<SlotMessage.Take> due = new ArrayList<>();
    boolean allLed = true;
    for (int shard = 0; shard < view.shards(); shard++) {
      int leader = view.leader(shard);
      boolean astray = leader == ClusterView.SELF && !placed.test(shard);
      if (astray || leader == ClusterView.NOBODY) {
        allLed &= leader != ClusterView.NOBODY;
        if ((astray || oldest || isHeldHere(shard))
            && isDue(shard, 0, nowNanos, PRIMARY_AGAIN_NANOS)) {
          due.add(new SlotMessage.Take(shard, 0));
        }
      } else {
        asked[shard] = false;
      }
    }
    int wanted = Math.min(replicas, holders - 1);
    for (int copy = 1; allLed && oldest && copy <= wanted; copy++) {
      for (int shard = 0; shard < view.shards(); shard++) {
        if (!isFollowed(shard, copy) && isDue(shard, copy, nowNanos, REPLICA_AGAIN_NANOS)) {
          due.add(new SlotMessage.Take(shard, copy));
        }
      }
    }
    return due;
  }

  private boolean isDue(int shard, int copy, long nowNanos, long againNanos) {
    int index = copy * view.shards() + shard;
    if (asked[index] && nowNanos - askedNanos[index] < againNanos) {
      return false;
    }
    asked[index] = true;
    askedNanos[index] = nowNanos;
    return true;
  }

  private boolean isHeldHere(int shard) {
    return view.holders(shard).stream().anyMatch(held -> held.node() == ClusterView.SELF);
  }

  private boolean isFollowed(int shard, int copy) {
    return view.holders(shard).stream()
        .anyMatch(
            held -> held.copy().copy() == copy && held.copy().role() == HeldCopy.Role.FOLLOWER);
  }
}
