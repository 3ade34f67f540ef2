// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;

/** The commands that change bytes of a value in place. */
final class EditCommands {

  private static final Reply OFFSET_OUT_OF_RANGE = Reply.error("offset is out of range");

  private EditCommands() {}

  static Reply append(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    int added = arguments.length(2);
    if (record == Keyspace.NONE) {
      StringValue.put(execution, keyspace, record, arguments, 1, 2, Keyspace.NO_EXPIRY);
      execution.changed(keyspace, arguments, 1, KeyEvent.APPEND);
      return Reply.Int.of(added);
    }
    if (StringValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    int before = keyspace.valueLength(record);
    if (isTooLong(execution, before, added)) {
      return Errors.STRING_TOO_LONG;
    }
    if (added > 0) {
      record = keyspace.resize(record, (long) before + added);
      arguments.copyTo(2, keyspace.valuePosition(record) + before);
    }
    keyspace.markRaw(record);
    execution.changed(keyspace, arguments, 1, KeyEvent.APPEND);
    return Reply.Int.of((long) before + added);
  }

  static Reply setrange(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long offset = Numbers.parseLong(arguments, 2);
    if (offset < 0) {
      return OFFSET_OUT_OF_RANGE;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (StringValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    int before = record == Keyspace.NONE ? 0 : keyspace.valueLength(record);
    int written = arguments.length(3);
    if (written == 0) {
      return Reply.Int.of(before);
    }
    if (isTooLong(execution, offset, written)) {
      return Errors.STRING_TOO_LONG;
    }
    long end = offset + written;
    if (record == Keyspace.NONE) {
      record = StringValue.create(execution, keyspace, arguments, 1, end, Keyspace.NO_EXPIRY);
      Memory.fill(keyspace.valuePosition(record), offset, (byte) 0);
    } else if (end > before) {
      record = keyspace.resize(record, end);
    }
    arguments.copyTo(3, keyspace.valuePosition(record) + offset);
    keyspace.markRaw(record);
    execution.changed(keyspace, arguments, 1, KeyEvent.SETRANGE);
    return Reply.Int.of(Math.max(before, end));
  }

  private static boolean isTooLong(Execution execution, long length, int added) {
    // Compared by subtraction: the sum may overflow.
    return length > execution.environment().parameters().protoMaxBulkLength() - added;
  }
}
