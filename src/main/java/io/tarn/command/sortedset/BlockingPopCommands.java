// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import static io.tarn.command.Flag.BLOCKING;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.MOVABLEKEYS;
import static io.tarn.command.Flag.NOSCRIPT;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.blocking.KeyWait;
import io.tarn.command.blocking.Timeout;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.List;
import java.util.stream.IntStream;

/** BZPOPMIN, BZPOPMAX and BZMPOP: as without the B, but they wait. */
public final class BlockingPopCommands {

  private static final String COMPLEXITY = "O(log(N)) with N members";

  private BlockingPopCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of(
        Command.named("bzmpop", -5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .keys(KeySpec.counted(2))
            .categories("write", "sortedset", "slow", "blocking")
            .docs(
                "sorted-set",
                "7.0.0",
                "O(K)+O(M*log(N)) with K keys, N members and M of them taken",
                "Takes members from the first of several sorted sets that has any, and waits for it.")
            .runs(BlockingPopCommands::bzmpop),
        row("bzpopmax")
            .docs(
                "sorted-set",
                "5.0.0",
                COMPLEXITY,
                "Takes the member with the highest score, and waits until there is one.")
            .runs((execution, arguments) -> pop(execution, arguments, true)),
        row("bzpopmin")
            .docs(
                "sorted-set",
                "5.0.0",
                COMPLEXITY,
                "Takes the member with the lowest score, and waits until there is one.")
            .runs((execution, arguments) -> pop(execution, arguments, false)));
  }

  private static Command.Builder row(String name) {
    return Command.named(name, -3)
        .flags(WRITE, NOSCRIPT, BLOCKING, FAST)
        .keys(new KeySpec(1, -2, 1))
        .categories("write", "sortedset", "fast", "blocking");
  }

  private static Reply pop(Execution execution, Arguments arguments, boolean max) {
    int last = arguments.count() - 1;
    Timeout timeout = Timeout.parse(arguments, last);
    if (timeout.failure() != null) {
      return timeout.failure();
    }
    KeyWait.Service service = (by, request, key) -> popOne(by, request, key, max);
    return first(execution, arguments, 1, last - 1, timeout, service);
  }

  private static Reply popOne(Execution execution, Arguments arguments, int key, boolean max) {
    Keyspace keyspace = execution.keyspace(arguments, key);
    long record = execution.findToWrite(keyspace, arguments, key);
    byte[] name = arguments.bytes(key);
    PoppedEntries popped = PopCommands.pop(execution, arguments, key, keyspace, record, max, 1);
    return new Reply.Written(
        writer -> {
          writer.array(3);
          writer.bulk(name, 0, name.length);
          popped.writeFlat(writer);
        });
  }

  private static Reply bzmpop(Execution execution, Arguments arguments) {
    Timeout timeout = Timeout.parse(arguments, 1);
    if (timeout.failure() != null) {
      return timeout.failure();
    }
    PopManyOptions options = PopManyOptions.parse(arguments, 2);
    if (options.failure() != null) {
      return options.failure();
    }
    return first(
        execution, arguments, options.firstKey(), options.lastKey(), timeout, options::pop);
  }

  /** Serves the request from the first key that has a sorted set, or lets it wait for all. */
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
      if (SortedSetValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        return service.serve(execution, arguments, key);
      }
    }
    int[] keys = IntStream.rangeClosed(firstKey, lastKey).toArray();
    return execution.block(
        new KeyWait(ValueType.ZSET, keys, 0, timeout.millis(), Reply.NULL_ARRAY, service));
  }
}
