// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.log.FollowerFacts;
import io.tarn.log.Leader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of leading a shard: its gates are closed, and a follower gets the rest of the stream. One
 * thread at a time.
 */
final class Handover {

  /** What is to be done when the gates are closed. */
  enum Step {
    /** The successor has not all yet. */
    WAIT,
    /** It has, or nobody follows: this node stops leading. */
    STOP,
    /** It takes too long, and this node need not stop: it goes on leading. */
    RESUME
  }

  /** How long followers may take to get the rest from a leader that must stop. */
  static final long MUST_NANOS = 2_000_000_000L;

  /** How long the gates may be closed for a successor when the leader can go on instead. */
  static final long MAY_NANOS = 500_000_000L;

  private final long beganNanos;
  private int successor;
  private boolean must;

  private Handover(int successor, boolean must, long nowNanos) {
    this.successor = successor;
    this.must = must;
    this.beganNanos = nowNanos;
  }

  /** Begins one to whoever has most, as the leader must stop. */
  static Handover toBest(Leader leader, long nowNanos) {
    int best = ClusterView.NOBODY;
    long furthest = -1;
    for (FollowerFacts facts : leader.followers(nowNanos)) {
      if (facts.inSync() && facts.acknowledged() > furthest) {
        best = facts.node();
        furthest = facts.acknowledged();
      }
    }
    return new Handover(best, true, nowNanos);
  }

  /** Begins one to a follower, or returns null when that is not in sync. */
  static @Nullable Handover to(int node, Leader leader, long nowNanos) {
    FollowerFacts facts = find(node, leader.followers(nowNanos));
    return facts != null && facts.inSync() ? new Handover(node, false, nowNanos) : null;
  }

  /** The leader must stop, whatever comes of it. */
  void must() {
    must = true;
  }

  /** Returns who leads next, or {@link ClusterView#NOBODY}. */
  int successor() {
    return successor;
  }

  /** Says how to go on, with all gates closed and the stream ended at {@code end}. */
  Step step(Leader leader, long end, long nowNanos) {
    List<FollowerFacts> followers = leader.followers(nowNanos);
    FollowerFacts next = find(successor, followers);
    boolean hasAll = next != null && next.complete() && next.acknowledged() >= end;
    if (hasAll || (successor == ClusterView.NOBODY && followers.isEmpty())) {
      return Step.STOP;
    }
    long taken = nowNanos - beganNanos;
    if (must && taken > MUST_NANOS) {
      successor = ClusterView.NOBODY;
      return Step.STOP;
    }
    return !must && taken > MAY_NANOS ? Step.RESUME : Step.WAIT;
  }

  private static @Nullable FollowerFacts find(int node, List<FollowerFacts> followers) {
    for (FollowerFacts facts : followers) {
      if (facts.node() == node) {
        return facts;
      }
    }
    return null;
  }
}
