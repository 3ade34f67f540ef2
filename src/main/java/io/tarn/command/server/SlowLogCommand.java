// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.Flag.ADMIN;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Help;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.SlowLog;
import java.util.List;

/** The subcommands of SLOWLOG. */
final class SlowLogCommand {

  /** Entries that GET answers when no number is given. */
  private static final int STANDARD_COUNT = 10;

  private SlowLogCommand() {}

  static Command container() {
    return Rows.container(
        "slowlog",
        "2.2.12",
        "Commands about the log of slow commands",
        List.of(
            row("get", -2, "Answers the newest entries").runs(SlowLogCommand::get),
            Rows.help("slowlog", "6.2.0", help()),
            row("len", 2, "Counts the entries")
                .runs(
                    (execution, arguments) ->
                        Reply.Int.of(execution.environment().slowLog().size())),
            row("reset", 2, "Forgets all entries")
                .runs(
                    (execution, arguments) -> {
                      execution.environment().slowLog().reset();
                      return Reply.OK;
                    })));
  }

  private static Command.Builder row(String name, int arity, String summary) {
    return Command.named("slowlog|" + name, arity)
        .flags(ADMIN, LOADING, STALE)
        .categories("admin", "slow", "dangerous")
        .docs("server", "2.2.12", "O(N), N entries", summary);
  }

  private static Reply get(Execution execution, Arguments arguments) {
    long count = STANDARD_COUNT;
    if (arguments.count() > 3) {
      return Errors.wrongSubcommandUse(arguments);
    }
    if (arguments.count() == 3) {
      count = Numbers.isLong(arguments, 2) ? Numbers.parseLong(arguments, 2) : -2;
      if (count < -1) {
        return Reply.error("count should be greater than or equal to -1");
      }
    }
    List<SlowLog.Entry> entries =
        execution.environment().slowLog().newest(count < 0 ? Long.MAX_VALUE : count);
    return new Reply.Array(entries.stream().map(SlowLogCommand::reply).toList());
  }

  private static Reply reply(SlowLog.Entry entry) {
    return Reply.Array.of(
        Reply.Int.of(entry.id()),
        Reply.Int.of(entry.unixSeconds()),
        Reply.Int.of(entry.micros()),
        new Reply.Array(entry.arguments().stream().map(Reply.Bulk::new).toList()),
        Reply.Bulk.of(entry.address()),
        Reply.Bulk.of(entry.clientName()));
  }

  private static Reply help() {
    return Help.of(
        "SLOWLOG",
        "GET [<count>]",
        """
        Answer the newest entries (default: 10; -1 is all), each with
        its number, the time, microseconds, the arguments, address and name of the client.""",
        "LEN",
        "Count the entries.",
        "RESET",
        "Forget all entries.");
  }
}
