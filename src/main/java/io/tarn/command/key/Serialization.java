// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.ASKING;
import static io.tarn.command.Flag.DENYOOM;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.rdb.DumpPayload;
import io.tarn.command.rdb.RdbCollection;
import io.tarn.command.value.ValuePayload;
import io.tarn.command.value.WholeValue;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value as bytes that can travel: DUMP, RESTORE. */
final class Serialization {

  private static final int KEY = 1;
  private static final int TTL = 2;
  private static final int PAYLOAD = 3;

  /** A payload is made from a copy of the value, a compressed form and the payload itself. */
  private static final int COPIES = 3;

  /** What an element of a payload takes at least, about. */
  private static final int LEAST_ELEMENT_BYTES = 4;

  /** A number of {@link Options} that was left out. */
  private static final long NOT_GIVEN = -1;

  private static final Reply BUSY_KEY =
      new Reply.Failure("BUSYKEY Target key name already exists.");
  private static final Reply INVALID_TTL = Reply.error("Invalid TTL value, must be >= 0");
  private static final Reply INVALID_IDLE_TIME =
      Reply.error("Invalid IDLETIME value, must be >= 0");
  private static final Reply INVALID_FREQUENCY =
      Reply.error("Invalid FREQ value, must be >= 0 and <= 255");
  private static final Reply NOT_INTACT = Reply.error("DUMP payload version or checksum are wrong");
  private static final Reply BAD_FORMAT = Reply.error("Bad data format");
  private static final Reply TOO_LONG =
      Reply.error("value is too long for DUMP on this node, use GETRANGE");

  private Serialization() {}

