// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import static io.tarn.command.Flag.FAST;
import static io.tarn.command.Flag.READONLY;
import static io.tarn.command.Flag.WRITE;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.List;

/** Whether a key is there, of which type, and its removal: DEL, UNLINK, EXISTS, TOUCH, TYPE. */
final class Presence {

  private static final Reply.Simple NO_TYPE = new Reply.Simple("none");
  private static final Reply.Simple[] TYPES = types();

  private Presence() {}

  static List<Command> rows() {
    return List.of(
        Command.named("del", -2)
            .flags(WRITE)
            .keys(KeySpec.ALL)
            .categories("keyspace", "write", "slow")
            .docs(
                "generic",
                "1.0.0",
                "O(N) for N keys; a key of a collection costs O(M) for its M elements.",
                "Removes keys and counts those that were there.")
            .runs(Presence::delete),
        Command.named("unlink", -2)
            .flags(WRITE, FAST)
            .keys(KeySpec.ALL)
            .categories("keyspace", "write", "fast")
            .docs(
                "generic",
                "4.0.0",
                "O(1) for each key; the memory of a collection is given back in O(N).",
                "Removes keys as DEL does.")
            .runs(Presence::delete),
        Command.named("exists", -2)
            .flags(READONLY, FAST)
            .keys(KeySpec.ALL)
            .categories("keyspace", "read", "fast")
            .docs("generic", "1.0.0", "O(N) for N keys.", "Counts the given keys that exist.")
            .runs(Presence::exists),
        Command.named("touch", -2)
            .flags(READONLY, FAST)
            .keys(KeySpec.ALL)
            .categories("keyspace", "read", "fast")
            .docs(
                "generic",
                "3.2.1",
                "O(N) for N keys.",
                "Marks keys as just used and counts those that exist.")
            .runs(Presence::touch),
        Command.named("type", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.ONE)
            .categories("keyspace", "read", "fast")
            .docs("generic", "1.0.0", "O(1)", "Tells the type of a key's value.")
            .runs(Presence::type));
  }

  private static Reply delete(Execution execution, Arguments arguments) {
    int removed = 0;
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.peek(keyspace, arguments, i);
      if (record != Keyspace.NONE) {
        keyspace.remove(record);
        execution.changed(keyspace, arguments, i, KeyEvent.DEL);
        removed++;
      }
    }
    return Reply.Int.of(removed);
  }

  private static Reply exists(Execution execution, Arguments arguments) {
    int found = 0;
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      if (execution.inspect(keyspace, arguments, i) != Keyspace.NONE) {
        found++;
      }
    }
    return Reply.Int.of(found);
  }

  private static Reply touch(Execution execution, Arguments arguments) {
    int found = 0;
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      if (execution.touch(keyspace, arguments, i) != Keyspace.NONE) {
        found++;
      }
    }
    return Reply.Int.of(found);
  }

  private static Reply type(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.inspect(keyspace, arguments, 1);
    return record == Keyspace.NONE ? NO_TYPE : TYPES[keyspace.type(record).ordinal()];
  }

  private static Reply.Simple[] types() {
    ValueType[] values = ValueType.values();
    Reply.Simple[] replies = new Reply.Simple[values.length];
    for (ValueType type : values) {
      replies[type.ordinal()] = new Reply.Simple(type.label());
    }
    return replies;
  }
}
