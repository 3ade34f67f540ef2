// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.NO_ASYNC_LOADING;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.ClusterFacts;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Help;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * CLUSTER, READONLY and READWRITE. What Redis Cluster has done by hand (which node is a member, who
 * holds which slots) this cluster does itself: those subcommands say how.
 */
final class ClusterCommand {

  private static final String PLACED =
      "slots and their copies are placed by the cluster itself (tarn.replicas, tarn.node.weight);"
          + " ./tarn admin move and drain say otherwise";
  private static final String NO_FILE = "the cluster keeps no configuration of its own";

  private static final Reply HELP =
      Help.of(
          "CLUSTER",
          "COUNTKEYSINSLOT <slot>",
          "Return how many keys of a slot this node serves.",
          "GETKEYSINSLOT <slot> <count>",
          "Return some keys of a slot that this node serves.",
          "INFO",
          "Return the state of the cluster.",
          "KEYSLOT <key>",
          "Return the slot of a key.",
          "MYID",
          "Return the id of this node.",
          "NODES",
          "Return the nodes, one a line:\n<id> <host:port@port> <flags> - 0 <heard> <epoch> <link> <slot> ...",
          "REPLICAS <id>",
          "Return the nodes that follow any shard which that node leads.",
          "SHARDS",
          "Return the ranges of slots by the nodes that hold them.",
          "SLOTS",
          "Return the ranges of slots, each with its leader and its replicas.");

  /** Records that are looked at in one step. */
  private static final int SCAN_RECORDS = 1024;

  private ClusterCommand() {}

  static Command container() {
    List<Command> rows = new ArrayList<>();
    rows.add(
        Command.named("cluster|help", 2)
            .flags(LOADING, STALE)
            .categories("slow")
            .docs("cluster", "5.0.0", "O(1)", "Lists the subcommands")
            .runs((execution, arguments) -> HELP));
    rows.add(
        row("countkeysinslot", 3, "3.0.0", "Counts the keys of a slot")
            .runs(ClusterCommand::countKeys));
    rows.add(row("getkeysinslot", 4, "3.0.0", "Lists keys of a slot").runs(ClusterCommand::keys));
    rows.add(row("info", 2, "3.0.0", "Tells the state of the cluster").runs(ClusterAnswers::info));
    rows.add(
        row("keyslot", 3, "3.0.0", "Answers the slot of a key")
            .runs((execution, arguments) -> Reply.Int.of(HashSlot.of(arguments.bytes(2)))));
    rows.add(
        row("myid", 2, "3.0.0", "Answers the id of this node")
            .runs(
                (execution, arguments) ->
                    Reply.Bulk.of(execution.environment().cluster().selfId())));
    rows.add(
        row("nodes", 2, "3.0.0", "Describes the nodes, one a line").runs(ClusterAnswers::nodes));
    rows.add(
        admin("replicas", 3, "5.0.0", "Lists who follows a node").runs(ClusterAnswers::replicas));
    rows.add(
        admin("slaves", 3, "3.0.0", "Lists who follows a node").runs(ClusterAnswers::replicas));
    rows.add(
        row("shards", 2, "7.0.0", "Lists the shards with their nodes")
            .runs(ClusterAnswers::shards));
    rows.add(
        row("slots", 2, "3.0.0", "Lists ranges of slots with their nodes")
            .runs(ClusterAnswers::slots));
    rows.addAll(refused());
    return Command.named("cluster", -2)
        .categories("slow")
        .docs("cluster", "3.0.0", "Depends on the subcommand", "Commands about the cluster")
        .subcommands(rows)
        .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
  }

