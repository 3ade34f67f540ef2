// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Execution;
import io.tarn.command.Handler;
import io.tarn.command.Reply;
import java.util.ArrayList;
import java.util.List;

/** SUBSCRIBE and UNSUBSCRIBE of the three kinds: one confirmation for each name. */
final class SubscribeCommands {

  private static final Reply.Failure TOO_MANY = Reply.error("too many subscriptions on this node");
  private static final Reply.Failure NOT_IN_TRANSACTION =
      Reply.error("SSUBSCRIBE isn't allowed for a DENY BLOCKING client");

  private SubscribeCommands() {}

  static Handler subscribe(Kind kind) {
    Reply word = Reply.Bulk.of(kind.subscribed());
    return (execution, arguments) -> subscribe(execution, arguments, kind, word);
  }

  static Handler unsubscribe(Kind kind) {
    Reply word = Reply.Bulk.of(kind.unsubscribed());
    return (execution, arguments) -> unsubscribe(execution, arguments, kind, word);
  }

  private static Reply subscribe(Execution execution, Arguments arguments, Kind kind, Reply word) {
    if (kind == Kind.SHARD && execution.isInTransaction()) {
      return NOT_IN_TRANSACTION;
    }
    Subscriptions all = execution.environment().subscriptions();
    if (!all.admits(arguments)) {
      return TOO_MANY;
    }
    Connection connection = execution.connection();
    Subscriber subscriber = connection.subscriber();
    List<Reply> confirmations = new ArrayList<>(arguments.count() - 1);
    connection.subscribing();
    for (int i = 1; i < arguments.count(); i++) {
      Name name = Name.copied(arguments, i);
      subscriber.subscribe(all, connection, kind, name);
      confirmations.add(confirmation(word, new Reply.Bulk(name.bytes()), subscriber.told(kind)));
    }
    return new Reply.Several(confirmations);
  }

  private static Reply unsubscribe(
      Execution execution, Arguments arguments, Kind kind, Reply word) {
    Subscriptions all = execution.environment().subscriptions();
    Connection connection = execution.connection();
    Subscriber subscriber = connection.subscriber();
    List<Name> names = new ArrayList<>();
    for (int i = 1; i < arguments.count(); i++) {
      names.add(Name.copied(arguments, i));
    }
    if (names.isEmpty()) {
      names.addAll(subscriber.names(kind));
    }
    if (names.isEmpty()) {
      return new Reply.Several(List.of(confirmation(word, Reply.NULL, subscriber.told(kind))));
    }
    List<Reply> confirmations = new ArrayList<>(names.size());
    for (Name name : names) {
      subscriber.unsubscribe(all, connection, kind, name);
      confirmations.add(confirmation(word, new Reply.Bulk(name.bytes()), subscriber.told(kind)));
    }
    connection.unsubscribed();
    return new Reply.Several(confirmations);
  }

  private static Reply confirmation(Reply word, Reply name, int count) {
    return new Reply.Push(List.of(word, name, Reply.Int.of(count)));
  }
}
