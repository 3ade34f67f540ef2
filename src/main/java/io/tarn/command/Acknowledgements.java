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
  Acknowledgements NONE = (slots, replicas, timeoutMillis, answer) -> answer.accept(0);

  /** Answered instead of a number of replicas by a node that is asked for all it leads: nothing. */
  int NOTHING_LED = Integer.MAX_VALUE;

  /**
   * Waits until everything that was written to slots before this call is on so many replicas.
   *
   * @param slots which ones; none stands for all that this node leads. When one is not led here,
   *     the answer is 0; when none is led at all, {@link #NOTHING_LED}
   * @param timeoutMillis how long, 0 for ever
   * @param answer told once, on any thread, perhaps before this returns: the number of replicas, of
   *     the slots with fewest, that have it; fewer than asked for when the time was over
   */
  void await(int[] slots, int replicas, long timeoutMillis, IntConsumer answer);

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
   * Returns a number for the time for which this node leads a shard without a break. To be asked
   * while a gate of the shard is entered.
   */
  default int term(int shard) {
    return 1;
  }

  /** Returns what is known of a change that ended at a position of a shard in a term. */
  default Verdict verdict(int shard, int term, long position) {
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
