// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replication as INFO and ROLE tell it: of the shards that this node leads. The offset of a replica
 * is this node's, less the bytes that the replica is behind, summed over the shards it follows.
 */
final class ReplicationSection {

  /** What a node follows of this node's shards, or this node of another's. */
  private static final class Replica {
    private int shards;
    private int inSync;
    private long behind;
    private long mostBehind;
    private long lagSeconds;

    void add(Shard shard, Follower follower) {
      long lag = Math.max(0, shard.position() - follower.position());
      shards++;
      inSync += follower.inSync() ? 1 : 0;
      behind += lag;
      mostBehind = Math.max(mostBehind, lag);
      lagSeconds = Math.max(lagSeconds, follower.lagSeconds());
    }

    String copies() {
      return ",shards=" + shards + ",in_sync=" + inSync + ",bytes_behind=" + behind;
    }
  }

  private ReplicationSection() {}

  static void write(Execution execution, InfoText text) {
    ClusterPicture picture = new ClusterPicture(execution);
    Map<Node, Replica> replicas = replicas(picture);
    long offset = offset(picture);
    text.line("role", "master");
    text.line("connected_slaves", replicas.size());
    int number = 0;
    for (Map.Entry<Node, Replica> entry : replicas.entrySet()) {
      Node node = entry.getKey();
      Replica replica = entry.getValue();
      text.line(
          "slave" + number++,
          "ip="
              + picture.host(node)
              + ",port="
              + node.respPort()
              + ",state="
              + (replica.inSync == replica.shards ? "online" : "send_bulk")
              + ",offset="
              + (offset - replica.behind)
              + ",lag="
              + replica.lagSeconds
              + replica.copies());
    }
    int least = execution.environment().parameters().copies().leastReplicas();
    if (least > 0) {
      text.line("min_slaves_good_slaves", fewestInSync(picture));
    }
    text.line("master_failover_state", "no-failover");
    text.line("master_replid", execution.environment().facts().nodeId());
    text.line("master_replid2", "0".repeat(40));
    text.line("master_repl_offset", offset);
    text.line("second_repl_offset", -1);
    text.line("repl_backlog_active", replicas.isEmpty() ? 0 : 1);
    if (!picture.isAlone()) {
      writeShards(picture, replicas, text);
    }
  }

  private static void writeShards(
      ClusterPicture picture, Map<Node, Replica> replicas, InfoText text) {
    Map<Node, Replica> followed = followed(picture);
    List<Shard> led = led(picture);
    text.line("shards_led", led.size());
    text.line(
        "shards_led_without_replica",
        led.stream().filter(s -> s.followers().stream().noneMatch(Follower::inSync)).count());
    text.line("most_bytes_behind", mostBehind(replicas));
    text.line("shards_followed", followed.values().stream().mapToInt(one -> one.shards).sum());
    text.line(
        "shards_followed_in_sync", followed.values().stream().mapToInt(one -> one.inSync).sum());
    int number = 0;
    for (Map.Entry<Node, Replica> entry : followed.entrySet()) {
      Node node = entry.getKey();
      text.line(
          "followed" + number++,
          "ip=" + picture.host(node) + ",port=" + node.respPort() + entry.getValue().copies());
    }
  }

  private static long mostBehind(Map<Node, Replica> replicas) {
    return replicas.values().stream().mapToLong(one -> one.mostBehind).max().orElse(0);
  }

  private static long fewestInSync(ClusterPicture picture) {
    return led(picture).stream()
        .mapToLong(shard -> shard.followers().stream().filter(Follower::inSync).count())
        .min()
        .orElse(0);
  }

  /* What this node follows, by the node that leads it. */
  private static Map<Node, Replica> followed(ClusterPicture picture) {
    Map<Node, Replica> followed = new LinkedHashMap<>();
    for (Shard shard : picture.shards()) {
      Node leader = shard.leaderId() == null ? null : picture.node(shard.leaderId());
      for (Follower follower : shard.followers()) {
        if (leader != null && picture.isSelf(follower.nodeId())) {
          followed.computeIfAbsent(leader, _ -> new Replica()).add(shard, follower);
        }
      }
    }
    return followed;
  }

  static void writeCluster(Execution execution, InfoText text) {
    text.line("cluster_enabled", new ClusterPicture(execution).isAlone() ? 0 : 1);
  }

  static Reply role(Execution execution) {
    ClusterPicture picture = new ClusterPicture(execution);
    long offset = offset(picture);
    List<Reply> replicas = new ArrayList<>();
    replicas(picture)
        .forEach(
            (node, replica) ->
                replicas.add(
                    Reply.Array.of(
                        Reply.Bulk.of(picture.host(node)),
                        Reply.Bulk.of(Integer.toString(node.respPort())),
                        Reply.Bulk.of(Long.toString(offset - replica.behind)))));
    return Reply.Array.of(Reply.Bulk.of("master"), Reply.Int.of(offset), new Reply.Array(replicas));
  }

  private static List<Shard> led(ClusterPicture picture) {
    return picture.shards().stream().filter(shard -> picture.isSelf(shard.leaderId())).toList();
  }

  private static long offset(ClusterPicture picture) {
    return led(picture).stream().mapToLong(Shard::position).sum();
  }

  private static Map<Node, Replica> replicas(ClusterPicture picture) {
    Map<Node, Replica> replicas = new LinkedHashMap<>();
    for (Shard shard : led(picture)) {
      for (Follower follower : shard.followers()) {
        Node node = picture.node(follower.nodeId());
        if (node != null) {
          replicas.computeIfAbsent(node, _ -> new Replica()).add(shard, follower);
        }
      }
    }
    return replicas;
  }
}
