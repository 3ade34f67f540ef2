// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Acknowledgements;
import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import java.util.List;

/** What concerns all keys at once: DBSIZE, FLUSHALL, FLUSHDB, SWAPDB, WAIT. */
final class WholeNode {

  private static final Reply NO_SWAP = Reply.error("SWAPDB is not allowed in cluster mode");
  private static final Reply TIMEOUT_NOT_AN_INTEGER =
      Reply.error("timeout is not an integer or out of range");
  private static final Reply TIMEOUT_NEGATIVE = Reply.error("timeout is negative");

  private WholeNode() {}

  static List<Command> rows() {
    return List.of(
        Command.named("dbsize", 1)
            .flags(READONLY, FAST)
            .categories("keyspace", "read", "fast")
            .docs("server", "1.0.0", "O(1)", "Counts the keys.")
            .runs((execution, arguments) -> Reply.Int.of(execution.environment().slots().size())),
        flush("flushall", "Removes all keys."),
        flush("flushdb", "Removes all keys of the one database there is."),
        Command.named("swapdb", 3)
            .flags(WRITE, FAST)
            .categories("keyspace", "write", "fast", "dangerous")
            .docs("server", "4.0.0", "O(1)", "Refused: a cluster has one database.")
            .runs((execution, arguments) -> NO_SWAP),
        Command.named("wait", 3)
            .flags(NOSCRIPT)
            .categories("slow", "connection")
            .docs(
                "generic",
                "3.0.0",
                "O(1)",
                "Waits until so many replicas have this connection's writes; tells how many do.")
            .runs(WholeNode::waitForReplicas),
        Command.named("tarn.wait", -3)
            .flags(NOSCRIPT)
            .categories("slow", "connection")
            .docs(
                "server",
                "1.0.0",
                "O(N) for N slots.",
                "A node's part of WAIT: until so many replicas have what the slots hold.")
            .runs(WholeNode::waitForSlots));
  }

  private static Command flush(String name, String summary) {
    return Command.named(name, -1)
        .flags(WRITE)
        .categories("keyspace", "write", "slow", "dangerous")
        .docs("server", "1.0.0", "O(N) for N keys.", summary)
        .runs(WholeNode::flush);
  }

  private static Reply flush(Execution execution, Arguments arguments) {
    if (arguments.count() > 2
        || (arguments.count() == 2 && !arguments.is(1, "async") && !arguments.is(1, "sync"))) {
      return Errors.SYNTAX;
    }
    execution.environment().slots().flush();
    return Reply.OK;
  }

  private static Reply waitForReplicas(Execution execution, Arguments arguments) {
    return await(execution, arguments, new int[0], new int[0], 0);
  }

  private static Reply waitForSlots(Execution execution, Arguments arguments) {
    int[] slots = new int[(arguments.count() - 3) / 2];
    int[] epochs = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      int at = 3 + 2 * i;
      long slot = Numbers.isLong(arguments, at) ? Numbers.parseLong(arguments, at) : -1;
      if (slot < 0 || slot >= HashSlot.COUNT || !Numbers.isLong(arguments, at + 1)) {
        return Errors.NOT_AN_INTEGER;
      }
      slots[i] = (int) slot;
      epochs[i] = (int) Numbers.parseLong(arguments, at + 1);
    }
    return await(execution, arguments, slots, epochs, Acknowledgements.NOTHING_LED);
  }

  /* Within a transaction nobody waits: what replicas have is told as it is. */
  private static Reply await(
      Execution execution, Arguments arguments, int[] slots, int[] epochs, long ofNothing) {
    if (!Numbers.isLong(arguments, 1)) {
      return Errors.NOT_AN_INTEGER;
    }
    if (!Numbers.isLong(arguments, 2)) {
      return TIMEOUT_NOT_AN_INTEGER;
    }
    long timeout = Numbers.parseLong(arguments, 2);
    if (timeout < 0) {
      return TIMEOUT_NEGATIVE;
    }
    Acknowledgements replicas = execution.environment().acknowledgements();
    if (execution.isInTransaction() || replicas == Acknowledgements.NONE) {
      return Reply.ZERO;
    }
    int wanted = Math.clamp(Numbers.parseLong(arguments, 1), 0, Integer.MAX_VALUE);
    return execution.answerLater(
        answer ->
            replicas.await(
                slots,
                epochs,
                wanted,
                timeout,
                count ->
                    answer.accept(
                        Reply.Int.of(count == Acknowledgements.NOTHING_LED ? ofNothing : count))));
  }
}
