// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.value.ValuePayload;
import io.tarn.command.value.WholeValue;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value under another key: RENAME, RENAMENX, COPY; and MOVE, which a cluster refuses. */
final class Transfer {

  /** Argument indices of the two keys of every command here. */
  private static final int SOURCE = 1;

  private static final int TARGET = 2;

  /** Number of databases that Redis has by default; of them a cluster uses only number 0. */
  private static final int DATABASES = 16;

  private static final KeySpec BOTH = new KeySpec(SOURCE, TARGET, 1);

  private static final Reply SAME_OBJECT =
      Reply.error("source and destination objects are the same");
  private static final Reply OTHER_DATABASE =
      Reply.error("Copying to another database is not allowed in cluster mode");
  private static final Reply NO_SUCH_DATABASE = Reply.error("DB index is out of range");
  private static final Reply DATABASE_OUT_OF_INT_RANGE =
      Reply.error(
          "value is out of range, value must between "
              + Integer.MIN_VALUE
              + " and "
              + Integer.MAX_VALUE);
  private static final Reply NO_MOVE = Reply.error("MOVE is not allowed in cluster mode");

  private Transfer() {}

  static List<Command> rows() {
    return List.of(
        Command.named("rename", 3)
            .flags(WRITE)
            .keys(BOTH)
            .categories("keyspace", "write", "slow")
            .docs(
                "generic",
                "1.0.0",
                "O(1)",
                "Gives a key another name and overwrites what had that name.")
            .runs((execution, arguments) -> rename(execution, arguments, false)),
        Command.named("renamenx", 3)
            .flags(WRITE, FAST)
            .keys(BOTH)
            .categories("keyspace", "write", "fast")
            .docs("generic", "1.0.0", "O(1)", "Gives a key another name unless that name is taken.")
            .runs((execution, arguments) -> rename(execution, arguments, true)),
        Command.named("copy", -3)
            .flags(WRITE, DENYOOM)
            .keys(BOTH)
            .categories("keyspace", "write", "slow")
            .docs(
                "generic",
                "6.2.0",
                "O(N) for a value of N bytes.",
                "Copies a value and its expiry to another key.")
            .runs(Transfer::copy),
        Command.named("move", 3)
            .flags(WRITE, FAST)
            .keys(KeySpec.ONE)
            .categories("keyspace", "write", "fast")
            .docs("generic", "1.0.0", "O(1)", "Refused: a cluster has one database.")
            .runs((execution, arguments) -> NO_MOVE));
  }

  private static Reply rename(Execution execution, Arguments arguments, boolean onlyIfAbsent) {
    Keyspace from = execution.keyspace(arguments, SOURCE);
    long source = execution.findToWrite(from, arguments, SOURCE);
    if (source == Keyspace.NONE) {
      return Errors.NO_SUCH_KEY;
    }
    if (sameKey(arguments)) {
      return onlyIfAbsent ? Reply.ZERO : Reply.OK;
    }
    Keyspace to = execution.keyspace(arguments, TARGET);
    if (onlyIfAbsent && execution.peek(to, arguments, TARGET) != Keyspace.NONE) {
      return Reply.ZERO;
    }
    long _ =
        to.take(
            from,
            source,
            arguments.hash(TARGET),
            arguments.array(TARGET),
            arguments.offset(TARGET),
            arguments.length(TARGET),
            execution.nowMillis());
    execution.recreated(arguments, TARGET);
    execution.changed(from, arguments, SOURCE, KeyEvent.RENAME_FROM);
    execution.changed(to, arguments, TARGET, KeyEvent.RENAME_TO);
    return onlyIfAbsent ? Reply.ONE : Reply.OK;
  }

