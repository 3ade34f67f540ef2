// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.command.Acknowledgements.Verdict;
import io.tarn.log.Leader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Up to where one replica has each shard that is led here, for any thread to read without a lock.
 * Written by one thread at a time.
 *
 * <p>Each time this node begins or ceases to lead a shard, the shard's term grows by one; it is odd
 * while the node leads. What was acknowledged at the end of a term can still be read until the next
 * one begins: so what a planned move waited for is known to be confirmed after it.
 */
final class AckedPositions {

  /** What stands for a shard of which no replica has anything. */
  private static final long NOTHING = -1;

  private final @Nullable Leader[] leaders;
  private final AtomicIntegerArray terms;
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
    this.terms = new AtomicIntegerArray(shards);
    this.positions = new AtomicLongArray(shards);
  }

  /** Notes who leads a shard here, if anybody does. */
  @SuppressWarnings("ReferenceEquality") // there is one object a term
  void leads(int shard, @Nullable Leader leader) {
    if (leaders[shard] == leader) {
      return;
    }
    if (leaders[shard] != null) {
      terms.incrementAndGet(shard);
    }
    if (leader != null) {
      positions.set(shard, NOTHING);
      terms.incrementAndGet(shard);
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
   * Returns the term of a shard. Who has entered a gate of it asks while the shard is led, though
   * that may not have been noted yet.
   */
  int term(int shard) {
    return terms.get(shard) | 1;
  }

  /** Returns what is known of a change of a term. */
  Verdict verdict(int shard, int term, long position) {
    while (true) {
      int present = terms.get(shard);
      long acked = positions.get(shard);
      if (terms.get(shard) != present) {
        continue;
      }
      boolean isOfTerm = present == term || present == term + 1;
      if (isOfTerm && acked >= position) {
        return Verdict.CONFIRMED;
      }
      return present > term || !hasOthers.getAsBoolean() ? Verdict.NEVER : Verdict.PENDING;
    }
  }
}
