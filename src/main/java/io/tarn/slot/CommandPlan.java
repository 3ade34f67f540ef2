// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Execution;
import io.tarn.command.Flag;
import io.tarn.command.Handler;
import io.tarn.command.KeySpec;
import java.util.List;

/**
 * What the runner must know of a command, computed once from its row so that a request looks at one
 * object and at no set of flags.
 *
 * @param name of the row
 * @param ordinal of the row
 * @param arity as in {@link Command}
 * @param handler what it means
 * @param keys where its keys are
 * @param oneKey true when every request has exactly one key, at {@code keys.first()}, and needs no
 *     other slot
 * @param write whether it may change keys
 * @param deniesOutOfMemory whether it is refused when memory is short
 * @param needsNoPassword whether it may run before AUTH
 * @param sampled whether it takes so little time, always, that timing each call would cost more
 * @param logged whether a slow call goes to the slow log
 * @param fast whether its row says FAST
 * @param inTransaction what becomes of it between MULTI and EXEC
 * @param visitsSlots whether it may enter the gates of slots that its keys do not name
 * @param inSubscribeMode whether it may run for a client of RESP2 that has subscriptions
 * @param repetition how its changes are recorded
 * @param readsCopies whether a copy of its slots may answer it
 */
record CommandPlan(
    String name,
    int ordinal,
    int arity,
    Handler handler,
    KeySpec keys,
    boolean oneKey,
    boolean write,
    boolean deniesOutOfMemory,
    boolean needsNoPassword,
    boolean sampled,
    boolean logged,
    boolean fast,
    InTransaction inTransaction,
    boolean visitsSlots,
    boolean inSubscribeMode,
    Repetition repetition,
    boolean readsCopies) {

  /** What becomes of a request between MULTI and EXEC. */
  enum InTransaction {
    QUEUED,
    /** Runs at once, even when memory is short. */
    ENDS_IT,
    /** Runs at once. */
    RUNS,
    REFUSED
  }

  /** True for EXEC. */
  boolean isExec() {
    return name.equals("exec");
  }

  /** Returns the plans of all rows, indexed by ordinal. */
  static CommandPlan[] all(CommandTable table) {
    List<CommandTable.Entry> entries = table.entries();
    CommandPlan[] plans = new CommandPlan[entries.size()];
    for (CommandTable.Entry entry : entries) {
      plans[entry.ordinal()] = of(entry);
    }
    return plans;
  }

  private static CommandPlan of(CommandTable.Entry entry) {
    Command command = entry.command();
    /* A shard channel has a slot, but nothing in its key space. */
    KeySpec keys = command.flags().contains(Flag.PUBSUB) ? KeySpec.NONE : command.keys();
    return new CommandPlan(
        command.name(),
        entry.ordinal(),
        command.arity(),
        command.handler(),
        keys,
        keys.isOne() && !visitsSlots(command),
        entry.isWrite(),
        entry.deniesOutOfMemory(),
        command.flags().contains(Flag.NO_AUTH),
        isShort(command),
        !command.flags().contains(Flag.SKIP_SLOWLOG),
        command.flags().contains(Flag.FAST),
        inTransaction(command),
        visitsSlots(command),
        isForSubscribers(command.name()),
        Repetition.of(command.name()),
        readsCopies(command));
  }

  /* PFCOUNT keeps its estimate in the key. */
  private static boolean readsCopies(Command command) {
    return command.flags().contains(Flag.READONLY)
        && !command.flags().contains(Flag.WRITE)
        && !command.name().equals("pfcount")
        && !visitsSlots(command);
  }

  private static InTransaction inTransaction(Command command) {
    return switch (command.name()) {
      case "exec", "discard", "quit", "reset" -> InTransaction.ENDS_IT;
      case "multi", "watch" -> InTransaction.RUNS;
      default ->
          command.flags().contains(Flag.NO_MULTI) ? InTransaction.REFUSED : InTransaction.QUEUED;
    };
  }

  /* DBSIZE adds up what the slots have published. SORT may look at keys that a pattern names. */
  private static boolean visitsSlots(Command command) {
    if (command.name().equals("sort") || command.name().equals("sort_ro")) {
      return true;
    }
    if (!command.keys().equals(KeySpec.NONE) || command.name().equals("dbsize")) {
      return false;
    }
    return command.flags().contains(Flag.WRITE)
        || command.flags().contains(Flag.READONLY)
        || command.name().equals("debug");
  }

  /* APPEND is flagged fast but may copy half a gigabyte when the value moves. */
  private static boolean isShort(Command command) {
    return switch (command.name()) {
      case "get", "set" -> true;
      case "append" -> false;
      default -> command.flags().contains(Flag.FAST);
    };
  }

  private static boolean isForSubscribers(String name) {
    return switch (name) {
      case "ping",
          "quit",
          "reset",
          "subscribe",
          "unsubscribe",
          "psubscribe",
          "punsubscribe",
          "ssubscribe",
          "sunsubscribe" ->
          true;
      default -> false;
    };
  }

  /** True when a copy may answer it for whom it runs. */
  boolean readsCopiesFor(Execution context) {
    return readsCopies && context.connection().readsCopies();
  }

  boolean accepts(int arguments) {
    return arity >= 0 ? arguments == arity : arguments >= -arity;
  }
}
