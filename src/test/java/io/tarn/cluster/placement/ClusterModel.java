// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A cluster that does at once what placement decides, and loses what a crash would lose. */
final class ClusterModel {

  /** What a node has of a shard. */
  record Memory(boolean complete, boolean inSync, long epoch, long position) {}

  final int shards;
  final int replicas;
  final Map<String, Holder> holders = new TreeMap<>();
  final Map<Copy, String> allocation = new TreeMap<>();
  final Map<String, Map<Integer, Memory>> memories = new HashMap<>();
  final Map<Integer, String> wishes = new HashMap<>();
  int primaryMoves;
  int checkpoints;
  int losses;
  private final Random random;

  ClusterModel(int shards, int replicas, Random random) {
    this.shards = shards;
    this.replicas = replicas;
    this.random = random;
  }

  void state(String name, double weight, Holder.State state) {
    holders.put(name, new Holder(name, weight, state));
  }

  void state(String name, Holder.State state) {
    state(name, holders.get(name).weight(), state);
  }

  /** A node vanishes with its memory. */
  void crash(String name) {
    holders.remove(name);
    memories.remove(name);
    allocation.values().removeIf(name::equals);
  }

  Snapshot snapshot() {
    Map<Integer, List<Holding>> holdings = new HashMap<>();
    memories.forEach(
        (node, memory) ->
            memory.forEach(
                (shard, m) ->
                    holdings
                        .computeIfAbsent(shard, _ -> new ArrayList<>())
                        .add(
                            new Holding(node, m.complete(), m.inSync(), m.epoch(), m.position()))));
    return new Snapshot(shards, replicas, holders, allocation, holdings);
  }

  /** Places everything wanted that is nowhere, in random order. */
  void placeAll() {
    List<Copy> missing = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      for (int copy = 0; copy <= replicas; copy++) {
        if (!allocation.containsKey(new Copy(shard, copy))) {
          missing.add(new Copy(shard, copy));
        }
      }
    }
    java.util.Collections.shuffle(missing, random);
    missing.sort(java.util.Comparator.comparing(copy -> !copy.isPrimary()));
    missing.forEach(copy -> place(copy, null));
  }

  Optional<String> place(Copy copy, @Nullable String planned) {
    Optional<String> node = Placement.of(snapshot()).allocate(copy, planned);
    node.ifPresent(name -> start(copy, name));
    return node;
  }

  private void start(Copy copy, String node) {
    allocation.put(copy, node);
    Map<Integer, Memory> memory = memories.computeIfAbsent(node, _ -> new HashMap<>());
    Memory old = memory.get(copy.shard());
    if (copy.isPrimary()) {
      boolean anybody =
          memories.values().stream()
              .map(m -> m.get(copy.shard()))
              .anyMatch(m -> m != null && m.complete());
      if (anybody && (old == null || !old.complete())) {
        losses++;
      }
      long epoch = newestEpoch(copy.shard()) + 1;
      long position = old == null || !old.complete() ? 0 : old.position();
      memories.values().forEach(m -> m.computeIfPresent(copy.shard(), (_, x) -> behind(x)));
      memory.put(copy.shard(), new Memory(true, true, epoch, position + random.nextInt(100)));
    } else if (!node.equals(allocation.get(Copy.primary(copy.shard())))) {
      if (old == null || !old.complete()) {
        checkpoints++;
      }
      memory.put(
          copy.shard(),
          new Memory(
              old != null && old.complete(),
              false,
              old == null ? 0 : old.epoch(),
              old == null ? 0 : old.position()));
    }
  }

  private static Memory behind(Memory memory) {
    return new Memory(memory.complete(), false, memory.epoch(), memory.position());
  }

  private long newestEpoch(int shard) {
    return memories.values().stream()
        .map(m -> m.get(shard))
        .filter(java.util.Objects::nonNull)
        .mapToLong(Memory::epoch)
        .max()
        .orElse(0);
  }

  /** All followers reach their leaders, or each does with a chance. */
  void sync(double chance) {
    allocation.forEach(
        (copy, node) -> {
          String leader = allocation.get(Copy.primary(copy.shard()));
          if (!copy.isPrimary()
              && leader != null
              && !leader.equals(node)
              && random.nextDouble() < chance) {
            Memory truth = memories.get(leader).get(copy.shard());
            memories
                .get(node)
                .put(copy.shard(), new Memory(true, true, truth.epoch(), truth.position()));
          }
        });
  }

  /** One round; returns what was planned. */
  Plan round(MoveLimits limits) {
    Plan plan = Rebalance.plan(snapshot(), wishes, limits);
    for (Copy copy : plan.handedOff()) {
      String node = allocation.remove(copy);
      if (copy.isPrimary()) {
        primaryMoves++;
      }
      memories.get(node).computeIfPresent(copy.shard(), (_, m) -> behind(m));
      if (!copy.isPrimary() && node.equals(allocation.get(Copy.primary(copy.shard())))) {
        // The leader lives here too and goes on.
        Memory m = memories.get(node).get(copy.shard());
        memories.get(node).put(copy.shard(), new Memory(true, true, m.epoch(), m.position()));
      }
    }
    plan.moves().forEach(this::place);
    plan.helpers().forEach(this::place);
    return plan;
  }
}
