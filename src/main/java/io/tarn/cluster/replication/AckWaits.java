// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.command.Acknowledgements;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Those who wait until replicas have what was written. One thread at a time; answers are given by
 * the caller of {@link #due}, after it has left its lock.
 */
final class AckWaits {

  /** Says how far the replicas of a shard are. */
  interface Progress {
    /**
     * Returns how many replicas that are in sync have acknowledged a position of a shard.
     *
     * @param epoch that the position belongs to, in short
     * @return {@link #NOT_LED} when this node does not lead the shard in that epoch any more
     */
    int replicasAt(int shard, int epoch, long position);
  }

  /** What {@link Progress} answers for a shard that is not led here: nobody can know any more. */
  static final int NOT_LED = -1;

  /** Most who may wait; one more is answered at once with what there is. */
  static final int MOST = 65_536;

  /**
   * One who waits.
   *
   * @param shards that were written to
   * @param epochs in which each was led here
   * @param positions that must be acknowledged, of each
   */
  private record Wait(
      int[] shards,
      int[] epochs,
      long[] positions,
      int replicas,
      long deadlineNanos,
      IntConsumer answer) {}

  /** An answer that is due. */
  record Due(IntConsumer answer, int replicas) {
    /** Gives it. */
    void give() {
      answer.accept(replicas);
    }
  }

  private final List<Wait> waits = new ArrayList<>();

  /** Adds one who waits; {@link Long#MAX_VALUE} as deadline is none. */
  void add(
      int[] shards,
      int[] epochs,
      long[] positions,
      int replicas,
      long deadlineNanos,
      IntConsumer answer) {
    waits.add(new Wait(shards, epochs, positions, replicas, deadlineNanos, answer));
  }

  boolean isEmpty() {
    return waits.isEmpty();
  }

  /** Takes out those who have what they wait for, or have waited too long, or are too many. */
  List<Due> due(Progress progress, long nowNanos) {
    List<Due> due = new ArrayList<>();
    for (Iterator<Wait> all = waits.iterator(); all.hasNext(); ) {
      Wait wait = all.next();
      int replicas = replicas(wait, progress);
      boolean late = wait.deadlineNanos != Long.MAX_VALUE && nowNanos - wait.deadlineNanos >= 0;
      if (replicas >= wait.replicas || replicas == NOT_LED || late || waits.size() > MOST) {
        all.remove();
        due.add(new Due(wait.answer, Math.max(replicas, 0)));
      }
    }
    return due;
  }

  private static int replicas(Wait wait, Progress progress) {
    int fewest = Acknowledgements.NOTHING_LED;
    for (int i = 0; i < wait.shards.length; i++) {
      fewest =
          Math.min(fewest, progress.replicasAt(wait.shards[i], wait.epochs[i], wait.positions[i]));
    }
    return fewest;
  }
}
