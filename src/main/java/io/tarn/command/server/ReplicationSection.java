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

  /** A node that follows some of this node's shards. */
  private static final class Replica {
    private int shards;
    private long behind;
    private boolean inSync = true;
    private long lagSeconds;

    void add(Shard shard, Follower follower) {
      shards++;
      behind += Math.max(0, shard.position() - follower.position());
      inSync &= follower.inSync();
      lagSeconds = Math.max(lagSeconds, follower.lagSeconds());
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
              + (replica.inSync ? "online" : "send_bulk")
              + ",offset="
              + (offset - replica.behind)
              + ",lag="
              + replica.lagSeconds
              + ",shards="
              + replica.shards);
    }
    text.line("master_failover_state", "no-failover");
    text.line("master_replid", execution.environment().facts().nodeId());
    text.line("master_replid2", "0".repeat(40));
    text.line("master_repl_offset", offset);
    text.line("second_repl_offset", -1);
    text.line("repl_backlog_active", replicas.isEmpty() ? 0 : 1);
    if (!picture.isAlone()) {
      List<Shard> led = led(picture);
      text.line("shards_led", led.size());
      text.line(
          "shards_led_without_replica",
          led.stream().filter(s -> s.followers().stream().noneMatch(Follower::inSync)).count());
      text.line(
          "shards_followed",
          picture.shards().stream()
              .filter(s -> s.followers().stream().anyMatch(f -> picture.isSelf(f.nodeId())))
              .count());
    }
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
