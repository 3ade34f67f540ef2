// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.log.Adoption;
import io.tarn.log.Copy;
import io.tarn.log.Follower;
import io.tarn.log.Leader;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node does with one shard. One thread at a time.
 *
 * <pre>
 *             lead            asked all others           release          gates closed,
 *  IDLE ───────────▶ ADOPTING ───────────────▶ LEADING ──────────▶ RELEASING ─────────▶ IDLE
 *   ▲ │ follow           ▲                        │ fenced                followers have all
 *   │ ▼                  │ lead                   ▼
 *  FOLLOWING ────────────┘                      FENCED ── gates closed ──▶ IDLE or FOLLOWING
 * </pre>
 *
 * <p>IDLE may have a copy left over from before, which is dropped after a while unless it is of
 * use.
 */
final class Holding {

  private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

  /** How long followers may take to get the rest when a leader is released. */
  static final long RELEASE_NANOS = 2_000_000_000L;

  /** Most bytes that a replica which may be read is behind. */
  static final long READABLE_LAG_BYTES = 1L << 20;

  /** How long a copy that is of no use is kept. */
  static final long KEEP_NANOS = 60_000_000_000L;

  /** How long others that hold more may take to lead before what is here is adopted. */
  static final long GIVE_WAY_NANOS = 3_000_000_000L;

  private final int shard;
  private final ShardCopy copy;
  private final HoldingParts parts;
  private HoldingState state = HoldingState.IDLE;
  private @Nullable Adoption adoption;
  private @Nullable Leader leader;
  private @Nullable Follower follower;
  private List<Runnable> toTell = new ArrayList<>();
  private int placedReplica;
  private long sinceNanos;

  Holding(int shard, ShardCopy copy, HoldingParts parts) {
    this.shard = shard;
    this.copy = copy;
    this.parts = parts;
  }

  /** This node shall lead; {@code led} is told when it does. */
  void lead(Runnable led, long nowNanos) {
    switch (state) {
      case LEADING -> led.run();
      case ADOPTING -> toTell.add(led);
      case IDLE, FOLLOWING -> {
        stopFollowing();
        copy.promise(parts.view().highestEpoch(shard));
        toTell.add(led);
        enter(HoldingState.ADOPTING, nowNanos);
        adoption =
            new Adoption(copy, parts.tag(), parts.holders().numbers(), parts.settings(), nowNanos);
      }
      case RELEASING, FENCED ->
          LOG.warn("told to lead while giving up: shard={} state={}", shard, state);
    }
  }

  /** The gates are closing; {@code done} is told when others have what was written. */
  void release(Runnable done, long nowNanos) {
    switch (state) {
      case LEADING -> {
        toTell.add(done);
        enter(HoldingState.RELEASING, nowNanos);
      }
      case RELEASING -> toTell.add(done);
      case ADOPTING -> {
        adoption = null;
        toTell.clear();
        enter(HoldingState.IDLE, nowNanos);
        followIfPlaced(nowNanos);
        done.run();
      }
      case IDLE, FOLLOWING, FENCED -> done.run();
    }
  }

  /** This node shall follow. */
  void follow(int copyNumber, long nowNanos) {
    placedReplica = copyNumber;
    if (state == HoldingState.IDLE) {
      followIfPlaced(nowNanos);
    } else if (follower != null && follower.isDismissed()) {
      stopFollowing();
      followIfPlaced(nowNanos);
    } else if (follower != null) {
      follower.stay(nowNanos);
    }
  }

  /** The replica shall be elsewhere. */
  void unfollow(int copyNumber, long nowNanos) {
    if (placedReplica == copyNumber) {
      placedReplica = 0;
      sinceNanos = nowNanos;
      if (follower != null) {
        follower.leave();
      }
    }
  }

  /** Another node leads, or nobody. */
  void leaderIs(int node, long epoch, long nowNanos) {
    if (leader != null && node != ClusterView.SELF && node != ClusterView.NOBODY) {
      leader.fenced(epoch);
    }
    if (follower != null && node >= 0) {
      boolean _ = follower.follow(node, epoch, nowNanos);
    }
  }

