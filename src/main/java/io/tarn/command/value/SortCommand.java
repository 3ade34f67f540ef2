// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.value;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SORT and SORT_RO: the elements of a list, set or sorted set in another order. */
public final class SortCommand {

  private static final int KEY = 1;

  private static final Reply NO_NUMBER =
      Reply.error("One or more scores can't be converted into double");

  private SortCommand() {}

  /** Returns the rows. */
  public static List<Command> rows() {
    String complexity = "O(N+M*log(M)) for N elements of which M are answered.";
    return List.of(
        Command.named("sort", -2)
            .flags(WRITE, DENYOOM, MOVABLEKEYS)
            .keys(KeySpec.firstAndBehind(2, "store", ""))
            .categories("write", "set", "sortedset", "list", "slow", "dangerous")
            .docs("generic", "1.0.0", complexity, "Orders the elements of a collection.")
            .runs((execution, arguments) -> run(execution, arguments, false)),
        Command.named("sort_ro", -2)
            .flags(READONLY, MOVABLEKEYS)
            .keys(KeySpec.ONE)
            .categories("read", "set", "sortedset", "list", "slow", "dangerous")
            .docs(
                "generic", "7.0.0", complexity, "Orders the elements of a collection; reads only.")
            .runs((execution, arguments) -> run(execution, arguments, true)));
  }

  private static Reply run(Execution execution, Arguments arguments, boolean readOnly) {
    SortOptions options = SortOptions.of(arguments, readOnly);
    if (options.refusal() != null) {
      return options.refusal();
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    ValueType type = record == Keyspace.NONE ? ValueType.LIST : keyspace.type(record);
    if (type != ValueType.LIST && type != ValueType.SET && type != ValueType.ZSET) {
      return Errors.WRONG_TYPE;
    }
    List<byte[]> elements = new ArrayList<>();
    if (record != Keyspace.NONE) {
      WholeValue value = new WholeValue(execution, arguments.bytes(KEY));
      long size = value.size(type);
      execution.longWork(arguments, KEY, size);
      List<byte[]> sorted = new Sorting(execution, options).sorted(value, type, size);
      if (sorted == null) {
        return NO_NUMBER;
      }
      elements = sorted;
    }
    List<byte @Nullable []> answers = answers(execution, options, elements);
    return options.store() > 0
        ? store(execution, arguments, options.store(), answers)
        : new Reply.Array(
            answers.stream().map(one -> one == null ? Reply.NULL : new Reply.Bulk(one)).toList());
  }

  private static List<byte @Nullable []> answers(
      Execution execution, SortOptions options, List<byte[]> elements) {
    List<byte @Nullable []> answers = new ArrayList<>();
    for (byte[] element : elements) {
      if (options.get().isEmpty()) {
        answers.add(element);
      }
      for (SortPattern pattern : options.get()) {
        answers.add(pattern.lookUp(execution, element));
      }
    }
    return answers;
  }

  private static Reply store(
      Execution execution, Arguments arguments, int at, List<byte @Nullable []> answers) {
    long bytes = 0;
    for (byte @Nullable [] answer : answers) {
      bytes += 16 + (answer == null ? 0 : answer.length);
    }
    execution.admit(bytes);
    Keyspace keyspace = execution.keyspace(arguments, at);
    long present = execution.findToWrite(keyspace, arguments, at);
    if (present != Keyspace.NONE) {
      keyspace.remove(present);
    }
    if (answers.isEmpty()) {
      if (present != Keyspace.NONE) {
        execution.changed(keyspace, arguments, at, KeyEvent.DEL);
      }
      return Reply.ZERO;
    }
    WholeValue target = new WholeValue(execution, arguments.bytes(at));
    WholeValue.Builder builder = target.builder(ValueType.LIST);
    for (byte @Nullable [] answer : answers) {
      builder.string(answer == null ? new byte[0] : answer);
    }
    builder.end();
    execution.changed(keyspace, arguments, at, KeyEvent.SORTSTORE);
    return Reply.Int.of(answers.size());
  }
}
