// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Hands some shards off again and again, to the only node there is. Each round begins when the one
 * before has ended: a coordinator that is kept busy with rebalancing tells nobody where a shard
 * lives.
 */
final class ShufflingStrategy extends ShardCoordinator.AbstractShardAllocationStrategy {

  private final Random random;
  private final int shardsPerRound;
  private final AtomicLong handOffs = new AtomicLong();
  private volatile boolean running;

  ShufflingStrategy(long seed, int shardsPerRound) {
    this.random = new Random(seed);
    this.shardsPerRound = shardsPerRound;
  }

  void running(boolean value) {
    running = value;
  }

  /** Returns how many shards it has asked to be handed off. */
  long handOffs() {
    return handOffs.get();
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
    // The requester may be the coordinator itself, which holds no shards.
    return Futures.successful(current.keySet().iterator().next());
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> current, Set<String> moving) {
    if (!running) {
      return Futures.successful(Set.of());
    }
    List<String> shards = new ArrayList<>();
    for (IndexedSeq<String> here : current.values()) {
      shards.addAll(CollectionConverters.asJava(here));
    }
    if (!moving.isEmpty() || shards.size() < ClusterSettings.DEFAULT_SHARDS) {
      return Futures.successful(Set.of());
    }
    Collections.shuffle(shards, random);
    Set<String> chosen = new HashSet<>(shards.subList(0, Math.min(shardsPerRound, shards.size())));
    handOffs.addAndGet(chosen.size());
    return Futures.successful(chosen);
  }
}
