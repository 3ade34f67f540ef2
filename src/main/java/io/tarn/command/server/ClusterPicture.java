// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.ClusterFacts;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    List<Range> ranges = new ArrayList<>();
    for (Shard shard : shards) {
      String leader = shard.leaderId();
      if (leader == null || !byId.containsKey(leader)) {
        continue;
      }
      List<Follower> followers =
          shard.followers().stream().filter(f -> byId.containsKey(f.nodeId())).toList();
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
  int slots(ClusterFacts.Health health) {
    return ranges().stream()
        .filter(range -> Objects.requireNonNull(byId.get(range.leaderId())).health() == health)
        .mapToInt(Range::slots)
        .sum();
  }
}
