// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.List;

/**
 * The walk that makes a checkpoint, one at a time for a shard and for all followers that need it
 * when it begins. The slowest of them paces it: the next piece waits until the window has room for
 * it. Who comes later waits for the next walk.
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
    return start >= 0 && start == position && (walking || end >= 0);
  }

  /**
   * Begins a walk if somebody waits, appends a piece if the slowest can take it.
   *
   * @return true when the next piece could follow at once
   */
  boolean step(List<FollowerProgress> followers, long nowNanos) {
    if (!walking) {
      if (!begin(followers, nowNanos)) {
        return false;
      }
    }
    long slowest = Long.MAX_VALUE;
    for (FollowerProgress follower : followers) {
      if (follower.inWalk && follower.present) {
        slowest = Math.min(slowest, follower.received);
      }
    }
    if (slowest == Long.MAX_VALUE) {
      walking = false;
      start = -1;
      return false;
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

  private boolean begin(List<FollowerProgress> followers, long nowNanos) {
    boolean begun = false;
    for (FollowerProgress follower : followers) {
      if (follower.state == FollowerProgress.State.WAITING
          && follower.present
          && nowNanos - follower.noCheckpointBefore >= 0) {
        if (!begun) {
          begun = true;
          walking = true;
          start = log.end();
          end = -1;
          source.begin();
        }
        follower.checkpoint(start, settings, nowNanos);
      }
    }
    return begun;
  }
}
