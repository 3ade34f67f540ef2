// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.command.Acknowledgements;
import io.tarn.keyspace.HashSlot;
import io.tarn.log.Leader;
import io.tarn.log.Promotion;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What the replicas of the shards that are led here have said, for those who wait for it. What is
 * not for any thread is used under the replicator's lock.
 */
final class ReplicaWords implements Acknowledgements {

  private final Holding[] holdings;
  private final Object lock;
  private final BooleanSupplier serving;
  private final Runnable wake;
  private final AckWaits waits = new AckWaits();
  private final AckedPositions acked;

  /**
   * Creates it.
   *
   * @param lock of whoever uses the holdings
   * @param serving whether this node may serve: otherwise others may lead by now, and what replicas
   *     say to it is worth nothing
   * @param hasOthers whether there are other nodes that may hold copies
   * @param wake has the replication's thread look soon
   */
  ReplicaWords(
      Holding[] holdings,
      Object lock,
      BooleanSupplier serving,
      BooleanSupplier hasOthers,
      Runnable wake) {
    this.holdings = holdings;
    this.lock = lock;
    this.serving = serving;
    this.wake = wake;
    this.acked = new AckedPositions(holdings.length, hasOthers);
  }

  /** A replica of a shard may have said something. */
  void heard(int shard, boolean mayServe) {
    if (mayServe) {
      acked.update(shard);
    }
  }

  /** A shard may be led from now on, or no longer. */
  void led(int shard) {
    acked.leads(shard, holdings[shard].leaderOrNull());
  }

  /** Takes out whoever waits no longer. */
  List<AckWaits.Due> due(long nowNanos) {
    return waits.isEmpty() ? List.of() : waits.due(this::replicasAt, nowNanos);
  }

  /** Has those look who look for themselves; without the lock. */
  void tellWatchers() {
    acked.tellWatchers();
  }

  @Override
  public void await(
      int[] slots, int[] epochs, int replicas, long timeoutMillis, IntConsumer answer) {
    int slotsPerShard = HashSlot.COUNT / holdings.length;
    List<AckWaits.Due> due;
    synchronized (lock) {
      long now = System.nanoTime();
      boolean all = slots.length == 0;
      int[] shards = all ? led() : IntStream.of(slots).map(slot -> slot / slotsPerShard).toArray();
      int[] wanted = all ? IntStream.of(shards).map(this::epoch).toArray() : epochs.clone();
      long[] positions =
          IntStream.of(shards).mapToLong(shard -> holdings[shard].copy().log().end()).toArray();
      long deadline = timeoutMillis == 0 ? Long.MAX_VALUE : now + timeoutMillis * 1_000_000L;
      waits.add(shards, wanted, positions, replicas, deadline, answer);
      due = due(now);
    }
    wake.run();
    due.forEach(AckWaits.Due::give);
  }

  private int[] led() {
    return IntStream.range(0, holdings.length)
        .filter(shard -> holdings[shard].leaderOrNull() != null)
        .toArray();
  }

  /* In short; 0 when the shard is not led here. */
  private int epoch(int shard) {
    Leader leader = holdings[shard].leaderOrNull();
    return leader == null ? 0 : Promotion.inShort(leader.epoch());
  }

  private int replicasAt(int shard, int epoch, long position) {
    if (!serving.getAsBoolean()) {
      return 0;
    }
    Leader leader = holdings[shard].leaderOrNull();
    if (leader == null || Promotion.inShort(leader.epoch()) != epoch) {
      return AckWaits.NOT_LED;
    }
    int count = 0;
    while (leader.acknowledgedBy(count + 1) >= position) {
      count++;
    }
    return count;
  }

  @Override
  public Verdict verdict(int shard, int epoch, long position) {
    return acked.verdict(shard, epoch, position);
  }

  @Override
  public void watch(Runnable watcher) {
    acked.watch(watcher);
  }

  @Override
  public void unwatch(Runnable watcher) {
    acked.unwatch(watcher);
  }
}
