// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.List;

/**
 * The walk that makes a checkpoint, one at a time for a shard and for all followers that need it
 * when it begins. The slowest of them paces it: the next piece waits until the window has room for
 * it. Who comes later waits for the next walk. While all of them are absent the walk stands still,
 * and gives way to another one if somebody else waits.
 */
final class CheckpointWalk {

  private final ShardLog log;
  private final CheckpointSource source;
  private final StreamSettings settings;
  private boolean walking;
  private long start = -1;
  private long end = -1;

  CheckpointWalk(ShardLog log, CheckpointSource source, StreamSettings settings) {
    this.log = log;
    this.source = source;
    this.settings = settings;
  }

  /** Returns where the last walk began, -1 before the first. */
  long start() {
    return start;
  }

  /** Returns where the last walk ended, -1 while it goes on. */
  long end() {
    return end;
  }

  /** True when who was in the walk that began there can still go on with it. */
  boolean isOpenAt(long position) {
    return start >= 0 && start == position;
  }

  /**
   * Begins a walk if somebody waits, appends a piece if the slowest can take it.
   *
   * @return true when the next piece could follow at once
   */
  boolean step(List<FollowerProgress> followers, long nowNanos) {
    long slowest = slowest(followers);
    if (!walking || slowest == Long.MAX_VALUE) {
      if (!begin(followers, nowNanos)) {
        return false;
      }
      slowest = start;
    }
    if (log.end() - slowest >= settings.windowBytes()) {
      return false;
    }
    if (source.next()) {
      walking = false;
      end = log.end();
      return false;
    }
    return log.end() - slowest < settings.windowBytes();
  }

  /* Returns where the slowest of those in the walk stands, MAX_VALUE while none is present. */
  private static long slowest(List<FollowerProgress> followers) {
    long slowest = Long.MAX_VALUE;
    for (FollowerProgress follower : followers) {
      if (follower.inWalk && follower.present) {
        slowest = Math.min(slowest, follower.received);
      }
    }
    return slowest;
  }

  /* Begins a walk if somebody waits; who is absent in an earlier one has to ask anew. */
  private boolean begin(List<FollowerProgress> followers, long nowNanos) {
    boolean begun = false;
    for (FollowerProgress follower : followers) {
      begun |= isDue(follower, nowNanos);
    }
    if (!begun) {
      return false;
    }
    walking = true;
    start = log.end();
    end = -1;
    source.begin();
    for (FollowerProgress follower : followers) {
      if (isDue(follower, nowNanos)) {
        follower.checkpoint(start, settings, nowNanos);
      } else if (follower.inWalk) {
        follower.over(settings, nowNanos);
      }
    }
    return true;
  }

  private static boolean isDue(FollowerProgress follower, long nowNanos) {
    return follower.state == FollowerProgress.State.WAITING
        && follower.present
        && nowNanos - follower.noCheckpointBefore >= 0;
  }
}
