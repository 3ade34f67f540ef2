// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who follows a leader, and what they have between them. One thread at a time. */
final class Followers {

  private final List<FollowerProgress> all = new ArrayList<>();

  /** Returns them, in the order in which they came. */
  List<FollowerProgress> all() {
    return all;
  }

  @Nullable FollowerProgress find(int node) {
    for (FollowerProgress follower : all) {
      if (follower.node == node) {
        return follower;
      }
    }
    return null;
  }

  /** Takes up one of whom nothing is known. */
  FollowerProgress add(int node, long nowNanos) {
    FollowerProgress follower = new FollowerProgress(node, nowNanos);
    all.add(follower);
    return follower;
  }

  /** Forgets a node. */
  void removed(int node) {
    all.removeIf(follower -> follower.node == node);
  }

  /** Forgets who was not heard of for so long. */
  void forgetSilent(long forgetNanos, long nowNanos) {
    all.removeIf(follower -> nowNanos - follower.heardNanos > forgetNanos);
  }

  void clear() {
    all.clear();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Returns the position that one of them may still need, at the earliest; at most {@code end}. */
  long needed(long end) {
    long needed = end;
    for (FollowerProgress follower : all) {
      if (follower.isServed()) {
        needed = Math.min(needed, follower.applied);
      }
    }
    return needed;
  }

  /** See {@link Leader#acknowledgedBy}; of one at least. */
  long acknowledgedBy(int count) {
    long[] positions = new long[all.size()];
    int complete = 0;
    for (FollowerProgress follower : all) {
      if (follower.counts()) {
        positions[complete++] = follower.applied;
      }
    }
    if (complete < count) {
      return -1;
    }
    Arrays.sort(positions, 0, complete);
    return positions[complete - count];
  }

  /** See {@link Leader#acknowledgedByOne}. */
  long acknowledgedByOne() {
    long best = -1;
    for (int i = 0; i < all.size(); i++) {
      FollowerProgress follower = all.get(i);
      if (follower.vouches()) {
        best = Math.max(best, follower.applied);
      }
    }
    return best;
  }

  /** See {@link Leader#everybodyHas}. */
  boolean everybodyHas(long position) {
    boolean somebody = false;
    for (FollowerProgress follower : all) {
      if (follower.counts()) {
        if (follower.applied < position) {
          return false;
        }
        somebody = true;
      }
    }
    return somebody;
  }

  /** Returns how many are in sync with a stream that ends there. */
  int inSync(long end, StreamSettings settings) {
    int count = 0;
    for (FollowerProgress follower : all) {
      count += follower.isInSync(end, settings) ? 1 : 0;
    }
    return count;
  }

  List<FollowerFacts> facts(long end, StreamSettings settings, long nowNanos) {
    return all.stream().map(follower -> follower.facts(end, settings, nowNanos)).toList();
  }
}
