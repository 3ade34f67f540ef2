// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.cluster.link.Links;
import io.tarn.cluster.replication.LedShard;
import io.tarn.cluster.view.ClusterView;
import io.tarn.cluster.view.HeldCopy;
import io.tarn.cluster.view.NodeReport;
import io.tarn.command.ClusterFacts;
import io.tarn.command.NodeFacts;
import io.tarn.log.FollowerFacts;
import io.tarn.log.Promotion;
import io.tarn.slot.Fence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * The facts of CLUSTER and INFO, from the membership and from what the nodes report. Any thread.
 */
final class ViewFacts implements ClusterFacts {

  private final Cluster cluster;
  private final Links links;
  private final ClusterView view;
  private final Fence fence;
  private final Supplier<NodeFacts> self;
  private final int slotsPerShard;
  private final int replicas;
  private final Supplier<Map<Integer, LedShard>> led;

  ViewFacts(
      Cluster cluster,
      Links links,
      ClusterView view,
      Fence fence,
      Supplier<NodeFacts> self,
      int slotsPerShard,
      int replicas,
      Supplier<Map<Integer, LedShard>> led) {
    this.cluster = cluster;
    this.links = links;
    this.view = view;
    this.fence = fence;
    this.self = self;
    this.slotsPerShard = slotsPerShard;
    this.replicas = replicas;
    this.led = led;
  }

  @Override
  public String selfId() {
    return self.get().nodeId();
  }

  @Override
  public List<Node> nodes() {
    ClusterEvent.CurrentClusterState state = cluster.state();
    Set<Member> unreachable = new HashSet<>(state.getUnreachable());
    List<Node> nodes = new ArrayList<>();
    for (Member member : state.getMembers()) {
      int number = number(member);
      NodeReport report = view.report(number);
      if (report != null) {
        Node node = node(member, report, number == ClusterView.SELF, unreachable.contains(member));
        nodes.add(number == ClusterView.SELF ? 0 : nodes.size(), node);
      }
    }
    return nodes;
  }

  private Node node(Member member, NodeReport report, boolean own, boolean unreachable) {
    return new Node(
        own ? selfId() : report.nodeId(),
        report.host(),
        own ? self.get().respPort() : report.respPort(),
        member.address().getPort().orElse(0),
        report.holder(),
        health(member, unreachable),
        own ? 0 : System.currentTimeMillis(),
        own ? self.get().httpPort() : report.httpPort(),
        report.weight(),
        report.draining());
  }

  private static Health health(Member member, boolean unreachable) {
    if (member.status() == MemberStatus.down() || member.status() == MemberStatus.removed()) {
      return Health.FAILED;
    }
    return unreachable ? Health.SUSPECT : Health.ONLINE;
  }

  private int number(Member member) {
    if (member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
      return ClusterView.SELF;
    }
    int peer = links.peerOf(member.uniqueAddress());
    return peer >= 0 ? peer : ClusterView.NOBODY;
  }

  @Override
  public List<Shard> shards() {
    Map<Integer, NodeReport> reports = view.reports();
    Map<Integer, LedShard> here = led.get();
    int count = view.shards();
    Map<Integer, List<Follower>> followers = new HashMap<>();
    long[] positions = new long[count];
    reports.forEach(
        (node, report) -> {
          for (HeldCopy copy : report.copies()) {
            switch (copy.role()) {
              case FOLLOWER ->
                  followers
                      .computeIfAbsent(copy.shard(), _ -> new ArrayList<>())
                      .add(new Follower(id(node, report), copy.position(), copy.complete(), 0));
              case LEADER -> positions[copy.shard()] = copy.position();
              case LEFT_OVER -> {}
            }
          }
        });
    List<Shard> shards = new ArrayList<>(count);
    for (int shard = 0; shard < count; shard++) {
      int leader = view.leader(shard);
      NodeReport report = reports.get(leader);
      LedShard own = here.get(shard);
      shards.add(
          new Shard(
              shard * slotsPerShard,
              (shard + 1) * slotsPerShard - 1,
              report == null ? null : id(leader, report),
              Promotion.generation(view.highestEpoch(shard)),
              own == null ? positions[shard] : own.end(),
              own == null
                  ? followers.getOrDefault(shard, List.of())
                  : followers(own, reports, followers.getOrDefault(shard, List.of()))));
    }
    return shards;
  }

  /* Of those who follow this node it knows more, and sooner, than they report once a second. */
  private static List<Follower> followers(
      LedShard own, Map<Integer, NodeReport> reports, List<Follower> reported) {
    Map<String, FollowerFacts> known = new HashMap<>();
    for (FollowerFacts facts : own.followers()) {
      NodeReport report = reports.get(facts.node());
      if (report != null) {
        known.put(report.nodeId(), facts);
      }
    }
    List<Follower> followers = new ArrayList<>();
    for (Follower follower : reported) {
      FollowerFacts facts = known.get(follower.nodeId());
      followers.add(
          facts == null
              ? new Follower(follower.nodeId(), follower.position(), false, 0)
              : new Follower(
                  follower.nodeId(),
                  facts.acknowledged(),
                  facts.inSync(),
                  facts.lagMillis() / 1_000));
    }
    return followers;
  }

  private String id(int node, @Nullable NodeReport report) {
    return node == ClusterView.SELF || report == null ? selfId() : report.nodeId();
  }

  @Override
  public int wantedReplicas() {
    return replicas;
  }

  @Override
  public boolean isServing() {
    return !fence.check(System.nanoTime());
  }
}