  /** Handles a message of another node; answers to questions leave at once. */
  void receive(int node, StreamMessage message, StreamOut out, long nowNanos) {
    switch (message) {
      case StreamMessage.ToLeader word -> {
        if (leader != null) {
          leader.receive(node, word, nowNanos);
        }
      }
      case StreamMessage.ToFollower word -> {
        if (follower != null) {
          follower.receive(node, word, nowNanos);
        } else {
          refuse(node, word, out);
        }
      }
      case StreamMessage.Inquire word ->
          out.send(node, leader == null ? copy.inquired(word) : leader.inquired(word));
      case StreamMessage.Answer word -> {
        if (adoption != null) {
          adoption.receive(node, word, nowNanos);
        }
      }
    }
  }

  /* One that was followed before does not know yet that it is no leader any more. */
  private void refuse(int node, StreamMessage.ToFollower word, StreamOut out) {
    long epoch =
        switch (word) {
          case StreamMessage.Start start -> start.epoch();
          case StreamMessage.Data data -> data.epoch();
          case StreamMessage.Over over -> over.epoch();
          case StreamMessage.Dismissed dismissed -> dismissed.epoch();
        };
    if (epoch < copy.promised()) {
      out.send(node, new StreamMessage.Fenced(shard, copy.promised()));
    } else if (leader != null) {
      leader.fenced(epoch);
    }
  }

  /** Says to its leader how far it is, if that is due. */
  void answer(StreamOut out, long nowNanos) {
    if (follower != null) {
      follower.pump(nowNanos, out);
    }
  }

  /** The link to a node broke. */
  void lost(int node, long nowNanos) {
    if (leader != null) {
      leader.lost(node);
    }
    if (follower != null) {
      follower.lost(node, nowNanos);
    }
  }

  /** A node has gone for good. */
  void removed(int node) {
    if (leader != null) {
      leader.removed(node);
    }
    if (adoption != null) {
      adoption.removed(node);
    }
  }

  /** Does what is due; true when there is more to be done at once. */
  boolean pump(StreamOut out, long nowNanos) {
    return switch (state) {
      case IDLE -> {
        if (copy.facts().epoch() != 0 && nowNanos - sinceNanos > KEEP_NANOS) {
          forget();
        }
        yield false;
      }
      case FOLLOWING -> {
        Objects.requireNonNull(follower).pump(nowNanos, out);
        dropWhenElsewhere(nowNanos);
        yield false;
      }
      case ADOPTING -> {
        adopt(out, nowNanos);
        yield false;
      }
      case LEADING, RELEASING, FENCED -> pumpLeader(out, nowNanos);
    };
  }

  private boolean pumpLeader(StreamOut out, long nowNanos) {
    Leader present = Objects.requireNonNull(leader);
    boolean more = present.pump(nowNanos, out);
    if (state == HoldingState.LEADING && present.isFenced()) {
      LOG.warn("shard {} has another leader now: epoch={}", shard, present.fencedBy());
      enter(HoldingState.FENCED, nowNanos);
    }
    if (state == HoldingState.FENCED && parts.memory().close(shard)) {
      stopLeading(nowNanos);
    } else if (state == HoldingState.RELEASING && parts.memory().isClosed(shard)) {
      boolean late = nowNanos - sinceNanos > RELEASE_NANOS;
      if (present.isFenced() || late || isWithFollowers(present, nowNanos)) {
        stopLeading(nowNanos);
      }
    }
    return more;
  }

  private boolean isWithFollowers(Leader present, long nowNanos) {
    int inSync = present.inSync();
    return inSync == 0
        ? present.followers(nowNanos).isEmpty()
        : present.acknowledgedBy(inSync) >= copy.log().end();
  }

  private void stopLeading(long nowNanos) {
    var _ = Objects.requireNonNull(leader).stop();
    leader = null;
    parts.memory().release(shard);
    enter(HoldingState.IDLE, nowNanos);
    followIfPlaced(nowNanos);
    tellAll();
  }