  private static Reply copy(Execution execution, Arguments arguments) {
    boolean replace = false;
    int database = 0;
    for (int i = 3; i < arguments.count(); i++) {
      if (arguments.is(i, "replace")) {
        replace = true;
      } else if (arguments.is(i, "db") && i + 1 < arguments.count()) {
        Reply refusal = checkDatabase(arguments, ++i);
        if (refusal != null) {
          return refusal;
        }
        database = (int) Numbers.parseLong(arguments, i);
      } else {
        return Errors.SYNTAX;
      }
    }
    if (database != 0) {
      return OTHER_DATABASE;
    }
    if (sameKey(arguments)) {
      return SAME_OBJECT;
    }
    Keyspace from = execution.keyspace(arguments, SOURCE);
    if (execution.find(from, arguments, SOURCE) == Keyspace.NONE) {
      return Reply.ZERO;
    }
    Keyspace to = execution.keyspace(arguments, TARGET);
    if (!replace && execution.peek(to, arguments, TARGET) != Keyspace.NONE) {
      return Reply.ZERO;
    }
    long source = execution.peek(from, arguments, SOURCE);
    if (from.isLarge(source) || from.type(source) == ValueType.HASH) {
      if (!rebuild(execution, arguments, from, to)) {
        return Reply.ZERO;
      }
    } else {
      transfer(execution, arguments, from, to);
    }
    execution.changed(to, arguments, TARGET, KeyEvent.COPY_TO);
    return Reply.ONE;
  }

  private static @Nullable Reply checkDatabase(Arguments arguments, int i) {
    if (!Numbers.isLong(arguments, i)) {
      return Errors.NOT_AN_INTEGER;
    }
    long database = Numbers.parseLong(arguments, i);
    if (database != (int) database) {
      return DATABASE_OUT_OF_INT_RANGE;
    }
    return database < 0 || database >= DATABASES ? NO_SUCH_DATABASE : null;
  }

  /* As transfer(), element by element; false when nothing is left of a hash whose fields expire. */
  private static boolean rebuild(
      Execution execution, Arguments arguments, Keyspace from, Keyspace to) {
    ValueType type = from.type(execution.peek(from, arguments, SOURCE));
    byte[] key = arguments.bytes(SOURCE);
    execution.longWork(arguments, SOURCE, new WholeValue(execution, key).size(type));
    long source = execution.peek(from, arguments, SOURCE); // fields may have expired just now
    if (source == Keyspace.NONE) {
      return false;
    }
    long expireAt = from.expireAt(source);
    execution.admit(from.memoryUsage(source));
    long target = execution.peek(to, arguments, TARGET);
    if (target != Keyspace.NONE) {
      to.remove(target);
    }
    ValuePayload.copy(execution, key, arguments.bytes(TARGET), type);
    target = execution.peek(to, arguments, TARGET);
    if (expireAt != Keyspace.NO_EXPIRY && target != Keyspace.NONE) {
      long _ = to.expireAt(target, expireAt);
    }
    return true;
  }

  /* Makes the target hold what the source holds: type, value, expiry and raw mark. */
  private static void transfer(
      Execution execution, Arguments arguments, Keyspace from, Keyspace to) {
    long source = execution.peek(from, arguments, SOURCE);
    ValueType type = from.type(source);
    int length = from.valueLength(source);
    long expireAt = from.expireAt(source);
    boolean raw = from.isRaw(source);
    long target = execution.peek(to, arguments, TARGET);
    if (target == Keyspace.NONE) {
      target =
          to.create(
              arguments.array(TARGET),
              arguments.offset(TARGET),
              arguments.length(TARGET),
              type,
              length,
              expireAt,
              execution.nowMillis());
    } else {
      target = to.replace(target, type, length, expireAt);
      execution.recreated(arguments, TARGET);
    }
    source = execution.peek(from, arguments, SOURCE); // may have moved when both share a slot
    Memory.copy(from.valuePosition(source), to.valuePosition(target), length);
    if (raw) {
      to.markRaw(target);
    }
  }

  private static boolean sameKey(Arguments arguments) {
    int length = arguments.length(SOURCE);
    return length == arguments.length(TARGET)
        && Arrays.equals(arguments.bytes(SOURCE), arguments.bytes(TARGET));
  }
}
