// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Handler;
import io.tarn.command.Reply;
import java.util.List;

/**
 * CLUSTER, READONLY and READWRITE. Clients see a single server that takes every request, so CLUSTER
 * answers what a Redis without cluster mode answers.
 */
final class ClusterCommand {

  private static final Handler DISABLED =
      (execution, arguments) -> Reply.error("This instance has cluster support disabled");

  private ClusterCommand() {}

  static Command container() {
    return Command.named("cluster", -2)
        .categories("slow")
        .docs("cluster", "3.0.0", "Depends on the subcommand", "Commands about a Redis cluster")
        .subcommands(
            List.of(
                row("countkeysinslot", 3, "3.0.0", "Counts the keys of a slot"),
                row("getkeysinslot", 4, "3.0.0", "Lists keys of a slot"),
                Command.named("cluster|help", 2)
                    .flags(LOADING, STALE)
                    .categories("slow")
                    .docs("cluster", "5.0.0", "O(1)", "Lists the subcommands")
                    .runs(DISABLED),
                row("info", 2, "3.0.0", "Tells the state of the cluster"),
                row("keyslot", 3, "3.0.0", "Answers the slot of a key"),
                row("myid", 2, "3.0.0", "Answers the id of this node"),
                row("nodes", 2, "3.0.0", "Describes the nodes, one a line"),
                row("shards", 2, "7.0.0", "Lists the shards with their nodes"),
                row("slots", 2, "3.0.0", "Lists ranges of slots with their nodes")))
        .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
  }

  /** READONLY or READWRITE. */
  static Command readMode(String name, String summary) {
    return Command.named(name, 1)
        .flags(LOADING, STALE, FAST)
        .categories("fast", "connection")
        .docs("cluster", "3.0.0", "O(1)", summary)
        .runs(
            (execution, arguments) -> {
              execution.connection().readsReplicas(name.equals("readonly"));
              return Reply.OK;
            });
  }

  private static Command row(String name, int arity, String since, String summary) {
    return Command.named("cluster|" + name, arity)
        .flags(STALE)
        .categories("slow")
        .docs("cluster", since, "O(N), N the length of the answer", summary)
        .runs(DISABLED);
  }
}
