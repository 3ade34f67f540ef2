// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.AckLevel;
import io.tarn.command.Arguments;
import io.tarn.command.ClusterFacts;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.Command;
import io.tarn.command.Connection;
import io.tarn.command.CopyParameters;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Flag;
import io.tarn.command.Help;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** TARN: what {@code ./tarn admin} asks. A node is named by its id, a part of it, or host:port. */
final class TarnCommand {

  private static final String SINCE = "7.0.0";

  /** Fewest digits of an id that may stand for it. */
  private static final int LEAST_DIGITS = 4;

  private static final Reply HELP =
      Help.of(
          "TARN",
          "ACK [memory|replica|default]",
          "Return, or set, what answers to writes of this connection wait for.",
          "DRAIN <node> [DRYRUN]",
          "Have a node emptied: others take over what it holds.",
          "MOVE <shard> <node> [DRYRUN]",
          "Have a node lead a shard.",
          "NODES",
          "Return the members.",
          "SHARDS",
          "Return the shards with leader and followers.",
          "STATUS",
          "Return whether all is well, and if not, why.",
          "UNDRAIN <node> [DRYRUN]",
          "Have a drained node filled again.");

  private TarnCommand() {}

  static Command container() {
    return Rows.container(
        "tarn",
        SINCE,
        "Commands of Tarn's own about the cluster",
        List.of(
            ack(),
            Rows.admin("tarn|drain", -3, SINCE, "Has a node emptied")
                .runs((execution, arguments) -> drain(execution, arguments, true)),
            Rows.help("tarn", SINCE, HELP),
            Rows.admin("tarn|move", -4, SINCE, "Has a node lead a shard").runs(TarnCommand::move),
            Rows.admin("tarn|nodes", 2, SINCE, "Lists the members").runs(TarnCommand::nodes),
            Rows.admin("tarn|shards", 2, SINCE, "Lists the shards").runs(TarnCommand::shards),
            Rows.admin("tarn|status", 2, SINCE, "Tells whether all is well")
                .runs((execution, arguments) -> status(execution.environment().cluster())),
            Rows.admin("tarn|undrain", -3, SINCE, "Has a drained node filled again")
                .runs((execution, arguments) -> drain(execution, arguments, false))));
  }