  private void adopt(StreamOut out, long nowNanos) {
    Adoption present = Objects.requireNonNull(adoption);
    present.pump(nowNanos, out);
    boolean late = nowNanos - sinceNanos > GIVE_WAY_NANOS;
    switch (present.outcome()) {
      case ASKING -> {}
      case GIVE_WAY -> {
        if (late) {
          LOG.warn(
              "node {} holds more of shard {} but does not lead it: what is here is led",
              present.better(),
              shard);
          beginLeading(present.epoch(), nowNanos);
        }
      }
      case ADOPT -> beginLeading(present.epoch(), nowNanos);
    }
  }

  private void beginLeading(long epoch, long nowNanos) {
    adoption = null;
    parts.memory().adopt(shard, copy.log());
    leader = Leader.adopt(copy, epoch, parts.memory().walk(shard), parts.settings(), nowNanos);
    enter(HoldingState.LEADING, nowNanos);
    tellAll();
  }

  private void followIfPlaced(long nowNanos) {
    if (placedReplica > 0) {
      parts.memory().follow(shard);
      Follower begun = new Follower(copy, parts.memory().applier(shard), parts.settings());
      follower = begun;
      enter(HoldingState.FOLLOWING, nowNanos);
      int known = parts.view().leader(shard);
      if (known >= 0) {
        boolean _ = begun.follow(known, parts.view().highestEpoch(shard), nowNanos);
      }
    }
  }

  private void stopFollowing() {
    if (follower != null) {
      var _ = follower.stop();
      follower = null;
    }
  }

  /* A replica that is to be elsewhere is kept until the leader says that others have it. */
  private void dropWhenElsewhere(long nowNanos) {
    boolean late = placedReplica == 0 && nowNanos - sinceNanos > KEEP_NANOS;
    if (placedReplica == 0 && (Objects.requireNonNull(follower).isDismissed() || late)) {
      stopFollowing();
      enter(HoldingState.IDLE, nowNanos);
      forget();
    }
  }

  private void forget() {
    copy.clear();
    parts.memory().drop(shard);
  }

  private void enter(HoldingState next, long nowNanos) {
    state = next;
    sinceNanos = nowNanos;
  }

  private void tellAll() {
    List<Runnable> now = toTell;
    toTell = new ArrayList<>();
    now.forEach(Runnable::run);
  }

  /** True when it is followed here, completely and with little lag. */
  boolean isReadable() {
    return follower != null && follower.isInSync() && follower.lagBytes() <= READABLE_LAG_BYTES;
  }

  /** Returns how many replicas are in sync with what is led here; any number when it is not led. */
  int replicasInSync() {
    return leader == null ? Integer.MAX_VALUE : leader.inSync();
  }

  /** True while the slots of the shard are served from here. */
  boolean isLed() {
    return state == HoldingState.LEADING;
  }

  /** Returns the leader while there is one. */
  @Nullable Leader leaderOrNull() {
    return leader;
  }

  /** Returns what is held of the shard's stream. */
  ShardCopy copy() {
    return copy;
  }

  /** Returns what others shall know, or null when nothing is held. */
  @Nullable HeldCopy facts() {
    Copy held = copy.facts();
    return switch (state) {
      case LEADING ->
          new HeldCopy(
              shard,
              HeldCopy.Role.LEADER,
              0,
              Objects.requireNonNull(leader).epoch(),
              held.position(),
              true);
      case FOLLOWING ->
          new HeldCopy(
              shard,
              HeldCopy.Role.FOLLOWER,
              placedReplica,
              held.epoch(),
              held.position(),
              held.complete());
      case IDLE, ADOPTING, RELEASING, FENCED ->
          held.epoch() == 0
              ? null
              : new HeldCopy(
                  shard,
                  HeldCopy.Role.LEFT_OVER,
                  0,
                  held.epoch(),
                  held.position(),
                  held.complete());
    };
  }
}
