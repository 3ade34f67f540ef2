// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.ClusterFacts;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Health;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.Execution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's facts at one moment, in the terms of Redis Cluster. There a node is a master with
 * slots or the replica of one master; here every node leads some shards and follows others. So
 * nodes are masters, and replicas are named with the ranges that they follow.
 */
final class ClusterPicture {

  /** A range of slots with who serves it. */
  record Range(int first, int last, String leaderId, List<Follower> followers) {
    int slots() {
      return last - first + 1;
    }
  }

  private final ClusterFacts facts;
  private final List<Node> nodes;
  private final List<Shard> shards;
  private final Map<String, Node> byId = new HashMap<>();
  private final String ownHost;

  ClusterPicture(Execution execution) {
    facts = execution.environment().cluster();
    nodes = facts.nodes();
    shards = facts.shards();
    nodes.forEach(node -> byId.put(node.id(), node));
    String arrived = execution.connection().localAddress();
    ownHost = arrived.substring(0, Math.max(0, arrived.lastIndexOf(':')));
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Shard> shards() {
    return shards;
  }

  boolean isAlone() {
    return nodes.size() == 1;
  }

  boolean isServing() {
    return facts.isServing();
  }

  boolean isSelf(Node node) {
    return node.id().equals(facts.selfId());
  }

  boolean isSelf(@Nullable String id) {
    return facts.selfId().equals(id);
  }

  @Nullable Node node(String id) {
    return byId.get(id);
  }

  /** Returns where a client finds a node: for this node, if need be, where it found it. */
  String host(Node node) {
    return node.host().isEmpty() && isSelf(node) ? ownHost : node.host();
  }

  /** Returns the led ranges in order; neighbours with the same leader and followers are one. */
  List<Range> ranges() {
    return ranges(this::leader);
  }

  private @Nullable String leader(Shard shard) {
    return byId.containsKey(shard.leaderId()) ? shard.leaderId() : null;
  }

  /**
   * Returns ranges that leave no slot out. Where nobody leads at the moment, since a node has died
   * or a shard moves, a stand-in is named: clients take a slot that is not told for one that cannot
   * be used, and fail requests for which any node waits.
   */
  List<Range> coveringRanges() {
    return ranges(
        shard -> {
          String leader = leader(shard);
          Node node = leader == null ? null : byId.get(leader);
          boolean gone = node == null || node.health() == Health.FAILED;
          String standIn = gone ? standIn(shard) : null;
          return standIn == null ? leader : standIn;
        });
  }

  /* Who has most of a shard leads it next, most likely; without followers any node will do. */
  private @Nullable String standIn(Shard shard) {
    return shard.followers().stream()
        .filter(follower -> follower.inSync() && isOnline(follower.nodeId()))
        .max(Comparator.comparingLong(Follower::position).thenComparing(Follower::nodeId))
        .map(Follower::nodeId)
        .or(() -> nodes.stream().filter(this::mayHold).map(Node::id).min(String::compareTo))
        .orElse(null);
  }

  private boolean mayHold(Node node) {
    return node.holder() && node.health() == Health.ONLINE;
  }

  private boolean isOnline(String id) {
    Node node = byId.get(id);
    return node != null && node.health() == Health.ONLINE;
  }

  private List<Range> ranges(Function<Shard, @Nullable String> server) {
    List<Range> ranges = new ArrayList<>();
    for (Shard shard : shards) {
      String leader = server.apply(shard);
      if (leader == null) {
        continue;
      }
      List<Follower> followers =
          shard.followers().stream()
              .filter(f -> byId.containsKey(f.nodeId()) && !f.nodeId().equals(leader))
              .toList();
      Range last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null
          && last.last() + 1 == shard.firstSlot()
          && last.leaderId().equals(leader)
          && ids(last.followers()).equals(ids(followers))) {
        ranges.set(
            ranges.size() - 1, new Range(last.first(), shard.lastSlot(), leader, last.followers()));
      } else {
        ranges.add(new Range(shard.firstSlot(), shard.lastSlot(), leader, followers));
      }
    }
    return ranges;
  }

  static List<String> ids(List<Follower> followers) {
    return followers.stream().map(Follower::nodeId).toList();
  }

  /** Returns the highest epoch of the shards that a node leads; of all shards for null. */
  long epoch(@Nullable String id) {
    return shards.stream()
        .filter(shard -> id == null || Objects.equals(shard.leaderId(), id))
        .mapToLong(Shard::epoch)
        .max()
        .orElse(0);
  }

  /** Returns how many slots are led by nodes of which {@code health} is known. */
  int slots(Health health) {
    return ranges().stream()
        .filter(range -> Objects.requireNonNull(byId.get(range.leaderId())).health() == health)
        .mapToInt(Range::slots)
        .sum();
  }
}
