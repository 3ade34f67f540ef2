// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.Arrays;

/** The commands that answer a value or part of it. */
final class GetCommands {

  private GetCommands() {}

  static Reply get(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    return StringValue.view(keyspace, record);
  }

  /* Looking up a later key may remove it as expired, which moves no other record. */
  static Reply mget(Execution execution, Arguments arguments) {
    Reply[] values = new Reply[arguments.count() - 1];
    for (int i = 1; i < arguments.count(); i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.find(keyspace, arguments, i);
      values[i - 1] =
          record == Keyspace.NONE || keyspace.type(record) != ValueType.STRING
              ? Reply.NULL
              : StringValue.view(keyspace, record);
    }
    return new Reply.Array(Arrays.asList(values));
  }

  static Reply strlen(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    return Reply.Int.of(keyspace.valueLength(record));
  }

  static Reply getrange(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    long first = Numbers.parseLong(arguments, 2);
    long last = Numbers.parseLong(arguments, 3);
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.EMPTY_BULK;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    long length = keyspace.valueLength(record);
    if (first < 0 && last < 0 && first > last) {
      return Reply.EMPTY_BULK;
    }
    // An end before the first byte means the first byte, not an empty range.
    long from = Math.max(0, first < 0 ? length + first : first);
    long to = Math.min(length - 1, Math.max(0, last < 0 ? length + last : last));
    return from > to
        ? Reply.EMPTY_BULK
        : new Reply.View(keyspace.valuePosition(record) + from, (int) (to - from + 1));
  }

  static Reply getdel(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    Reply value = StringValue.copy(keyspace, record);
    keyspace.remove(record);
    execution.changed(keyspace, arguments, 1, KeyEvent.DEL);
    return value;
  }

  static Reply getex(Execution execution, Arguments arguments) {
    long options = SetOptions.parseGetEx(arguments);
    if (options == SetOptions.SYNTAX_ERROR) {
      return Errors.SYNTAX;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (keyspace.type(record) != ValueType.STRING) {
      return Errors.WRONG_TYPE;
    }
    if (SetOptions.hasTime(options)) {
      return getAndExpire(execution, arguments, options, keyspace, record);
    }
    if (SetOptions.has(options, SetOptions.PERSIST)) {
      boolean expired = keyspace.expireAt(record) != Keyspace.NO_EXPIRY;
      long kept = keyspace.expireAt(record, Keyspace.NO_EXPIRY);
      if (expired) {
        execution.changed(keyspace, arguments, 1, KeyEvent.PERSIST);
      }
      return StringValue.view(keyspace, kept);
    }
    return StringValue.view(keyspace, record);
  }

  private static Reply getAndExpire(
      Execution execution, Arguments arguments, long options, Keyspace keyspace, long record) {
    int time = SetOptions.timeArgument(options);
    if (!Numbers.isLong(arguments, time)) {
      return Errors.NOT_AN_INTEGER;
    }
    long expireAt = SetOptions.expireAtMillis(arguments, time, options, execution.nowMillis());
    if (expireAt == SetOptions.INVALID_TIME) {
      return Errors.invalidExpire("getex");
    }
    if (expireAt <= execution.nowMillis()) {
      Reply value = StringValue.copy(keyspace, record);
      keyspace.remove(record);
      execution.changed(keyspace, arguments, 1, KeyEvent.DEL);
      return value;
    }
    long expiring = keyspace.expireAt(record, expireAt);
    execution.changed(keyspace, arguments, 1, KeyEvent.EXPIRE);
    return StringValue.view(keyspace, expiring);
  }
}
