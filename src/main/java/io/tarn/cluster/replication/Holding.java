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
 *        nobody leads,         asked all others       transfer,        gates closed,
 *        and it is its turn                           release          the successor has all
 *  IDLE ───────────────▶ ADOPTING ───────────▶ LEADING ────────▶ RELEASING ─────────▶ IDLE or
 *   ▲ │ follow            ▲   │ another has more  │ ▲ ───────────────┘                FOLLOWING
 *   │ ▼                   │   │ or asks           │   too late
 *  FOLLOWING ─────────────┘◀──┘                   │ fenced
 *                                              FENCED ── gates closed ──▶ IDLE or FOLLOWING
 * </pre>
 *
 * <p>Leading does not wait for placement. Whoever has the best copy of a shard that nobody leads
 * leads it ({@link Candidacy}), and placement follows. Being given a shard by placement only makes
 * a difference where no node has a complete copy.
 *
 * <p>IDLE may have a copy left over from before, which is dropped after a while unless it is of
 * use. Who has handed a shard over follows it as a guest, until placement has had time to make it a
 * replica or to find another.
 */
final class Holding {

  private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

  /** Most bytes that a replica which may be read is behind. */
  static final long READABLE_LAG_BYTES = 1L << 20;

  private final int shard;
  private final ShardCopy copy;
  private final HoldingParts parts;
  private final Turn turn;
  private final Seat seat;
  private HoldingState state = HoldingState.IDLE;
  private @Nullable Adoption adoption;
  private @Nullable Leader leader;
  private List<Runnable> whenLeading = new ArrayList<>();
  private List<Runnable> whenReleased = new ArrayList<>();
  private boolean placed;
  private @Nullable Handover handover;
  private long sinceNanos;

  Holding(int shard, ShardCopy copy, HoldingParts parts, long nowNanos) {
    this.shard = shard;
    this.copy = copy;
    this.parts = parts;
    this.turn = new Turn(shard, parts, nowNanos);
    this.seat = new Seat(shard, copy, parts);
  }

  /** Placement has given the shard to this node; {@code led} is told when it leads it. */
  void lead(Runnable led, long nowNanos) {
    placed = true;
    turn.insists(nowNanos);
    if (state == HoldingState.LEADING) {
      led.run();
    } else {
      whenLeading.add(led);
    }
  }

  /** Placement takes the shard from this node; {@code done} is told when others have it all. */
  void release(Runnable done, long nowNanos) {
    placed = false;
    whenLeading.clear();
    switch (state) {
      case LEADING -> {
        whenReleased.add(done);
        handover = Handover.toBest(Objects.requireNonNull(leader), nowNanos);
        enter(HoldingState.RELEASING, nowNanos);
      }
      case RELEASING -> {
        whenReleased.add(done);
        Objects.requireNonNull(handover).must();
      }
      case ADOPTING -> {
        withdraw(nowNanos);
        done.run();
      }
      case IDLE, FOLLOWING, FENCED -> done.run();
    }
  }

  /** Has a follower lead instead of this node, at once; false when it does not follow closely. */
  boolean transfer(int node, long nowNanos) {
    if (state != HoldingState.LEADING) {
      return false;
    }
    handover = Handover.to(node, Objects.requireNonNull(leader), nowNanos);
    if (handover == null) {
      return false;
    }
    enter(HoldingState.RELEASING, nowNanos);
    return true;
  }

  /** The leader of an epoch has given the shard to this node, which has all of it. */
  void succeed(long epoch, long nowNanos) {
    Copy held = copy.facts();
    if (state == HoldingState.FOLLOWING && held.complete() && held.epoch() == epoch) {
      beginAdoption(nowNanos);
    }
  }

  /** This node shall follow. */
  void follow(int copyNumber, long nowNanos) {
    seat.place(copyNumber, nowNanos);
    boolean idle = state == HoldingState.IDLE;
    if (idle || (state == HoldingState.FOLLOWING && !seat.isFollowing())) {
      followIfTaken(nowNanos);
    }
  }

