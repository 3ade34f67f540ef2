// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.log.Follower;
import io.tarn.log.ShardCopy;
import io.tarn.log.StreamMessage;
import io.tarn.log.StreamOut;
import org.jspecify.annotations.Nullable;

/**
 * The following of one shard: because placement has put a replica here, or as a guest, as a former
 * leader does until placement has found another. One thread at a time.
 */
final class Seat {

  /** How long a copy that shall be elsewhere is kept for others that have not got it yet. */
  static final long KEEP_NANOS = 60_000_000_000L;

  /** How long a guest stays. */
  static final long GUEST_NANOS = 15_000_000_000L;

  private final int shard;
  private final ShardCopy copy;
  private final HoldingParts parts;
  private @Nullable Follower follower;
  private int number;
  private boolean guest;
  private long sinceNanos;

  Seat(int shard, ShardCopy copy, HoldingParts parts) {
    this.shard = shard;
    this.copy = copy;
    this.parts = parts;
  }

  /** Placement has put this replica here; {@link #take} begins to follow. */
  void place(int copyNumber, long nowNanos) {
    number = copyNumber;
    if (follower != null && follower.isDismissed()) {
      stop();
    } else if (follower != null) {
      follower.stay(nowNanos);
    }
  }

  /** The replica shall be elsewhere: it is kept until the leader says that others have it. */
  void unplace(int copyNumber, long nowNanos) {
    if (number == copyNumber) {
      number = 0;
      leave(nowNanos);
    }
  }

  /** Has this node follow although no replica is placed here. */
  void beGuest(boolean value) {
    guest = value;
  }

  private void leave(long nowNanos) {
    guest = false;
    sinceNanos = nowNanos;
    if (follower != null) {
      follower.leave();
    }
  }

  /** True when there is a reason to follow. */
  boolean isTaken() {
    return number > 0 || guest;
  }

  /** Begins to follow, at first nobody. */
  Follower take(long nowNanos) {
    parts.memory().follow(shard);
    Follower begun = new Follower(copy, parts.memory().applier(shard), parts.settings());
    follower = begun;
    sinceNanos = nowNanos;
    return begun;
  }

  /** Stops following, to lead; what is held stays. Afterwards it is followed again. */
  void interrupt() {
    guest |= follower != null;
    stop();
  }

  /** Drops the copy. */
  void forget() {
    stop();
    copy.clear();
    parts.memory().drop(shard);
  }

  private void stop() {
    if (follower != null) {
      var _ = follower.stop();
      follower = null;
    }
  }

  void leaderIs(int node, long epoch, long nowNanos) {
    if (follower != null) {
      boolean _ = follower.follow(node, epoch, nowNanos);
    }
  }

  /** Takes a word of the leader; false when nothing is followed here. */
  boolean receive(int node, StreamMessage.ToFollower word, long nowNanos) {
    if (follower == null) {
      return false;
    }
    follower.receive(node, word, nowNanos);
    return true;
  }

  void lost(int node, long nowNanos) {
    if (follower != null) {
      follower.lost(node, nowNanos);
    }
  }

  /** Says to the leader how far this node is, if that is due. */
  void answer(StreamOut out, long nowNanos) {
    if (follower != null) {
      follower.pump(nowNanos, out);
    }
  }

  /** Does what is due; true when the copy is of no use any longer. */
  boolean pump(StreamOut out, long nowNanos) {
    answer(out, nowNanos);
    if (guest && number == 0 && nowNanos - sinceNanos > GUEST_NANOS) {
      leave(nowNanos);
    }
    return !isTaken()
        && (nowNanos - sinceNanos > KEEP_NANOS || (follower != null && follower.isDismissed()));
  }

  /** Returns which replica placement has put here, 0 for none. */
  int number() {
    return number;
  }

  boolean isFollowing() {
    return follower != null;
  }

  /** True when the copy is complete and no further behind than that. */
  boolean isWithin(long lagBytes) {
    return follower != null && follower.isInSync() && follower.lagBytes() <= lagBytes;
  }
}
