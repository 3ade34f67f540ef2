// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.PUBSUB;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Help;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;

/** PUBSUB: who has subscribed to what. */
final class PubSubCommand {

  private PubSubCommand() {}

  static Command container() {
    return Command.named("pubsub", -2)
        .categories("slow")
        .docs("pubsub", "2.8.0", "Depends on the subcommand", "Commands about subscriptions")
        .subcommands(
            List.of(
                row("channels", -2, "2.8.0", "O(N), N channels", "Lists channels with subscribers")
                    .runs((execution, arguments) -> names(execution, arguments, Kind.CHANNEL)),
                Command.named("pubsub|help", 2)
                    .flags(LOADING, STALE)
                    .categories("slow")
                    .docs("pubsub", "6.2.0", "O(1)", "Lists the subcommands of PUBSUB")
                    .runs((execution, arguments) -> help()),
                row("numpat", 2, "2.8.0", "O(1)", "Counts the patterns with subscribers")
                    .runs(
                        (execution, arguments) ->
                            Reply.Int.of(
                                execution.environment().subscriptions().count(Kind.PATTERN))),
                row("numsub", -2, "2.8.0", "O(N), N names", "Counts the subscribers of channels")
                    .runs((execution, arguments) -> numbers(execution, arguments, Kind.CHANNEL)),
                row(
                        "shardchannels",
                        -2,
                        "7.0.0",
                        "O(N), N channels",
                        "Lists shard channels with subscribers")
                    .runs((execution, arguments) -> names(execution, arguments, Kind.SHARD)),
                row(
                        "shardnumsub",
                        -2,
                        "7.0.0",
                        "O(N), N names",
                        "Counts the subscribers of shard channels")
                    .runs((execution, arguments) -> numbers(execution, arguments, Kind.SHARD))))
        .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
  }

  private static Command.Builder row(
      String name, int arity, String since, String complexity, String summary) {
    return Command.named("pubsub|" + name, arity)
        .flags(PUBSUB, LOADING, STALE)
        .categories("pubsub", "slow")
        .docs("pubsub", since, complexity, summary);
  }

  private static Reply names(Execution execution, Arguments arguments, Kind kind) {
    if (arguments.count() > 3) {
      return Errors.wrongSubcommandUse(arguments);
    }
    Glob pattern = arguments.count() == 3 ? Glob.of(arguments.bytes(2)) : null;
    List<Reply> names = new ArrayList<>();
    for (byte[] name : execution.environment().subscriptions().names(kind)) {
      if (pattern == null || pattern.matches(name, 0, name.length)) {
        names.add(new Reply.Bulk(name));
      }
    }
    return new Reply.Array(names);
  }

  private static Reply numbers(Execution execution, Arguments arguments, Kind kind) {
    Subscriptions all = execution.environment().subscriptions();
    List<Reply> numbers = new ArrayList<>();
    for (int i = 2; i < arguments.count(); i++) {
      numbers.add(new Reply.Bulk(arguments.bytes(i)));
      numbers.add(Reply.Int.of(all.subscribers(kind, arguments, i)));
    }
    return new Reply.Array(numbers);
  }

  private static Reply help() {
    return Help.of(
        "PUBSUB",
        "CHANNELS [<pattern>]",
        "List the channels that have subscribers, of those that match when a pattern is given.",
        "NUMPAT",
        "Count the patterns that have subscribers.",
        "NUMSUB [<channel> ...]",
        "Count the subscribers of each channel, without those of patterns.",
        "SHARDCHANNELS [<pattern>]",
        "List the shard channels that have subscribers, as CHANNELS does.",
        "SHARDNUMSUB [<shardchannel> ...]",
        "Count the subscribers of each shard channel.");
  }
}
