// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.blocking;

import static io.tarn.command.Flag.BLOCKING;
import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.list.ListEnd;
import io.tarn.command.list.ListValue;
import io.tarn.command.list.MoveCommands;
import io.tarn.command.list.PopManyOptions;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.List;
import java.util.stream.IntStream;

/** BLPOP, BRPOP, BLMOVE, BRPOPLPUSH and BLMPOP: as without the B, but they wait. */
public final class BlockingListCommands {

  /** Arguments of the two keys of BLMOVE and BRPOPLPUSH. */
  private static final int SOURCE = 1;

  private static final int TARGET = 2;

  private BlockingListCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        row("blmove", 6)
            .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
            .keys(new KeySpec(SOURCE, TARGET, 1))
            .docs(
                "list",
                "6.2.0",
                "O(1)",
                "Moves an element from one list to another, and waits until there is one.")
            .runs(BlockingListCommands::blmove),
        row("blmpop", -5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .keys(KeySpec.counted(2))
            .docs(
                "list",
                "7.0.0",
                "O(N+M) with N keys and M elements taken",
                "Takes elements from the first of several lists that has any, and waits for it.")
            .runs(BlockingListCommands::blmpop),
        row("blpop", -3)
            .flags(WRITE, NOSCRIPT, BLOCKING)
            .keys(new KeySpec(1, -2, 1))
            .docs(
                "list",
                "2.0.0",
                "O(N) with N keys",
                "Takes the first element of the first list that has any, and waits for it.")
            .runs((execution, arguments) -> pop(execution, arguments, true)),
        row("brpop", -3)
            .flags(WRITE, NOSCRIPT, BLOCKING)
            .keys(new KeySpec(1, -2, 1))
            .docs(
                "list",
                "2.0.0",
                "O(N) with N keys",
                "Takes the last element of the first list that has any, and waits for it.")
            .runs((execution, arguments) -> pop(execution, arguments, false)),
        row("brpoplpush", 4)
            .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
            .keys(new KeySpec(SOURCE, TARGET, 1))
            .docs("list", "2.2.0", "O(1)", "The old form of BLMOVE, from right to left.")
            .runs(BlockingListCommands::brpoplpush));
  }

  private static Command.Builder row(String name, int arity) {
    return Command.named(name, arity).categories("write", "list", "slow", "blocking");
  }

  private static Reply pop(Execution execution, Arguments arguments, boolean left) {
    int last = arguments.count() - 1;
    Timeout timeout = Timeout.parse(arguments, last);
    if (timeout.failure() != null) {
      return timeout.failure();
    }
    KeyWait.Service service = (by, request, key) -> popFrom(by, request, key, left);
    return first(execution, arguments, 1, last - 1, timeout, service);
  }

  private static Reply popFrom(Execution execution, Arguments arguments, int key, boolean left) {
    Keyspace keyspace = execution.keyspace(arguments, key);
    long record = execution.findToWrite(keyspace, arguments, key);
    Reply name = new Reply.Bulk(arguments.bytes(key));
    return Reply.Array.of(name, ListValue.pop(execution, keyspace, arguments, key, record, left));
  }

  private static Reply blmpop(Execution execution, Arguments arguments) {
    Timeout timeout = Timeout.parse(arguments, 1);
    if (timeout.failure() != null) {
      return timeout.failure();
    }
    PopManyOptions options = PopManyOptions.parse(arguments, 2);
    if (options.failure() != null) {
      return options.failure();
    }
    KeyWait.Service service =
        (by, request, key) -> {
          Keyspace keyspace = by.keyspace(request, key);
          long record = by.findToWrite(keyspace, request, key);
          return options.pop(by, keyspace, request, key, record);
        };
    return first(execution, arguments, options.firstKey(), options.lastKey(), timeout, service);
  }

  /** Serves the request from the first key that has a list, or lets it wait for all. */
  private static Reply first(
      Execution execution,
      Arguments arguments,
      int firstKey,
      int lastKey,
      Timeout timeout,
      KeyWait.Service service) {
    for (int key = firstKey; key <= lastKey; key++) {
      Keyspace keyspace = execution.keyspace(arguments, key);
      long record = execution.findToWrite(keyspace, arguments, key);
      if (ListValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        return service.serve(execution, arguments, key);
      }
    }
    int[] keys = IntStream.rangeClosed(firstKey, lastKey).toArray();
    return execution.block(
        new KeyWait(ValueType.LIST, keys, 0, timeout.millis(), Reply.NULL_ARRAY, service));
  }

  private static Reply blmove(Execution execution, Arguments arguments) {
    int from = ListEnd.at(arguments, 3);
    int to = ListEnd.at(arguments, 4);
    if (from == ListEnd.NEITHER || to == ListEnd.NEITHER) {
      return Errors.SYNTAX;
    }
    return move(execution, arguments, 5, from == ListEnd.LEFT, to == ListEnd.LEFT);
  }

  private static Reply brpoplpush(Execution execution, Arguments arguments) {
    return move(execution, arguments, 3, false, true);
  }

  private static Reply move(
      Execution execution, Arguments arguments, int timeoutAt, boolean fromLeft, boolean toLeft) {
    Timeout timeout = Timeout.parse(arguments, timeoutAt);
    if (timeout.failure() != null) {
      return timeout.failure();
    }
    Reply moved = MoveCommands.move(execution, arguments, fromLeft, toLeft);
    if (moved != Reply.NULL) {
      return moved;
    }
    KeyWait.Service service =
        (by, request, key) -> MoveCommands.move(by, request, fromLeft, toLeft);
    return execution.block(
        new KeyWait(
            ValueType.LIST, new int[] {SOURCE}, TARGET, timeout.millis(), Reply.NULL, service));
  }
}
