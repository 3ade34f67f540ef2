// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Health;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.server.ClusterPicture.Range;
import io.tarn.keyspace.HashSlot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CLUSTER INFO, NODES, SHARDS, SLOTS and REPLICAS, in the forms of Redis 7.0. */
final class ClusterAnswers {

  private ClusterAnswers() {}

  static Reply info(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    int suspect = picture.slots(Health.SUSPECT);
    int failed = picture.slots(Health.FAILED);
    int assigned = picture.ranges().stream().mapToInt(Range::slots).sum();
    boolean good = assigned == HashSlot.COUNT && failed == 0 && picture.isServing();
    InfoText text = new InfoText();
    text.line("cluster_state", good ? "ok" : "fail");
    text.line("cluster_slots_assigned", assigned);
    text.line("cluster_slots_ok", assigned - suspect - failed);
    text.line("cluster_slots_pfail", suspect);
    text.line("cluster_slots_fail", failed);
    text.line("cluster_known_nodes", picture.nodes().size());
    text.line("cluster_size", picture.ranges().stream().map(Range::leaderId).distinct().count());
    text.line("cluster_current_epoch", picture.epoch(null));
    text.line("cluster_my_epoch", picture.epoch(picture.nodes().getFirst().id()));
    return new Reply.Verbatim("txt", text.toString());
  }

  static Reply nodes(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    List<Range> ranges = picture.coveringRanges();
    StringBuilder text = new StringBuilder();
    for (Node node : picture.nodes()) {
      String flags = (picture.isSelf(node) ? "myself,master" : "master") + failure(node);
      begin(text, picture, node, flags, "-");
      for (Range range : ranges) {
        if (range.leaderId().equals(node.id())) {
          text.append(' ').append(range.first());
          if (range.last() > range.first()) {
            text.append('-').append(range.last());
          }
        }
      }
      text.append('\n');
    }
    return new Reply.Verbatim("txt", text.toString());
  }

  /* id host:port@port flags master ping pong epoch link: the beginning of a line of NODES. */
  private static void begin(
      StringBuilder text, ClusterPicture picture, Node node, String flags, String master) {
    text.append(node.id())
        .append(' ')
        .append(picture.host(node))
        .append(':')
        .append(node.respPort())
        .append('@')
        .append(node.nodePort())
        .append(' ')
        .append(flags)
        .append(' ')
        .append(master)
        .append(" 0 ")
        .append(node.heardMillis())
        .append(' ')
        .append(picture.epoch(node.id()))
        .append(' ')
        .append(node.health() == Health.ONLINE ? "connected" : "disconnected");
  }

  private static String failure(Node node) {
    return switch (node.health()) {
      case ONLINE -> "";
      case SUSPECT -> ",fail?";
      case FAILED -> ",fail";
    };
  }

  /* The nodes that follow anything which a node leads, as lines of NODES. */
  static Reply replicas(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    String id = arguments.text(2);
    if (picture.node(id) == null) {
      return Reply.error("Unknown node " + id);
    }
    List<String> followers =
        picture.ranges().stream()
            .filter(range -> range.leaderId().equals(id))
            .flatMap(range -> ClusterPicture.ids(range.followers()).stream())
            .distinct()
            .toList();
    List<Reply> lines = new ArrayList<>();
    for (Node node : picture.nodes()) {
      if (followers.contains(node.id())) {
        StringBuilder line = new StringBuilder();
        String flags = (picture.isSelf(node) ? "myself,slave" : "slave") + failure(node);
        begin(line, picture, node, flags, id);
        lines.add(Reply.Bulk.of(line.toString()));
      }
    }
    return new Reply.Array(lines);
  }

  static Reply slots(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    List<Reply> ranges = new ArrayList<>();
    for (Range range : picture.coveringRanges()) {
      List<Reply> items = new ArrayList<>();
      items.add(Reply.Int.of(range.first()));
      items.add(Reply.Int.of(range.last()));
      addSlotNode(items, picture, range.leaderId());
      for (Follower follower : range.followers()) {
        if (follower.inSync()) {
          addSlotNode(items, picture, follower.nodeId());
        }
      }
      ranges.add(new Reply.Array(items));
    }
    return new Reply.Array(ranges);
  }

  private static void addSlotNode(List<Reply> items, ClusterPicture picture, String id) {
    Node node = picture.node(id);
    if (node != null) {
      items.add(
          Reply.Array.of(
              Reply.Bulk.of(picture.host(node)),
              Reply.Int.of(node.respPort()),
              Reply.Bulk.of(id),
              new Reply.Mapping(List.of())));
    }
  }

  /* All ranges with the same leader and followers are one shard in Redis's sense. */
  static Reply shards(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    Map<List<String>, List<Range>> groups = new LinkedHashMap<>();
    for (Range range : picture.coveringRanges()) {
      List<String> who = new ArrayList<>(List.of(range.leaderId()));
      who.addAll(ClusterPicture.ids(range.followers()).stream().sorted().toList());
      groups.computeIfAbsent(who, _ -> new ArrayList<>()).add(range);
    }
    List<Reply> shards = new ArrayList<>();
    groups.forEach((who, ranges) -> shards.add(shard(picture, who, ranges)));
    return new Reply.Array(shards);
  }

  private static Reply shard(ClusterPicture picture, List<String> who, List<Range> ranges) {
    List<Reply> slots = new ArrayList<>();
    for (Range range : ranges) {
      slots.add(Reply.Int.of(range.first()));
      slots.add(Reply.Int.of(range.last()));
    }
    List<Reply> nodes = new ArrayList<>();
    for (String id : who) {
      Node node = picture.node(id);
      if (node != null) {
        nodes.add(shardNode(picture, node, who.getFirst(), ranges));
      }
    }
    return new Reply.Mapping(
        List.of(
            Reply.Bulk.of("slots"),
            new Reply.Array(slots),
            Reply.Bulk.of("nodes"),
            new Reply.Array(nodes)));
  }

  private static Reply shardNode(
      ClusterPicture picture, Node node, String leader, List<Range> ranges) {
    boolean leads = node.id().equals(leader);
    long offset = 0;
    boolean inSync = true;
    for (var shard : picture.shards()) {
      if (ranges.stream()
          .noneMatch(r -> r.first() <= shard.firstSlot() && shard.lastSlot() <= r.last())) {
        continue;
      }
      if (leads) {
        offset += shard.position();
      }
      for (Follower follower : shard.followers()) {
        if (!leads && follower.nodeId().equals(node.id())) {
          offset += follower.position();
          inSync &= follower.inSync();
        }
      }
    }
    String health = node.health() == Health.ONLINE ? (inSync ? "online" : "loading") : "failed";
    return new Reply.Mapping(
        List.of(
            Reply.Bulk.of("id"),
            Reply.Bulk.of(node.id()),
            Reply.Bulk.of("port"),
            Reply.Int.of(node.respPort()),
            Reply.Bulk.of("ip"),
            Reply.Bulk.of(picture.host(node)),
            Reply.Bulk.of("endpoint"),
            Reply.Bulk.of(picture.host(node)),
            Reply.Bulk.of("role"),
            Reply.Bulk.of(leads ? "master" : "replica"),
            Reply.Bulk.of("replication-offset"),
            Reply.Int.of(offset),
            Reply.Bulk.of("health"),
            Reply.Bulk.of(health)));
  }
}
