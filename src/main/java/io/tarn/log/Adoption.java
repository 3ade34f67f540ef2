// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.HashMap;
import java.util.Map;

/**
 * What a node does before it leads a shard: asks all nodes that may hold a copy what they hold, and
 * has them promise to refuse every earlier epoch. When all have answered or are gone for good, no
 * earlier leader can get another acknowledgement, and everything that was acknowledged by a
 * complete follower is in the best of the copies. If that is its own, it adopts; if not, it gives
 * way.
 *
 * <p>One thread at a time. The node's own {@link Follower} must have been stopped before.
 */
public final class Adoption {

  /** What is to be done. */
  public enum Outcome {
    /** Somebody has not answered yet. */
    ASKING,
    /** Lead with the own copy, in {@link Adoption#epoch}. */
    ADOPT,
    /** {@link Adoption#better} holds more: it shall lead. */
    GIVE_WAY
  }

  private final ShardCopy own;
  private final int tag;
  private final StreamSettings settings;
  private final Map<Integer, Boolean> answered = new HashMap<>();
  private final Map<Integer, Copy> copies = new HashMap<>();
  private long epoch;
  private long highest;
  private long askNanos;

  /**
   * Begins to ask.
   *
   * @param tag what makes this node's epochs its own: see {@link Promotion#nextEpoch}
   * @param others all other nodes that may hold a copy or may have followed
   */
  public Adoption(ShardCopy own, int tag, int[] others, StreamSettings settings, long nowNanos) {
    this.own = own;
    this.tag = tag;
    this.settings = settings;
    for (int node : others) {
      answered.put(node, false);
    }
    highest = own.promised();
    askAll(nowNanos);
  }

  private void askAll(long nowNanos) {
    epoch = Promotion.nextEpoch(highest, tag);
    highest = epoch;
    own.promise(epoch);
    answered.replaceAll((node, yes) -> false);
    copies.clear();
    askNanos = nowNanos;
  }

  /** Sends what is due: call it at once, and every hundred milliseconds or so. */
  public void pump(long nowNanos, StreamOut out) {
    if (own.promised() > epoch) {
      highest = Math.max(highest, own.promised());
      askAll(nowNanos);
    }
    if (nowNanos - askNanos < 0) {
      return;
    }
    askNanos = nowNanos + settings.resendNanos();
    answered.forEach(
        (node, yes) -> {
          if (!yes) {
            out.send(node, new StreamMessage.Inquire(own.shard(), epoch, epoch));
          }
        });
  }

  /** Handles an answer. */
  public void receive(int node, StreamMessage.Answer answer, long nowNanos) {
    highest = Math.max(highest, answer.promised());
    if (highest > epoch) {
      askAll(nowNanos);
    } else if (answer.round() == epoch && answered.containsKey(node)) {
      answered.put(node, true);
      copies.put(node, answer.copy());
    }
  }

  /** A node is gone for good: it was downed, and what it held with it. */
  public void removed(int node) {
    answered.remove(node);
    copies.remove(node);
  }

  /** Returns what is to be done. */
  public Outcome outcome() {
    if (own.promised() > epoch || answered.containsValue(false)) {
      return Outcome.ASKING;
    }
    return better() < 0 ? Outcome.ADOPT : Outcome.GIVE_WAY;
  }

  /** Returns the node whose copy is the best, -1 when the own one is, or nobody holds anything. */
  public int better() {
    Integer best = Promotion.best(copies, -1);
    return best != null && copies.getOrDefault(best, Copy.NONE).isBetterThan(own.facts())
        ? best
        : -1;
  }

  /** Returns the epoch in which the own copy is to be adopted. */
  public long epoch() {
    return epoch;
  }
}
