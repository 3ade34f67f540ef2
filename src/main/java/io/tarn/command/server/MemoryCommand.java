// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Environment;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Flag;
import io.tarn.command.Help;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;

/** The subcommands of MEMORY. */
final class MemoryCommand {

  /** Below this the doctor has nothing to say. */
  private static final long SMALL_BYTES = 16L << 20;

  private MemoryCommand() {}

  static Command container() {
    return Rows.container(
        "memory",
        "4.0.0",
        "Commands about memory",
        List.of(
            row("doctor", "Explains the use of memory in words").runs(MemoryCommand::doctor),
            Rows.help("memory", "4.0.0", help()),
            row("malloc-stats", "Answers the figures of the allocator")
                .runs(MemoryCommand::allocator),
            row("purge", "Asks the allocator to give memory back").runs((e, a) -> Reply.OK),
            row("stats", "Answers the use of memory in figures").runs(MemoryCommand::statistics),
            Command.named("memory|usage", -3)
                .flags(Flag.READONLY)
                .keys(new KeySpec(2, 2, 1))
                .categories("read", "slow")
                .docs("server", "4.0.0", "O(1)", "Answers the bytes that a key and its value take")
                .runs(MemoryCommand::usage)));
  }

  private static Command.Builder row(String name, String summary) {
    return Command.named("memory|" + name, 2)
        .categories("slow")
        .docs("server", "4.0.0", "O(1)", summary);
  }

  /* The size of a record is known exactly, so SAMPLES is read and has no further effect. */
  private static Reply usage(Execution execution, Arguments arguments) {
    for (int i = 3; i < arguments.count(); i += 2) {
      if (!arguments.is(i, "samples") || i + 1 == arguments.count()) {
        return Errors.SYNTAX;
      }
      if (!Numbers.isLong(arguments, i + 1)) {
        return Errors.NOT_AN_INTEGER;
      }
      if (Numbers.parseLong(arguments, i + 1) < 0) {
        return Errors.SYNTAX;
      }
    }
    Keyspace keyspace = execution.keyspace(arguments, 2);
    long record = execution.peek(keyspace, arguments, 2);
    return record == Keyspace.NONE ? Reply.NULL : Reply.Int.of(keyspace.memoryUsage(record));
  }

  private static Reply statistics(Execution execution, Arguments arguments) {
    Environment environment = execution.environment();
    Slab slab = environment.slab();
    long used = slab.usedBytes();
    long committed = slab.committedBytes();
    long keys = environment.slots().size();
    List<Reply> items = new ArrayList<>();
    add(items, "total.allocated", used);
    add(items, "dataset.bytes", used);
    add(items, "keys.count", keys);
    add(items, "keys.bytes-per-key", keys == 0 ? 0 : used / keys);
    add(items, "allocator.allocated", used);
    add(items, "allocator.active", committed);
    if (used > 0) {
      items.add(Reply.Bulk.of("allocator-fragmentation.ratio"));
      items.add(new Reply.Real((double) committed / used));
    }
    add(items, "allocator-fragmentation.bytes", committed - used);
    add(items, "heap.used", ProcessFigures.heapUsedBytes());
    add(items, "heap.committed", ProcessFigures.heapCommittedBytes());
    return new Reply.Mapping(items);
  }

  private static void add(List<Reply> items, String name, long value) {
    items.add(Reply.Bulk.of(name));
    items.add(Reply.Int.of(value));
  }

  private static Reply doctor(Execution execution, Arguments arguments) {
    Slab slab = execution.environment().slab();
    long used = slab.usedBytes();
    long committed = slab.committedBytes();
    long budget = slab.budgetBytes();
    StringBuilder report = new StringBuilder();
    if (used < SMALL_BYTES) {
      report.append("There is little data in memory, so there is nothing to judge yet.\n");
    } else {
      if (committed > used * 3 / 2) {
        report.append("More than a third of the memory taken for data lies idle.\n");
      }
      if (budget > 0 && used > budget / 10 * 9) {
        report.append("More than nine tenths of maxmemory are in use.\n");
      }
      if (report.isEmpty()) {
        report.append("No problem found.\n");
      }
    }
    return new Reply.Verbatim("txt", report.toString());
  }

  private static Reply allocator(Execution execution, Arguments arguments) {
    Slab slab = execution.environment().slab();
    return new Reply.Verbatim(
        "txt",
        """
        slab used bytes: %d
        slab committed bytes: %d
        slab budget bytes: %d
        heap used bytes: %d
        heap committed bytes: %d
        """
            .formatted(
                slab.usedBytes(),
                slab.committedBytes(),
                slab.budgetBytes(),
                ProcessFigures.heapUsedBytes(),
                ProcessFigures.heapCommittedBytes()));
  }

  private static Reply help() {
    return Help.of(
        "MEMORY",
        "DOCTOR",
        "Explain the use of memory in words.",
        "MALLOC-STATS",
        "Answer the figures of the allocator.",
        "PURGE",
        "Ask the allocator to give memory back.",
        "STATS",
        "Answer the use of memory in figures.",
        "USAGE <key> [SAMPLES <count>]",
        "Answer the bytes that a key and its value take.");
  }
}
