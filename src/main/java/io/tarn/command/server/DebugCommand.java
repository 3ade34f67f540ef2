// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Help;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The subcommands of DEBUG that tests of Redis clients use. */
final class DebugCommand {

  /** Longest SLEEP: the thread serves other connections too, and all of them wait. */
  private static final double SLEEP_SECONDS = 5;

  /** Most keys of one POPULATE, which runs to its end before the thread serves anyone else. */
  private static final long POPULATE_KEYS = 1_000_000;

  /** Longest value that POPULATE makes. */
  private static final long POPULATE_BYTES = 1L << 20;

  private DebugCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    if (!isAllowed(execution)) {
      return Reply.error(
          "DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can"
              + " run it from a local connection, otherwise you need to set this option in the"
              + " configuration file, and then restart the server.");
    }
    int count = arguments.count();
    if (arguments.is(1, "help") && count == 2) {
      return help();
    }
    if (arguments.is(1, "sleep") && count == 3) {
      return sleep(arguments);
    }
    if (arguments.is(1, "object") && (count == 3 || (count == 4 && arguments.is(3, "fast")))) {
      return object(execution, arguments);
    }
    if (arguments.is(1, "set-active-expire") && count == 3) {
      execution.environment().parameters().activeExpire(!arguments.is(2, "0"));
      return Reply.OK;
    }
    if (arguments.is(1, "error") && count == 3) {
      return new Reply.Failure(arguments.text(2).replace('\r', ' ').replace('\n', ' '));
    }
    if (arguments.is(1, "protocol") && count == 3) {
      return protocol(execution, arguments);
    }
    if (arguments.is(1, "populate") && count >= 3 && count <= 5) {
      return populate(execution, arguments);
    }
    return Errors.wrongSubcommandUse(arguments);
  }

  private static boolean isAllowed(Execution execution) {
    return switch (execution.environment().parameters().enableDebugCommand()) {
      case "yes" -> true;
      case "local" -> {
        String address = execution.connection().remoteAddress();
        yield address.startsWith("127.")
            || address.startsWith("[::1]")
            || address.startsWith("[0:0:0:0:0:0:0:1");
      }
      default -> false;
    };
  }

  private static Reply sleep(Arguments arguments) {
    double seconds;
    try {
      seconds = Double.parseDouble(arguments.text(2));
    } catch (NumberFormatException notANumber) {
      seconds = 0;
    }
    if (seconds > SLEEP_SECONDS) {
      return Reply.error("DEBUG SLEEP is limited to " + (int) SLEEP_SECONDS + " seconds here");
    }
    long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return Reply.OK;
  }

  /* DEBUG has no key positions, so the slot has to be visited. */
  private static Reply object(Execution execution, Arguments arguments) {
    byte[] key = arguments.bytes(2);
    return execution
        .environment()
        .slots()
        .visit(
            HashSlot.of(key),
            keyspace -> {
              long record = keyspace.peek(key, 0, key.length, execution.nowMillis());
              return record == Keyspace.NONE
                  ? Errors.NO_SUCH_KEY
                  : new Reply.Simple(
                      "Value at:0x"
                          + Long.toHexString(record)
                          + " refcount:1 type:"
                          + keyspace.type(record).label()
                          + " length:"
                          + keyspace.valueLength(record)
                          + " memory:"
                          + keyspace.memoryUsage(record)
                          + uses(execution, keyspace, record));
            });
  }

  /* The clock of the field "lru" counts seconds and has 24 bits, as Redis's. */
  private static String uses(Execution execution, Keyspace keyspace, long record) {
    long idle = keyspace.idleSeconds(record, execution.nowMillis());
    String text =
        " lru:" + (execution.nowMillis() / 1000 - idle & 0xff_ffff) + " lru_seconds_idle:" + idle;
    return execution.environment().slots().population().policy().isLfu()
        ? text + " lfu_freq:" + keyspace.useCount(record, execution.nowMillis())
        : text;
  }

  /* Keys that exist stay as they are, so it does no harm when the runner repeats the command. */
  private static Reply populate(Execution execution, Arguments arguments) {
    for (int i = 2; i < arguments.count(); i += 2) {
      if (!Numbers.isLong(arguments, i)) {
        return Errors.NOT_AN_INTEGER;
      }
    }
    long keys = Numbers.parseLong(arguments, 2);
    long size = arguments.count() > 4 ? Numbers.parseLong(arguments, 4) : 0;
    if (keys < 0 || size < 0) {
      return Reply.error("value is out of range, must be positive");
    }
    if (keys > POPULATE_KEYS || size > POPULATE_BYTES) {
      return Reply.error(
          "DEBUG POPULATE is limited to "
              + POPULATE_KEYS
              + " keys of "
              + POPULATE_BYTES
              + " bytes here");
    }
    String prefix = arguments.count() > 3 ? arguments.text(3) : "key";
    for (long i = 0; i < keys; i++) {
      byte[] key = (prefix + ":" + i).getBytes(StandardCharsets.ISO_8859_1);
      byte[] text = ("value:" + i).getBytes(StandardCharsets.ISO_8859_1);
      byte[] value = size == 0 ? text : Arrays.copyOf(text, (int) size);
      execution
          .environment()
          .slots()
          .visit(HashSlot.of(key), keyspace -> addIfAbsent(keyspace, key, value, execution));
    }
    return Reply.OK;
  }

  private static boolean addIfAbsent(
      Keyspace keyspace, byte[] key, byte[] value, Execution execution) {
    if (keyspace.peek(key, 0, key.length, execution.nowMillis()) != Keyspace.NONE) {
      return false;
    }
    long record =
        keyspace.create(
            key,
            0,
            key.length,
            ValueType.STRING,
            value.length,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
    Memory.copyIn(value, 0, keyspace.valuePosition(record), value.length);
    execution.environment().slots().added(keyspace, key, execution);
    return true;
  }

  private static Reply protocol(Execution execution, Arguments arguments) {
    List<Reply> three = List.of(Reply.ZERO, Reply.ONE, Reply.Int.of(2));
    return switch (arguments.text(2).toLowerCase(Locale.ROOT)) {
      case "string" -> Reply.Bulk.of("Hello World");
      case "integer" -> Reply.Int.of(12345);
      case "double" -> new Reply.Real(3.141);
      case "null" -> Reply.NULL;
      case "array" -> new Reply.Array(three);
      case "set" -> new Reply.Unordered(three);
      case "map" ->
          new Reply.Mapping(
              List.of(
                  Reply.ZERO,
                  new Reply.Bool(false),
                  Reply.ONE,
                  new Reply.Bool(true),
                  Reply.Int.of(2),
                  new Reply.Bool(false)));
      case "push" ->
          execution.connection().protocol() < 3
              ? Reply.error("RESP2 is not supported by this command")
              : new Reply.Push(List.of(Reply.Bulk.of("server-cpu-usage"), Reply.Int.of(42)));
      case "verbatim" -> new Reply.Verbatim("txt", "This is a verbatim\nstring");
      case "true" -> new Reply.Bool(true);
      case "false" -> new Reply.Bool(false);
      default ->
          Reply.error(
              "Wrong protocol type name. Please use one of the following:"
                  + " string|integer|double|null|array|set|map|push|verbatim|true|false");
    };
  }

  private static Reply help() {
    return Help.of(
        "DEBUG",
        "ERROR <text>",
        "Answer an error with this text.",
        "OBJECT <key>",
        "Tell how a key is stored.",
        "POPULATE <count> [<prefix>] [<size>]",
        "Create string keys <prefix>:0, <prefix>:1, ... that do not exist yet.",
        "PROTOCOL <type>",
        "Answer a value of a type of the protocol.",
        "SET-ACTIVE-EXPIRE <0|1>",
        "Remove expired keys that nobody touches, or leave them.",
        "SLEEP <seconds>",
        "Keep this thread of the server busy; at most 5 seconds.");
  }
}
