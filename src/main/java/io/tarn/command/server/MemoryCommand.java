// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static io.tarn.command.server.MemoryFigures.ratio;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** The subcommands of MEMORY. */
final class MemoryCommand {

  /** Most steps of one PURGE, each of some hundred microseconds. */
  private static final int PURGE_STEPS = 1_000_000;

  private static final AtomicBoolean PURGING = new AtomicBoolean();

  private MemoryCommand() {}

  static Command container() {
    return Rows.container(
        "memory",
        "4.0.0",
        "Commands about memory",
        List.of(
            row("doctor", "Explains the use of memory in words").runs(MemoryDoctor::run),
            Rows.help("memory", "4.0.0", help()),
            row("malloc-stats", "Answers the figures of the allocator")
                .runs(MemoryCommand::allocator),
            row("purge", "Asks the allocator to give memory back").runs(MemoryCommand::purge),
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
    MemoryFigures figures = MemoryFigures.of(execution.environment());
    long used = figures.used();
    List<Reply> items = new ArrayList<>();
    add(items, "peak.allocated", figures.peak());
    add(items, "total.allocated", used);
    add(items, "startup.allocated", 0);
    add(items, "replication.backlog", 0);
    add(items, "clients.slaves", 0);
    add(items, "clients.normal", figures.clients());
    add(items, "cluster.links", 0);
    add(items, "aof.buffer", 0);
    if (figures.keys() > 0) {
      List<Reply> database = new ArrayList<>();
      add(database, "overhead.hashtable.main", figures.index());
      add(database, "overhead.hashtable.expires", figures.expiry());
      add(database, "overhead.hashtable.slot-to-keys", 0);
      items.add(Reply.Bulk.of("db.0"));
      items.add(new Reply.Mapping(database));
    }
    add(items, "overhead.total", figures.overhead());
    add(items, "keys.count", figures.keys());
    add(items, "keys.bytes-per-key", figures.keys() == 0 ? 0 : used / figures.keys());
    add(items, "dataset.bytes", figures.dataset());
    addRatio(items, "dataset.percentage", 100 * ratio(figures.dataset(), used));
    addRatio(items, "peak.percentage", 100 * ratio(used, figures.peak()));
    add(items, "allocator.allocated", figures.allocated());
    add(items, "allocator.active", figures.committed());
    addRatio(
        items, "allocator-fragmentation.ratio", ratio(figures.committed(), figures.allocated()));
    add(items, "allocator-fragmentation.bytes", figures.committed() - figures.allocated());
    addResident(items, figures);
    addParts(items, figures);
    return new Reply.Mapping(items);
  }

  private static void addResident(List<Reply> items, MemoryFigures figures) {
    long resident = figures.resident();
    if (resident >= 0) {
      addRatio(items, "rss-overhead.ratio", ratio(resident, figures.committed()));
      add(items, "rss-overhead.bytes", resident - figures.committed());
      addRatio(items, "fragmentation", ratio(resident, figures.used()));
      add(items, "fragmentation.bytes", resident - figures.used());
    }
  }

  /* What total.allocated consists of, beside clients.normal; and the virtual machine's heap. */
  private static void addParts(List<Reply> items, MemoryFigures figures) {
    add(items, "records.bytes", figures.records());
    add(items, "index.bytes", figures.index());
    add(items, "expiry.bytes", figures.expiry());
    add(items, "sketch.bytes", figures.sketch());
    add(items, "transit.bytes", figures.transit());
    add(items, "log.bytes", 0);
    add(items, "heap.used", ProcessFigures.heapUsedBytes());
    add(items, "heap.committed", ProcessFigures.heapCommittedBytes());
  }

  private static void add(List<Reply> items, String name, long value) {
    items.add(Reply.Bulk.of(name));
    items.add(Reply.Int.of(value));
  }

  private static void addRatio(List<Reply> items, String name, double value) {
    items.add(Reply.Bulk.of(name));
    items.add(new Reply.Real(value));
  }

  /* Giving pages back waits for the kernel, so it has a thread of its own, one at a time. */
  private static Reply purge(Execution execution, Arguments arguments) {
    if (PURGING.compareAndSet(false, true)) {
      Thread.ofPlatform().name("tarn-purge").daemon().start(MemoryCommand::giveBack);
    }
    return Reply.OK;
  }

  private static void giveBack() {
    try {
      boolean more = true;
      for (int step = 0; more && step < PURGE_STEPS; step++) {
        more = Slab.giveBackStep();
      }
    } finally {
      PURGING.set(false);
    }
  }

  private static Reply allocator(Execution execution, Arguments arguments) {
    Slab slab = execution.environment().slab();
    StringBuilder text = new StringBuilder(512);
    line(text, "blocks in use, bytes", slab.usedBytes());
    line(text, "counted beside them, bytes", slab.chargedBytes());
    line(text, "taken from the system, bytes", slab.committedBytes());
    line(text, "budget, bytes", slab.budgetBytes());
    line(text, "heap used, bytes", ProcessFigures.heapUsedBytes());
    line(text, "heap committed, bytes", ProcessFigures.heapCommittedBytes());
    text.append("blocks in use by size:\n");
    int last = Slab.sizeClasses() - 1;
    long size = 0;
    for (int i = 0; i <= last; i++) {
      size = i == last ? size : Slab.blockSizeFor(size + 1);
      if (slab.blocks(i) > 0) {
        line(text, (i == last ? "above " : "") + size, slab.blocks(i));
      }
    }
    return new Reply.Verbatim("txt", text.toString());
  }

  private static void line(StringBuilder text, String label, long value) {
    text.append(label).append(": ").append(value).append('\n');
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
