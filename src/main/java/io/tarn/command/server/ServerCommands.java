// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.ALLOW_BUSY;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.NO_MULTI;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import java.time.Instant;
import java.util.List;

/** The rows of the server commands and the handlers of those without subcommands. */
public final class ServerCommands {

  private ServerCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        CommandCommand.container(),
        ConfigCommand.container(),
        Command.named("info", -1)
            .flags(LOADING, STALE)
            .categories("slow", "dangerous")
            .docs("server", "1.0.0", "O(1)", "Tells the state of the server by sections")
            .runs(InfoCommand::run),
        Command.named("time", 1)
            .flags(LOADING, STALE, FAST)
            .categories("fast")
            .docs("server", "2.6.0", "O(1)", "Answers the server's clock")
            .runs(ServerCommands::time),
        MemoryCommand.container(),
        SlowLogCommand.container(),
        LatencyCommand.container(),
        Command.named("debug", -2)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE)
            .categories("admin", "slow", "dangerous")
            .docs(
                "server", "1.0.0", "Depends on the subcommand", "Commands for tests of the server")
            .runs(DebugCommand::run),
        Command.named("shutdown", -1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
            .categories("admin", "slow", "dangerous")
            .docs("server", "1.0.0", "O(1)", "Stops the node in good order")
            .runs(ServerCommands::shutdown),
        Command.named("role", 1)
            .flags(NOSCRIPT, LOADING, STALE, FAST)
            .categories("admin", "fast", "dangerous")
            .docs("server", "2.8.12", "O(1)", "Answers the node's part in replication")
            .runs((execution, arguments) -> ReplicationSection.role(execution)),
        Command.named("lolwut", -1)
            .flags(READONLY, FAST)
            .categories("read", "fast")
            .docs("server", "5.0.0", "O(1)", "Draws a picture and tells the version")
            .runs(ServerCommands::lolwut),
        AclCommand.container(),
        ClusterCommand.readMode("readonly", "Allows reads from a replica of a cluster"),
        ClusterCommand.readMode("readwrite", "Ends READONLY"),
        ClusterCommand.container(),
        TarnCommand.container());
  }

  private static Reply time(Execution execution, Arguments arguments) {
    Instant now = Instant.now();
    return Reply.Array.of(
        Reply.Bulk.of(Long.toString(now.getEpochSecond())),
        Reply.Bulk.of(Integer.toString(now.getNano() / 1000)));
  }

  private static Reply shutdown(Execution execution, Arguments arguments) {
    boolean save = false;
    boolean noSave = false;
    boolean abort = false;
    for (int i = 1; i < arguments.count(); i++) {
      if (arguments.is(i, "save")) {
        save = true;
      } else if (arguments.is(i, "nosave")) {
        noSave = true;
      } else if (arguments.is(i, "abort")) {
        abort = true;
      } else if (!arguments.is(i, "now") && !arguments.is(i, "force")) {
        return Errors.SYNTAX;
      }
    }
    if ((abort && arguments.count() > 2) || (save && noSave)) {
      return Errors.SYNTAX;
    }
    if (abort) {
      return Reply.error("No shutdown in progress.");
    }
    if (save) {
      return Reply.error("SHUTDOWN SAVE is not possible: this server keeps nothing on disk yet");
    }
    execution.environment().shutdown();
    return Reply.NONE;
  }

  private static Reply lolwut(Execution execution, Arguments arguments) {
    boolean version = arguments.count() > 2 && arguments.is(1, "version");
    if (version && !Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    return new Reply.Verbatim(
        "txt",
        """
           .    *         .
         ___________________      .
        ~~~~~~~~~~~~~~~~~~~~~~
          ~~~~~   ~~~~~~~~~
             ~~~~~~  ~~~
        A tarn is a small lake that a glacier left behind.
        Tarn ver. %s
        """
            .formatted(execution.environment().facts().version()));
  }
}