  /** The replica shall be elsewhere. */
  void unfollow(int copyNumber, long nowNanos) {
    seat.unplace(copyNumber, nowNanos);
  }

  /** Another node leads, or nobody. */
  void leaderIs(int node, long epoch, long nowNanos) {
    turn.leaderIs(node, nowNanos);
    if (leader != null && node >= 0) {
      leader.fenced(epoch);
    }
    if (adoption != null && node >= 0 && epoch >= copy.promised()) {
      withdraw(nowNanos);
    }
    if (node >= 0) {
      seat.leaderIs(node, epoch, nowNanos);
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
        if (!seat.receive(node, word, nowNanos)) {
          refuse(node, word, out);
        }
      }
      case StreamMessage.Inquire word -> {
        out.send(node, leader == null ? copy.inquired(word) : leader.inquired(word));
        if (adoption != null && word.epoch() > adoption.epoch()) {
          withdraw(nowNanos);
        }
      }
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
    seat.answer(out, nowNanos);
  }

  /** The link to a node broke. */
  void lost(int node, long nowNanos) {
    if (leader != null) {
      leader.lost(node);
    }
    seat.lost(node, nowNanos);
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

  /** True while somebody waits for what happens next here. */
  boolean isUrgent() {
    return switch (state) {
      case ADOPTING, RELEASING, FENCED -> true;
      case IDLE, FOLLOWING, LEADING -> false;
    };
  }

  /** Does what is due; true when there is more to be done at once. */
  boolean pump(StreamOut out, long nowNanos) {
    if ((state == HoldingState.IDLE || state == HoldingState.FOLLOWING)
        && turn.leader() == ClusterView.NOBODY
        && turn.isOurs(copy.facts(), seat.isFollowing(), placed, nowNanos)) {
      beginAdoption(nowNanos);
    }
    return switch (state) {
      case IDLE -> {
        boolean led = turn.leader() != ClusterView.NOBODY;
        if (led && copy.epoch() != 0 && nowNanos - sinceNanos > Seat.KEEP_NANOS) {
          seat.forget();
        }
        yield false;
      }
      case FOLLOWING -> {
        if (seat.pump(out, nowNanos)) {
          enter(HoldingState.IDLE, nowNanos);
          seat.forget();
        }
        yield false;
      }
      case ADOPTING -> {
        adopt(out, nowNanos);
        yield false;
      }
      case LEADING, RELEASING, FENCED -> pumpLeader(out, nowNanos);
    };
  }

  private void beginAdoption(long nowNanos) {
    seat.interrupt();
    copy.promise(parts.view().highestEpoch(shard));
    enter(HoldingState.ADOPTING, nowNanos);
    adoption =
        new Adoption(copy, parts.tag(), parts.holders().numbers(), parts.settings(), nowNanos);
  }

  /* Another has more, or is quicker: it shall lead. If it does not, this node tries again. */
  private void withdraw(long nowNanos) {
    adoption = null;
    turn.givesWay(nowNanos);
    enter(HoldingState.IDLE, nowNanos);
    followIfTaken(nowNanos);
  }

  private boolean pumpLeader(StreamOut out, long nowNanos) {
    Leader led = Objects.requireNonNull(leader);
    boolean more = led.pump(nowNanos, out);
    if (state != HoldingState.FENCED && led.isFenced()) {
      LOG.warn("shard {} has another leader now: epoch={}", shard, led.fencedBy());
      handover = null;
      enter(HoldingState.FENCED, nowNanos);
    }
    if (state == HoldingState.LEADING || !parts.memory().close(shard)) {
      return more;
    }
    long end = copy.log().end();
    Handover present = handover;
    switch (present == null ? Handover.Step.STOP : present.step(led, end, nowNanos)) {
      case WAIT -> {}
      case STOP -> stopLeading(nowNanos);
      case RESUME -> {
        LOG.warn("shard {} is led on: its next leader does not keep up", shard);
        handover = null;
        parts.memory().open(shard);
        enter(HoldingState.LEADING, nowNanos);
      }
    }
    return more;
  }

  private void stopLeading(long nowNanos) {
    long epoch = Objects.requireNonNull(leader).epoch();
    int next = handover == null ? ClusterView.NOBODY : handover.successor();
    var _ = leader.stop();
    leader = null;
    handover = null;
    parts.memory().release(shard);
    seat.beGuest(next != ClusterView.NOBODY);
    turn.resigned(nowNanos);
    enter(HoldingState.IDLE, nowNanos);
    followIfTaken(nowNanos);
    if (next != ClusterView.NOBODY) {
      parts.succession().succeed(next, shard, epoch);
    }
    whenReleased = tell(whenReleased);
  }

  private void adopt(StreamOut out, long nowNanos) {
    Adoption present = Objects.requireNonNull(adoption);
    present.pump(nowNanos, out);
    switch (present.outcome()) {
      case ASKING -> {}
      case GIVE_WAY -> withdraw(nowNanos);
      case ADOPT -> beginLeading(present.epoch(), nowNanos);
    }
  }

  private void beginLeading(long epoch, long nowNanos) {
    adoption = null;
    seat.beGuest(false);
    parts.memory().adopt(shard, copy.log());
    leader = Leader.adopt(copy, epoch, parts.memory().walk(shard), parts.settings(), nowNanos);
    parts.memory().open(shard);
    enter(HoldingState.LEADING, nowNanos);
    whenLeading = tell(whenLeading);
  }

  private void followIfTaken(long nowNanos) {
    if (seat.isTaken()) {
      Follower begun = seat.take(nowNanos);
      enter(HoldingState.FOLLOWING, nowNanos);
      if (turn.leader() >= 0) {
        boolean _ = begun.follow(turn.leader(), parts.view().highestEpoch(shard), nowNanos);
      }
    }
  }

  private void enter(HoldingState next, long nowNanos) {
    state = next;
    sinceNanos = nowNanos;
  }

  private static List<Runnable> tell(List<Runnable> waiting) {
    waiting.forEach(Runnable::run);
    return new ArrayList<>();
  }

  /** True when it is followed here, completely and with little lag. */
  boolean isReadable() {
    return seat.isWithin(READABLE_LAG_BYTES);
  }

  /** Returns how many replicas are in sync with what is led here; any number when it is not led. */
  int replicasInSync() {
    return leader == null ? Integer.MAX_VALUE : leader.inSync();
  }

  /** Returns the leader while there is one. */
  @Nullable Leader leaderOrNull() {
    return leader;
  }

  /** Returns what is held of the shard's stream. */
  ShardCopy copy() {
    return copy;
  }

  /** Returns a number that changes when others must know at once, and not with the position. */
  long news() {
    int role = (state.ordinal() << 4) + (seat.number() << 1) + (copy.isComplete() ? 1 : 0);
    return (copy.epoch() << 16) + role;
  }

  /** Returns what others shall know, or null when nothing is held. */
  @Nullable HeldCopy facts() {
    Copy held = copy.facts();
    return switch (state) {
      case LEADING, RELEASING -> // nobody else may try before this node has stopped
          held(held, HeldCopy.Role.LEADER, 0);
      case FOLLOWING -> held(held, HeldCopy.Role.FOLLOWER, seat.number());
      case IDLE, ADOPTING, FENCED ->
          held.epoch() == 0 ? null : held(held, HeldCopy.Role.LEFT_OVER, 0);
    };
  }

  private HeldCopy held(Copy held, HeldCopy.Role role, int number) {
    return new HeldCopy(shard, role, number, held.epoch(), held.position(), held.complete());
  }
}
