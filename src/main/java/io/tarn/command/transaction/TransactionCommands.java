// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.transaction;

import static io.tarn.command.Flag.ALLOW_BUSY;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.SKIP_SLOWLOG;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Connection;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.event.KeyName;
import io.tarn.keyspace.Keyspace;
import java.util.List;

/**
 * The rows of the transaction commands. The handler of EXEC answers when there is nothing to run;
 * otherwise the runner of requests runs it.
 */
public final class TransactionCommands {

  /** The answer to a request that was queued. */
  public static final Reply QUEUED = new Reply.Simple("QUEUED");

  /** The answer to EXEC after a request that could not be queued. */
  public static final Reply.Failure ABORTED =
      new Reply.Failure("EXECABORT Transaction discarded because of previous errors.");

  /** The answer to a request that may not be queued. */
  public static final Reply.Failure NOT_ALLOWED =
      Reply.error("Command not allowed inside a transaction");

  /** The answer to a request that would make a transaction too long; see Transaction.MOST_BYTES. */
  public static final Reply.Failure TOO_LONG =
      Reply.error("transaction exceeds client-query-buffer-limit or an eighth of the heap");

  private static final Reply NESTED = Reply.error("MULTI calls can not be nested");
  private static final Reply EXEC_ALONE = Reply.error("EXEC without MULTI");
  private static final Reply DISCARD_ALONE = Reply.error("DISCARD without MULTI");
  private static final Reply WATCH_INSIDE = Reply.error("WATCH inside MULTI is not allowed");

  private TransactionCommands() {}

  /** Returns the answer to an EXEC that was refused for another reason. */
  public static Reply.Failure aborted(Reply.Failure reason) {
    String message = reason.message();
    String text = message.startsWith("ERR ") ? message.substring(4) : message;
    return new Reply.Failure("EXECABORT Transaction discarded because of: " + text);
  }

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        fast("multi", 1, "1.2.0", "O(1)", "Begins a transaction: queues what follows")
            .runs(TransactionCommands::multi),
        Command.named("exec", 1)
            .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
            .categories("slow", "transaction")
            .docs(
                "transactions",
                "1.2.0",
                "That of the queued commands.",
                "Runs what has been queued since MULTI, with nothing of other clients in between")
            .runs((execution, arguments) -> EXEC_ALONE),
        fast("discard", 1, "2.0.0", "O(N) for N queued commands.", "Drops what has been queued")
            .runs(TransactionCommands::discard),
        fast(
                "watch",
                -2,
                "2.2.0",
                "O(1) for each key.",
                "Has the next EXEC do nothing if a key changes before")
            .keys(KeySpec.ALL)
            .runs(TransactionCommands::watch),
        fast("unwatch", 1, "2.2.0", "O(N) for N watched keys.", "Forgets all watched keys")
            .runs(TransactionCommands::unwatch));
  }

  private static Command.Builder fast(
      String name, int arity, String since, String complexity, String summary) {
    return Command.named(name, arity)
        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
        .categories("fast", "transaction")
        .docs("transactions", since, complexity, summary);
  }

  private static Reply multi(Execution execution, Arguments arguments) {
    Transaction transaction = of(execution);
    if (transaction.isOpen()) {
      return NESTED;
    }
    transaction.open();
    return Reply.OK;
  }

  private static Reply discard(Execution execution, Arguments arguments) {
    Transaction transaction = execution.connection().transaction();
    if (transaction == null || !transaction.isOpen()) {
      return DISCARD_ALONE;
    }
    execution.connection().endTransaction(execution.environment().slab());
    return Reply.OK;
  }

  /* A key whose time has come is removed by the look, so it is watched as one that is absent. */
  private static Reply watch(Execution execution, Arguments arguments) {
    Connection connection = execution.connection();
    Transaction transaction = of(execution);
    if (transaction.isOpen()) {
      return WATCH_INSIDE;
    }
    if (!transaction.isStale()) {
      long limit = execution.environment().parameters().clientQueryBufferLimit();
      if (transaction.isFull(Transaction.watchedBytes(arguments), limit)) {
        return TOO_LONG;
      }
      for (int i = 1; i < arguments.count(); i++) {
        Keyspace keyspace = execution.keyspace(arguments, i);
        long _ = execution.peek(keyspace, arguments, i);
        transaction.watch(KeyName.of(arguments, i));
      }
    }
    if (connection.isGone()) {
      transaction.unwatch();
    }
    return Reply.OK;
  }

  private static Reply unwatch(Execution execution, Arguments arguments) {
    execution.connection().endTransaction(execution.environment().slab());
    return Reply.OK;
  }

  private static Transaction of(Execution execution) {
    Connection connection = execution.connection();
    Transaction present = connection.transaction();
    if (present == null) {
      present = new Transaction(execution.environment().keyEvents().watches());
      connection.transaction(present);
    }
    return present;
  }
}
