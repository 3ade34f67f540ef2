// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.command.Acknowledgements.Verdict;
import io.tarn.log.Leader;
import io.tarn.log.Promotion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Up to where one replica has each shard that is led here, for any thread to read without a lock.
 * Written by one thread at a time.
 *
 * <p>A position is one of an epoch in which this node has led the shard. What was acknowledged at
 * the end of an epoch can still be read until this node leads in another: so what a planned move
 * waited for is known to be confirmed after it.
 */
final class AckedPositions {

  /** What stands for a shard of which no replica has anything. */
  private static final long NOTHING = -1;

  private static final long LED = 1L << Integer.SIZE;

  private final @Nullable Leader[] leaders;

  /** The last epoch in which each shard was led here, and {@link #LED} while it is; 0 before. */
  private final AtomicLongArray epochs;

  private final AtomicLongArray positions;
  private final BooleanSupplier hasOthers;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

  /**
   * Creates it for shards of which none is led.
   *
   * @param hasOthers whether there are other nodes that may hold copies
   */
  AckedPositions(int shards, BooleanSupplier hasOthers) {
    this.hasOthers = hasOthers;
    this.leaders = new Leader[shards];
    this.epochs = new AtomicLongArray(shards);
    this.positions = new AtomicLongArray(shards);
  }

  /** Notes who leads a shard here, if anybody does. */
  @SuppressWarnings("ReferenceEquality") // there is one object an epoch
  void leads(int shard, @Nullable Leader leader) {
    if (leaders[shard] == leader) {
      return;
    }
    if (leader == null) {
      epochs.set(shard, epochs.get(shard) & ~LED);
    } else {
      positions.set(shard, NOTHING);
      epochs.set(shard, LED | Integer.toUnsignedLong(Promotion.inShort(leader.epoch())));
    }
    leaders[shard] = leader;
  }

  /** Notes how far the replicas of a shard are, as its leader knows, while somebody wants it. */
  void update(int shard) {
    Leader leader = leaders[shard];
    if (leader != null && !watchers.isEmpty()) {
      long now = leader.acknowledgedByOne();
      if (now > positions.get(shard)) {
        positions.set(shard, now);
      }
    }
  }

  /** Tells whoever watches to look again. */
  void tellWatchers() {
    for (Runnable watcher : watchers) {
      watcher.run();
    }
  }

  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  /**
   * Returns what is known of a change of an epoch, in short. That it is led in this epoch may not
   * have been noted yet, for its gates are open before.
   */
  Verdict verdict(int shard, int epoch, long position) {
    while (true) {
      long present = epochs.get(shard);
      long acked = positions.get(shard);
      if (epochs.get(shard) != present) {
        continue;
      }
      boolean isPresent = present != 0 && (int) present == epoch;
      if (isPresent && acked >= position) {
        return Verdict.CONFIRMED;
      }
      boolean isOver = isPresent ? (present & LED) == 0 : present != 0 && (int) present - epoch > 0;
      return isOver || !hasOthers.getAsBoolean() ? Verdict.NEVER : Verdict.PENDING;
    }
  }
}
