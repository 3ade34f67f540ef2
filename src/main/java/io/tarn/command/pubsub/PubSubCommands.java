// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.PUBSUB;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import java.util.List;

/** The rows of the commands about messages, and the handlers that publish. */
public final class PubSubCommands {

  private PubSubCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        subscribing("subscribe", -2, "2.0.0", "Begins to receive the messages of channels")
            .runs(SubscribeCommands.subscribe(Kind.CHANNEL)),
        subscribing("unsubscribe", -1, "2.0.0", "Ends subscriptions to some channels, or to all")
            .runs(SubscribeCommands.unsubscribe(Kind.CHANNEL)),
        subscribing(
                "psubscribe",
                -2,
                "2.0.0",
                "Begins to receive the messages of all channels" + " whose names match a pattern")
            .runs(SubscribeCommands.subscribe(Kind.PATTERN)),
        subscribing("punsubscribe", -1, "2.0.0", "Ends subscriptions to some patterns, or to all")
            .runs(SubscribeCommands.unsubscribe(Kind.PATTERN)),
        subscribing("ssubscribe", -2, "7.0.0", "Begins to receive the messages of shard channels")
            .keys(KeySpec.ALL)
            .runs(SubscribeCommands.subscribe(Kind.SHARD)),
        subscribing(
                "sunsubscribe", -1, "7.0.0", "Ends subscriptions to some shard channels, or to all")
            .keys(KeySpec.ALL)
            .runs(SubscribeCommands.unsubscribe(Kind.SHARD)),
        publishing("publish", "2.0.0", "Sends a message to the subscribers of a channel")
            .runs(PubSubCommands::publish),
        publishing("spublish", "7.0.0", "Sends a message to the subscribers of a shard channel")
            .keys(KeySpec.ONE)
            .runs(PubSubCommands::publishToShard),
        PubSubCommand.container());
  }

  private static Command.Builder subscribing(String name, int arity, String since, String summary) {
    return Command.named(name, arity)
        .flags(PUBSUB, NOSCRIPT, LOADING, STALE)
        .categories("pubsub", "slow")
        .docs("pubsub", since, "O(N), N names", summary);
  }

  private static Command.Builder publishing(String name, String since, String summary) {
    return Command.named(name, 3)
        .flags(PUBSUB, LOADING, STALE, FAST)
        .categories("pubsub", "fast")
        .docs("pubsub", since, "O(N + M), N subscribers, M patterns", summary);
  }

  private static Reply publish(Execution execution, Arguments arguments) {
    return Reply.Int.of(execution.environment().publisher().publish(arguments, 1, 2));
  }

  private static Reply publishToShard(Execution execution, Arguments arguments) {
    return Reply.Int.of(execution.environment().publisher().publishToShard(arguments, 1, 2));
  }
}
