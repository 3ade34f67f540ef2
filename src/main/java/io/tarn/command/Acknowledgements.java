// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.function.IntConsumer;

/**
 * What the replicas of this node's slots have taken over. Any thread.
 *
 * <p>There are two ways to ask. {@link #await} is told once, by a callback. For the answers to
 * writes, of which there are many, {@link #verdict} tells what is so at the moment without a lock,
 * and {@link #watch} who shall look again.
 */
public interface Acknowledgements {

  /** Of a node that has no replicas. */
  Acknowledgements NONE = (slots, epochs, replicas, timeoutMillis, answer) -> answer.accept(0);

  /** Answered instead of a number of replicas by a node that is asked for all it leads: nothing. */
  int NOTHING_LED = Integer.MAX_VALUE;

  /**
   * Waits until everything that was written to slots before this call is on so many replicas.
   *
   * @param slots which ones; none stands for all that this node leads. When one is not led here in
   *     its epoch, the answer is 0; when none is led at all, {@link #NOTHING_LED}
   * @param epochs in which each was written to, in short: what was written in an earlier one may
   *     not be in the stream of this one, whose positions say nothing of it
   * @param timeoutMillis how long, 0 for ever
   * @param answer told once, on any thread, perhaps before this returns: the number of replicas, of
   *     the slots with fewest, that have it; fewer than asked for when the time was over
   */
  void await(int[] slots, int[] epochs, int replicas, long timeoutMillis, IntConsumer answer);

  /** What is known of a change; the worse the later. */
  enum Verdict {
    /** A replica that is complete has it. */
    CONFIRMED,
    /** None has it yet. */
    PENDING,
    /** Nobody can know any more, or no other node could be a replica. */
    NEVER
  }

  /**
   * Returns what is known of a change that ended at a position of the stream of a shard.
   *
   * @param epoch in which the shard was led here then, in short
   */
  default Verdict verdict(int shard, int epoch, long position) {
    return Verdict.NEVER;
  }

  /**
   * Has somebody told whenever verdicts may have changed, and some twenty times a second in any
   * case, until {@link #unwatch}: on any thread, and he must not take long.
   */
  default void watch(Runnable watcher) {}

  /** Ends what {@link #watch} began. */
  default void unwatch(Runnable watcher) {}
}