  private static List<Command> refused() {
    return List.of(
        refused("meet", -4, "3.0.0", "a node joins by its own settings (tarn.node.seeds, --seed)"),
        refused(
            "forget",
            3,
            "3.0.0",
            "a node leaves when it is stopped (SHUTDOWN, SIGTERM), and one that died is removed;"
                + " ./tarn admin drain empties one before"),
        refused("replicate", 3, "3.0.0", PLACED),
        refused(
            "failover",
            -2,
            "3.0.0",
            "a shard fails over by itself when its node is gone; ./tarn admin move changes its leader"),
        refused("addslots", -3, "3.0.0", PLACED),
        refused("addslotsrange", -4, "7.0.0", PLACED),
        refused("delslots", -3, "3.0.0", PLACED),
        refused("delslotsrange", -4, "7.0.0", PLACED),
        refused("flushslots", 2, "3.0.0", PLACED),
        refused("setslot", -4, "3.0.0", PLACED),
        refused("reset", -2, "3.0.0", "a node begins anew when it is restarted"),
        refused("bumpepoch", 2, "3.0.0", "epochs are the cluster's own, one for each shard"),
        refused("set-config-epoch", 3, "3.0.0", "epochs are the cluster's own, one for each shard"),
        refused("saveconfig", 2, "3.0.0", NO_FILE));
  }

  private static Command refused(String name, int arity, String since, String instead) {
    Reply refusal =
        Reply.error("CLUSTER " + name.toUpperCase(Locale.ROOT) + " is not needed: " + instead);
    Command.Builder row = admin(name, arity, since, "Refused: " + instead);
    if (name.equals("reset")) {
      row.flags(ADMIN, NOSCRIPT, STALE);
    } else {
      row.flags(ADMIN, STALE, NO_ASYNC_LOADING);
    }
    return row.runs((execution, arguments) -> refusal);
  }

  private static Reply countKeys(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long slot = Numbers.parseLong(arguments, 2);
    if (slot < 0 || slot >= HashSlot.COUNT) {
      return Reply.error("Invalid slot");
    }
    return leads(execution, (int) slot)
        ? Reply.Int.of(execution.environment().slots().size((int) slot))
        : Reply.ZERO;
  }

  private static Reply keys(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    long slot = Numbers.parseLong(arguments, 2);
    long count = Numbers.parseLong(arguments, 3);
    if (slot < 0 || slot >= HashSlot.COUNT || count < 0) {
      return Reply.error("Invalid slot or number of keys");
    }
    if (count == 0 || !leads(execution, (int) slot)) {
      return Reply.EMPTY_ARRAY;
    }
    return execution.environment().slots().visit((int) slot, keyspace -> keys(keyspace, count));
  }

  private static Reply keys(Keyspace keyspace, long count) {
    List<Reply> names = new ArrayList<>();
    long cursor = 0;
    do {
      cursor =
          keyspace.scan(
              cursor,
              (int) Math.min(count - names.size(), SCAN_RECORDS),
              record -> {
                if (names.size() < count) {
                  byte[] name = new byte[keyspace.keyLength(record)];
                  Memory.copyOut(keyspace.keyPosition(record), name, 0, name.length);
                  names.add(new Reply.Bulk(name));
                }
              });
    } while (cursor != 0 && names.size() < count);
    return new Reply.Array(names);
  }

  private static boolean leads(Execution execution, int slot) {
    ClusterFacts facts = execution.environment().cluster();
    return facts.shards().stream()
        .anyMatch(
            shard ->
                shard.firstSlot() <= slot
                    && slot <= shard.lastSlot()
                    && facts.selfId().equals(shard.leaderId()));
  }

  /** READONLY or READWRITE. */
  static Command readMode(String name, String summary) {
    return Command.named(name, 1)
        .flags(LOADING, STALE, FAST)
        .categories("fast", "connection")
        .docs("cluster", "3.0.0", "O(1)", summary)
        .runs(
            (execution, arguments) -> {
              execution.connection().readsCopies(name.equals("readonly"));
              return Reply.OK;
            });
  }

  private static Command.Builder row(String name, int arity, String since, String summary) {
    return Command.named("cluster|" + name, arity)
        .flags(STALE)
        .categories("slow")
        .docs("cluster", since, "O(N), N the length of the answer", summary);
  }

  private static Command.Builder admin(String name, int arity, String since, String summary) {
    return Command.named("cluster|" + name, arity)
        .flags(ADMIN, STALE)
        .categories("admin", "slow", "dangerous")
        .docs("cluster", since, "O(N), N the length of the answer", summary);
  }
}