  private static Command ack() {
    return Command.named("tarn|ack", -2)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.NO_MULTI, Flag.FAST)
        .categories("fast", "connection")
        .docs(
            "connection",
            SINCE,
            "O(1)",
            "Tells or sets what answers to writes of this connection wait for")
        .runs(TarnCommand::ack);
  }

  private static Reply ack(Execution execution, Arguments arguments) {
    Connection connection = execution.connection();
    CopyParameters copies = execution.environment().parameters().copies();
    if (arguments.count() == 2) {
      AckLevel own = connection.ackLevel();
      return Reply.Bulk.of((own == null ? copies.level() : own).label());
    }
    if (arguments.count() > 3) {
      return Errors.SYNTAX;
    }
    if (arguments.is(2, "default")) {
      connection.ackLevel(null, copies.level());
      return Reply.OK;
    }
    String refusal = copies.refusal(arguments.text(2));
    if (refusal != null) {
      return Reply.error(refusal);
    }
    connection.ackLevel(AckLevel.ofLabel(arguments.text(2)), copies.level());
    return Reply.OK;
  }

  private static Reply drain(Execution execution, Arguments arguments, boolean on) {
    if (arguments.count() > 4) {
      return Errors.SYNTAX;
    }
    boolean dryRun = arguments.count() == 4;
    if (dryRun && !arguments.is(3, "dryrun")) {
      return Errors.SYNTAX;
    }
    return onNode(
        execution,
        arguments.text(2),
        node -> execution.environment().clusterAdmin().drain(node.id(), on, dryRun));
  }

  private static Reply move(Execution execution, Arguments arguments) {
    if (arguments.count() > 5) {
      return Errors.SYNTAX;
    }
    boolean dryRun = arguments.count() == 5;
    if (dryRun && !arguments.is(4, "dryrun")) {
      return Errors.SYNTAX;
    }
    int shards = execution.environment().cluster().shards().size();
    long shard = Numbers.isLong(arguments, 2) ? Numbers.parseLong(arguments, 2) : -1;
    if (shard < 0 || shard >= shards) {
      return Reply.error("shard must be 0 to " + (shards - 1));
    }
    return onNode(
        execution,
        arguments.text(3),
        node -> execution.environment().clusterAdmin().move((int) shard, node.id(), dryRun));
  }

  private static Reply onNode(Execution execution, String name, Function<Node, Reply> action) {
    ClusterPicture picture = new ClusterPicture(execution);
    List<Node> found = new ArrayList<>();
    for (Node node : picture.nodes()) {
      String host = picture.host(node);
      if (node.id().equals(name)
          || (name.length() >= LEAST_DIGITS && node.id().startsWith(name))
          || name.equals(host + ":" + node.respPort())
          || name.equals(host + ":" + node.nodePort())) {
        found.add(node);
      }
    }
    return switch (found.size()) {
      case 0 -> Reply.error("no such node (TARN NODES lists them)");
      case 1 -> action.apply(found.getFirst());
      default -> Reply.error("several nodes are called so: give more of the id");
    };
  }

  private static Reply nodes(Execution execution, Arguments arguments) {
    ClusterPicture picture = new ClusterPicture(execution);
    List<Reply> nodes = new ArrayList<>();
    for (Node node : picture.nodes()) {
      long leads = picture.shards().stream().filter(s -> node.id().equals(s.leaderId())).count();
      long follows =
          picture.shards().stream()
              .flatMap(shard -> shard.followers().stream())
              .filter(follower -> follower.nodeId().equals(node.id()))
              .count();
      nodes.add(
          mapping(
              "id", Reply.Bulk.of(node.id()),
              "host", Reply.Bulk.of(picture.host(node)),
              "resp-port", Reply.Int.of(node.respPort()),
              "http-port", Reply.Int.of(node.httpPort()),
              "node-port", Reply.Int.of(node.nodePort()),
              "role", Reply.Bulk.of(node.holder() ? "cache" : "client"),
              "weight", new Reply.Real(node.weight()),
              "leads", Reply.Int.of(leads),
              "follows", Reply.Int.of(follows),
              "state", Reply.Bulk.of(state(node)),
              "self", Reply.Int.of(picture.isSelf(node) ? 1 : 0)));
    }
    return new Reply.Array(nodes);
  }

  private static String state(Node node) {
    return switch (node.health()) {
      case ONLINE -> node.draining() ? "draining" : "online";
      case SUSPECT -> "suspect";
      case FAILED -> "failed";
    };
  }

  private static Reply shards(Execution execution, Arguments arguments) {
    List<Reply> shards = new ArrayList<>();
    for (Shard shard : execution.environment().cluster().shards()) {
      List<Reply> followers = new ArrayList<>();
      for (Follower follower : shard.followers()) {
        followers.add(
            mapping(
                "node", Reply.Bulk.of(follower.nodeId()),
                "position", Reply.Int.of(follower.position()),
                "lag-bytes", Reply.Int.of(Math.max(0, shard.position() - follower.position())),
                "in-sync", Reply.Int.of(follower.inSync() ? 1 : 0)));
      }
      shards.add(
          mapping(
              "shard", Reply.Int.of(shards.size()),
              "first-slot", Reply.Int.of(shard.firstSlot()),
              "last-slot", Reply.Int.of(shard.lastSlot()),
              "leader", name(shard.leaderId()),
              "epoch", Reply.Int.of(shard.epoch()),
              "position", Reply.Int.of(shard.position()),
              "followers", new Reply.Array(followers)));
    }
    return new Reply.Array(shards);
  }

  private static Reply name(@Nullable String id) {
    return id == null ? Reply.NULL : Reply.Bulk.of(id);
  }

  private static Reply status(ClusterFacts facts) {
    List<Reply> reasons = new ArrayList<>();
    if (!facts.isServing()) {
      reasons.add(Reply.Bulk.of("this node does not hear from the majority and serves nothing"));
    }
    int takers = 0;
    for (Node node : facts.nodes()) {
      if (node.health() != ClusterFacts.Health.ONLINE) {
        reasons.add(Reply.Bulk.of("node " + node.id() + " is " + state(node)));
      }
      takers += node.holder() && !node.draining() ? 1 : 0;
    }
    List<Shard> shards = facts.shards();
    int wanted = Math.min(facts.wantedReplicas(), Math.max(0, takers - 1));
    long unled = shards.stream().filter(shard -> shard.leaderId() == null).count();
    long thin = shards.stream().filter(shard -> inSync(shard) < wanted).count();
    if (unled > 0) {
      reasons.add(Reply.Bulk.of(unled + " of " + shards.size() + " shards have no leader"));
    }
    if (thin > 0) {
      reasons.add(
          Reply.Bulk.of(
              thin
                  + " of "
                  + shards.size()
                  + " shards have fewer than "
                  + wanted
                  + " replicas in sync"));
    }
    if (wanted < facts.wantedReplicas()) {
      reasons.add(
          Reply.Bulk.of(
              "too few nodes for tarn.replicas=" + facts.wantedReplicas() + ": " + takers));
    }
    return mapping(
        "state",
        Reply.Bulk.of(reasons.isEmpty() ? "healthy" : "degraded"),
        "reasons",
        new Reply.Array(reasons));
  }

  private static long inSync(Shard shard) {
    return shard.followers().stream().filter(Follower::inSync).count();
  }

  private static Reply mapping(Object... pairs) {
    List<Reply> items = new ArrayList<>();
    for (Object item : pairs) {
      items.add(item instanceof Reply reply ? reply : Reply.Bulk.of(item.toString()));
    }
    return new Reply.Mapping(items);
  }
}