  static List<Command> rows() {
    return List.of(
        Command.named("dump", 2)
            .flags(READONLY)
            .keys(KeySpec.ONE)
            .categories("keyspace", "read", "slow")
            .docs(
                "generic",
                "2.6.0",
                "O(N) for a value of N bytes.",
                "Returns a value as a payload for RESTORE.")
            .runs(Serialization::dump),
        Command.named("restore", -4)
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.ONE)
            .categories("keyspace", "write", "slow", "dangerous")
            .docs(
                "generic",
                "2.6.0",
                "O(N) for a value of N bytes.",
                "Creates a key from a payload of DUMP.")
            .runs(Serialization::restore),
        Command.named("restore-asking", -4)
            .flags(WRITE, DENYOOM, ASKING)
            .keys(KeySpec.ONE)
            .categories("keyspace", "write", "slow", "dangerous")
            .docs(
                "server",
                "3.0.0",
                "O(N) for a value of N bytes.",
                "Does what RESTORE does, for nodes of a Redis cluster that move keys.")
            .runs(Serialization::restore));
  }

  private static Reply dump(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return dumpCollection(execution, arguments, keyspace, record);
    }
    int length = keyspace.valueLength(record);
    if ((long) length * COPIES > HeapLimit.ANSWER_BYTES) {
      return TOO_LONG;
    }
    byte[] value = new byte[length];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, length);
    return new Reply.Bulk(DumpPayload.of(value));
  }

  private static Reply dumpCollection(
      Execution execution, Arguments arguments, Keyspace keyspace, long record) {
    byte[] key = arguments.bytes(KEY);
    ValueType type = keyspace.type(record);
    execution.longWork(arguments, KEY, new WholeValue(execution, key).size(type));
    if (execution.peek(keyspace, arguments, KEY) == Keyspace.NONE) {
      return Reply.NULL; // a hash whose fields have all expired just now
    }
    byte[] payload = ValuePayload.of(execution, key, type, HeapLimit.ANSWER_BYTES / COPIES);
    return payload == null ? TOO_LONG : new Reply.Bulk(payload);
  }

  /** The options of RESTORE that change what it does. */
  private record Options(
      boolean replace,
      boolean absoluteTtl,
      long idleSeconds,
      long frequency,
      @Nullable Reply refusal) {
    static Options refused(Reply refusal) {
      return new Options(false, false, NOT_GIVEN, NOT_GIVEN, refusal);
    }
  }

  private static Reply restore(Execution execution, Arguments arguments) {
    Options options = options(arguments);
    if (options.refusal != null) {
      return options.refusal;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long present = execution.findToWrite(keyspace, arguments, KEY);
    if (present != Keyspace.NONE && !options.replace) {
      return BUSY_KEY;
    }
    if (!Numbers.isLong(arguments, TTL)) {
      return Errors.NOT_AN_INTEGER;
    }
    long ttl = Numbers.parseLong(arguments, TTL);
    if (ttl < 0) {
      return INVALID_TTL;
    }
    if (!DumpPayload.isIntact(arguments, PAYLOAD)) {
      return NOT_INTACT;
    }
    DumpPayload.Content content = null;
    RdbCollection collection = null;
    if (DumpPayload.isString(arguments, PAYLOAD)) {
      content = DumpPayload.read(arguments, PAYLOAD);
    } else {
      execution.longWork(arguments, KEY, arguments.length(PAYLOAD) / LEAST_ELEMENT_BYTES);
      collection = RdbCollection.read(DumpPayload.input(arguments, PAYLOAD));
    }
    if (content == null && collection == null) {
      return BAD_FORMAT;
    }
    long expireAt = ttl == 0 ? Keyspace.NO_EXPIRY : ttl;
    if (ttl != 0 && !options.absoluteTtl) {
      expireAt = ttl + execution.nowMillis(); // beyond the end of time it is over, as in Redis
    }
    if (ttl != 0 && expireAt <= execution.nowMillis()) {
      if (present != Keyspace.NONE) {
        keyspace.remove(present);
        execution.changed(keyspace, arguments, KEY, KeyEvent.DEL);
      }
      return Reply.OK;
    }
    long record =
        content != null
            ? store(execution, arguments, keyspace, present, content, expireAt)
            : build(
                execution,
                arguments,
                keyspace,
                present,
                Objects.requireNonNull(collection),
                expireAt);
    if (record == Keyspace.NONE) {
      return Reply.OK; // a hash whose fields have all expired
    }
    setUse(execution, keyspace, record, options);
    if (present != Keyspace.NONE && content != null) {
      execution.recreated(arguments, KEY);
    }
    execution.changed(keyspace, arguments, KEY, KeyEvent.RESTORE);
    return Reply.OK;
  }

  /* As in Redis, only what the policy in force keeps is taken. */
  private static void setUse(Execution execution, Keyspace keyspace, long record, Options options) {
    long nowMillis = execution.nowMillis();
    if (execution.environment().slots().population().policy().isLfu()) {
      if (options.frequency != NOT_GIVEN) {
        keyspace.useCount(record, (int) options.frequency, nowMillis);
      }
    } else if (options.idleSeconds != NOT_GIVEN) {
      keyspace.idleSeconds(record, Math.min(options.idleSeconds, nowMillis / 1000), nowMillis);
    }
  }

  private static long build(
      Execution execution,
      Arguments arguments,
      Keyspace keyspace,
      long present,
      RdbCollection collection,
      long expireAt) {
    execution.admit(2L * arguments.length(PAYLOAD));
    if (present != Keyspace.NONE) {
      keyspace.remove(present);
    }
    ValuePayload.build(execution, arguments.bytes(KEY), collection);
    long built = execution.peek(keyspace, arguments, KEY);
    return built == Keyspace.NONE ? built : keyspace.expireAt(built, expireAt);
  }

  private static long store(
      Execution execution,
      Arguments arguments,
      Keyspace keyspace,
      long present,
      DumpPayload.Content content,
      long expireAt) {
    long record =
        present != Keyspace.NONE
            ? keyspace.replace(present, ValueType.STRING, content.length(), expireAt)
            : keyspace.create(
                arguments.array(KEY),
                arguments.offset(KEY),
                arguments.length(KEY),
                ValueType.STRING,
                content.length(),
                expireAt,
                execution.nowMillis());
    content.writeTo(keyspace.valuePosition(record));
    return record;
  }

  private static Options options(Arguments arguments) {
    boolean replace = false;
    boolean absoluteTtl = false;
    long idleSeconds = NOT_GIVEN;
    long frequency = NOT_GIVEN;
    for (int i = PAYLOAD + 1; i < arguments.count(); i++) {
      boolean more = i + 1 < arguments.count();
      if (arguments.is(i, "replace")) {
        replace = true;
      } else if (arguments.is(i, "absttl")) {
        absoluteTtl = true;
      } else if (arguments.is(i, "idletime") && more && frequency == NOT_GIVEN) {
        if (!Numbers.isLong(arguments, ++i)) {
          return Options.refused(Errors.NOT_AN_INTEGER);
        }
        idleSeconds = Numbers.parseLong(arguments, i);
        if (idleSeconds < 0) {
          return Options.refused(INVALID_IDLE_TIME);
        }
      } else if (arguments.is(i, "freq") && more && idleSeconds == NOT_GIVEN) {
        if (!Numbers.isLong(arguments, ++i)) {
          return Options.refused(Errors.NOT_AN_INTEGER);
        }
        frequency = Numbers.parseLong(arguments, i);
        if (frequency < 0 || frequency > 255) {
          return Options.refused(INVALID_FREQUENCY);
        }
      } else {
        return Options.refused(Errors.SYNTAX);
      }
    }
    return new Options(replace, absoluteTtl, idleSeconds, frequency, null);
  }
}
