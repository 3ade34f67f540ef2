// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.LOADING;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.STALE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.hash.HashCommands;
import io.tarn.command.set.SetCommands;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.List;

/** How a value is kept: OBJECT. */
final class Inspection {

  /** Index of the key, behind the subcommand. */
  private static final int KEY = 2;

  /** Longest string that Redis keeps in one block with its header. */
  private static final int EMBEDDED_MAX_BYTES = 44;

  /**
   * Integers from 0 to below this are shared objects in Redis, whose count of references is fixed.
   */
  private static final long SHARED_INTEGERS = 10_000;

  private static final Reply INT = Reply.Bulk.of("int");
  private static final Reply EMBEDDED = Reply.Bulk.of("embstr");
  private static final Reply RAW = Reply.Bulk.of("raw");
  private static final Reply LISTPACK = Reply.Bulk.of("listpack");
  private static final Reply QUICKLIST = Reply.Bulk.of("quicklist");
  private static final Reply SKIPLIST = Reply.Bulk.of("skiplist");
  private static final Reply SHARED = Reply.Int.of(Integer.MAX_VALUE);

  private static final Reply NO_FREQUENCY =
      Reply.error(
          "An LFU maxmemory policy is not selected, access frequency not tracked. Please note that"
              + " when switching between policies at runtime LRU and LFU data will take some time"
              + " to adjust.");

  private static final Reply NO_IDLE_TIME =
      Reply.error(
          "An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
              + " switching between policies at runtime LRU and LFU data will take some time to"
              + " adjust.");

  private static final Reply HELP =
      new Reply.Array(
          List.of(
                  "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                  "ENCODING <key>",
                  "    Tells how the value of <key> is represented.",
                  "FREQ <key>",
                  "    Tells how often <key> is used, on a logarithmic scale. Needs an LFU policy.",
                  "IDLETIME <key>",
                  "    Tells how many seconds ago <key> was last used.",
                  "REFCOUNT <key>",
                  "    Tells how many references the value of <key> has.",
                  "HELP",
                  "    Prints this text.")
              .stream()
              .map(Reply.Simple::new)
              .toList());

  /** Answers for a key that exists. */
  private interface Question {
    Reply answer(Execution execution, Keyspace keyspace, long record);
  }

  private Inspection() {}

  static List<Command> rows() {
    Command container =
        Command.named("object", -2)
            .categories("slow")
            .docs("generic", "2.2.3", "As its subcommands.", "Tells how a value is kept.")
            .subcommands(
                List.of(
                    row("encoding", "2.2.3", Inspection::encoding, "Tells a value's encoding."),
                    row("freq", "4.0.0", Inspection::frequency, "Tells a key's use count."),
                    row("idletime", "2.2.3", Inspection::idleTime, "Tells when a key was used."),
                    row("refcount", "2.2.3", Inspection::references, "Counts references."),
                    Command.named("object|help", 2)
                        .flags(LOADING, STALE)
                        .categories("keyspace", "slow")
                        .docs("generic", "6.2.0", "O(1)", "Lists the subcommands.")
                        .runs((execution, arguments) -> HELP)))
            .runs((execution, arguments) -> Errors.unknownSubcommand(arguments));
    return List.of(container);
  }

  private static Command row(String name, String since, Question question, String summary) {
    return Command.named("object|" + name, 3)
        .flags(READONLY)
        .keys(new KeySpec(KEY, KEY, 1))
        .categories("keyspace", "read", "slow")
        .docs("generic", since, "O(1)", summary)
        .runs((execution, arguments) -> ask(execution, arguments, question));
  }

  private static Reply ask(Execution execution, Arguments arguments, Question question) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.inspectQuietly(keyspace, arguments, KEY);
    return record == Keyspace.NONE ? Reply.NULL : question.answer(execution, keyspace, record);
  }

  private static Reply encoding(Execution execution, Keyspace keyspace, long record) {
    ValueType type = keyspace.type(record);
    if (type == ValueType.HASH) {
      return HashCommands.encoding(keyspace, record);
    }
    if (type == ValueType.LIST) {
      return keyspace.isLarge(record) ? QUICKLIST : LISTPACK;
    }
    if (type == ValueType.SET) {
      return SetCommands.encoding(keyspace, record);
    }
    if (type == ValueType.ZSET) {
      return keyspace.isLarge(record) ? SKIPLIST : LISTPACK;
    }
    if (type != ValueType.STRING) {
      throw new IllegalStateException("no encoding known: type=" + type);
    }
    if (keyspace.isRaw(record) || keyspace.valueLength(record) > EMBEDDED_MAX_BYTES) {
      return RAW;
    }
    byte[] value = shortValue(keyspace, record);
    return Numbers.isLong(value, 0, value.length) ? INT : EMBEDDED;
  }

  private static Reply idleTime(Execution execution, Keyspace keyspace, long record) {
    return countsUses(execution)
        ? NO_IDLE_TIME
        : Reply.Int.of(keyspace.idleSeconds(record, execution.nowMillis()));
  }

  private static Reply frequency(Execution execution, Keyspace keyspace, long record) {
    return countsUses(execution)
        ? Reply.Int.of(keyspace.useCount(record, execution.nowMillis()))
        : NO_FREQUENCY;
  }

  private static boolean countsUses(Execution execution) {
    return execution.environment().slots().population().policy().isLfu();
  }

  private static Reply references(Execution execution, Keyspace keyspace, long record) {
    if (keyspace.type(record) != ValueType.STRING || keyspace.isRaw(record)) {
      return Reply.ONE;
    }
    byte[] value = shortValue(keyspace, record);
    if (!Numbers.isLong(value, 0, value.length)) {
      return Reply.ONE;
    }
    long number = Numbers.parseLong(value, 0, value.length);
    return number >= 0 && number < SHARED_INTEGERS ? SHARED : Reply.ONE;
  }

  /** Returns the value, or its beginning, which is then too long for an integer. */
  private static byte[] shortValue(Keyspace keyspace, long record) {
    byte[] value = new byte[Math.min(keyspace.valueLength(record), Numbers.LONG_MAX_CHARS + 1)];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, value.length);
    return value;
  }
}
