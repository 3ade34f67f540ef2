// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.log.Copy;
import java.util.ArrayList;
import java.util.List;

/**
 * Who leads a shard, as far as this node knows, and whether it is this node's turn when nobody
 * does. One thread at a time.
 */
final class Turn {

  private final int shard;
  private final HoldingParts parts;
  private int leader = ClusterView.NOBODY;
  private long leaderlessNanos;
  private long notBeforeNanos;

  Turn(int shard, HoldingParts parts, long nowNanos) {
    this.shard = shard;
    this.parts = parts;
    this.leaderlessNanos = nowNanos;
    this.notBeforeNanos = nowNanos;
  }

  void leaderIs(int node, long nowNanos) {
    if (node == ClusterView.NOBODY && leader != ClusterView.NOBODY) {
      leaderlessNanos = nowNanos;
    }
    leader = node;
  }

  /** Returns who leads: a node, {@link ClusterView#SELF} or {@link ClusterView#NOBODY}. */
  int leader() {
    return leader;
  }

  /**
   * This node has just stopped leading.
   *
   * @param handedOver whether another was told to lead: that is waited for longer
   */
  void resigned(boolean handedOver, long nowNanos) {
    leaderlessNanos = nowNanos;
    notBeforeNanos =
        nowNanos + (handedOver ? Candidacy.HANDED_OVER_NANOS : Candidacy.LEFT_OVER_NANOS);
  }

  /** Placement has brought the shard back here: this node need not wait for others any longer. */
  void insists(long nowNanos) {
    notBeforeNanos = nowNanos;
  }

  /** This node lets others go first. */
  void givesWay(long nowNanos) {
    notBeforeNanos = nowNanos + Candidacy.STEP_NANOS;
  }

  /** True when this node shall try to lead now, as nobody does. */
  boolean isOurs(Copy own, boolean follows, boolean placed, long nowNanos) {
    if (nowNanos - notBeforeNanos < 0
        || (!placed && own.epoch() == 0)
        || !parts.succession().mayLead()) {
      return false;
    }
    String self = parts.succession().nodeId(ClusterView.SELF);
    long delay =
        Candidacy.delayNanos(new Candidacy.Candidate(own, follows, self), placed, others());
    return delay != Candidacy.NEVER && nowNanos - leaderlessNanos >= delay;
  }

  private List<Candidacy.Candidate> others() {
    List<Candidacy.Candidate> others = new ArrayList<>();
    for (ClusterView.Held held : parts.view().holders(shard)) {
      HeldCopy theirs = held.copy();
      if (held.node() != ClusterView.SELF) {
        others.add(
            new Candidacy.Candidate(
                new Copy(theirs.epoch(), theirs.position(), theirs.complete()),
                theirs.role() == HeldCopy.Role.FOLLOWER,
                parts.succession().nodeId(held.node())));
      }
    }
    return others;
  }
}
