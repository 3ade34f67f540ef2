// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import static io.tarn.command.Flag.ALLOW_BUSY;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.NO_AUTH;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Connection;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import java.util.List;

/** The rows of the connection commands and the handlers of the small ones. */
public final class ConnectionCommands {

  private static final Reply PONG = new Reply.Simple("PONG");
  private static final Reply PONG_WORD = Reply.Bulk.of("pong");
  private static final Reply RESET = new Reply.Simple("RESET");

  private ConnectionCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        Command.named("ping", -1)
            .flags(FAST)
            .categories("fast", "connection")
            .docs("connection", "1.0.0", "O(1)", "Answers PONG, or the message given")
            .runs(ConnectionCommands::ping),
        Command.named("echo", 2)
            .flags(LOADING, STALE, FAST)
            .categories("fast", "connection")
            .docs("connection", "1.0.0", "O(1)", "Answers the message given")
            .runs((execution, arguments) -> new Reply.Bulk(arguments.bytes(1))),
        session("hello", -1, "6.0.0", "Chooses the protocol version, and may log in and set a name")
            .runs(Authentication::hello),
        session("auth", -2, "1.0.0", "Logs the connection in with a password")
            .runs(Authentication::auth),
        Command.named("select", 2)
            .flags(LOADING, STALE, FAST)
            .categories("fast", "connection")
            .docs("connection", "1.0.0", "O(1)", "Chooses the database of the connection; only 0")
            .runs(ConnectionCommands::select),
        session("quit", -1, "1.0.0", "Closes the connection once its answers have been sent")
            .runs(ConnectionCommands::quit),
        session("reset", 1, "6.2.0", "Puts the connection back into the state of a new one")
            .runs(ConnectionCommands::reset),
        ClientCommands.container());
  }

  private static Command.Builder session(String name, int arity, String since, String summary) {
    return Command.named(name, arity)
        .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
        .categories("fast", "connection")
        .docs("connection", since, "O(1)", summary);
  }

  private static Reply ping(Execution execution, Arguments arguments) {
    if (execution.connection().inSubscribeMode() && arguments.count() <= 2) {
      return Reply.Array.of(
          PONG_WORD,
          arguments.count() == 1 ? Reply.EMPTY_BULK : new Reply.Bulk(arguments.bytes(1)));
    }
    return switch (arguments.count()) {
      case 1 -> PONG;
      case 2 -> new Reply.Bulk(arguments.bytes(1));
      default -> Errors.wrongArity("ping");
    };
  }

  private static Reply select(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 1)) {
      return Errors.NOT_AN_INTEGER;
    }
    long index = Numbers.parseLong(arguments, 1);
    if (index != (int) index) {
      return Reply.error("value is out of range, value must between -2147483648 and 2147483647");
    }
    return index == 0 ? Reply.OK : Reply.error("DB index is out of range");
  }

  private static Reply quit(Execution execution, Arguments arguments) {
    execution.connection().closeAfterReplies();
    return Reply.OK;
  }

  private static Reply reset(Execution execution, Arguments arguments) {
    Connection connection = execution.connection();
    connection.endTransaction(execution.environment().slab());
    connection.subscriber().unsubscribeAll(execution.environment().subscriptions(), connection);
    connection.unsubscribed();
    connection.protocol(2);
    connection.name("");
    connection.replyMode(Connection.ReplyMode.ON);
    connection.noEvict(false);
    connection.noTouch(false);
    connection.readsCopies(false);
    connection.ackLevel(null, execution.environment().parameters().copies().level());
    connection.authenticated(execution.environment().parameters().requirePass().isEmpty());
    return RESET;
  }
}
