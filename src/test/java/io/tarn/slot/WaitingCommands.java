// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.KeySpec;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.blocking.KeyWait;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.util.stream.IntStream;

/** Commands of tests that wait for strings: small ones, so that waiting is all that they show. */
final class WaitingCommands {

  /** {@code take key [key ...] millis}: takes a value and removes its key. */
  static final Command TAKE =
      Command.named("take", -3).keys(new KeySpec(1, -2, 1)).runs(WaitingCommands::take);

  /** {@code carry source target millis}: takes a value and stores it under another key. */
  static final Command CARRY =
      Command.named("carry", 4).keys(new KeySpec(1, 2, 1)).runs(WaitingCommands::carry);

  private WaitingCommands() {}

  private static Reply take(Execution execution, Arguments arguments) {
    int last = arguments.count() - 1;
    for (int key = 1; key < last; key++) {
      if (isThere(execution, arguments, key)) {
        return takeFrom(execution, arguments, key);
      }
    }
    int[] keys = IntStream.range(1, last).toArray();
    return execution.block(
        new KeyWait(
            ValueType.STRING,
            keys,
            0,
            Numbers.parseLong(arguments, last),
            Reply.NULL,
            WaitingCommands::takeFrom));
  }

  private static Reply carry(Execution execution, Arguments arguments) {
    return isThere(execution, arguments, 1)
        ? carryFrom(execution, arguments, 1)
        : execution.block(
            new KeyWait(
                ValueType.STRING,
                new int[] {1},
                2,
                Numbers.parseLong(arguments, 3),
                Reply.NULL,
                WaitingCommands::carryFrom));
  }

  private static boolean isThere(Execution execution, Arguments arguments, int key) {
    Keyspace keyspace = execution.keyspace(arguments, key);
    return execution.findToWrite(keyspace, arguments, key) != Keyspace.NONE;
  }

  private static Reply takeFrom(Execution execution, Arguments arguments, int key) {
    return new Reply.Bulk(value(execution, arguments, key));
  }

  private static Reply carryFrom(Execution execution, Arguments arguments, int key) {
    byte[] value = value(execution, arguments, key);
    Keyspace keyspace = execution.keyspace(arguments, 2);
    byte[] target = arguments.bytes(2);
    long present = execution.findToWrite(keyspace, arguments, 2);
    if (present != Keyspace.NONE) {
      keyspace.remove(present);
    }
    long record =
        keyspace.create(
            target,
            0,
            target.length,
            ValueType.STRING,
            value.length,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
    Memory.copyIn(value, 0, keyspace.valuePosition(record), value.length);
    execution.changed(keyspace, arguments, 2, KeyEvent.SET);
    return new Reply.Bulk(value);
  }

  private static byte[] value(Execution execution, Arguments arguments, int key) {
    Keyspace keyspace = execution.keyspace(arguments, key);
    long record = execution.findToWrite(keyspace, arguments, key);
    byte[] value = new byte[keyspace.valueLength(record)];
    Memory.copyOut(keyspace.valuePosition(record), value, 0, value.length);
    keyspace.remove(record);
    execution.changed(keyspace, arguments, key, KeyEvent.DEL);
    return value;
  }
}
