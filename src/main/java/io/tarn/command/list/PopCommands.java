// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;

/** LPOP, RPOP, LMPOP. */
final class PopCommands {

  private static final int KEY = 1;
  private static final int COUNT = 2;
  private static final Reply OUT_OF_RANGE = Reply.error("value is out of range, must be positive");

  private PopCommands() {}

  static Reply lpop(Execution execution, Arguments arguments) {
    return pop(execution, arguments, true, "lpop");
  }

  static Reply rpop(Execution execution, Arguments arguments) {
    return pop(execution, arguments, false, "rpop");
  }

  private static Reply pop(Execution execution, Arguments arguments, boolean left, String name) {
    if (arguments.count() > COUNT + 1) {
      return Errors.wrongArity(name);
    }
    boolean several = arguments.count() > COUNT;
    if (several
        && !(Numbers.isLong(arguments, COUNT) && Numbers.parseLong(arguments, COUNT) >= 0)) {
      return OUT_OF_RANGE;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return several ? Reply.NULL_ARRAY : Reply.NULL;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (!several) {
      return ListValue.pop(execution, keyspace, arguments, KEY, record, left);
    }
    long most = Numbers.parseLong(arguments, COUNT);
    return most == 0
        ? Reply.EMPTY_ARRAY
        : ListValue.pop(execution, keyspace, arguments, KEY, record, left, most);
  }

  static Reply lmpop(Execution execution, Arguments arguments) {
    PopManyOptions options = PopManyOptions.parse(arguments, 1);
    if (options.failure() != null) {
      return options.failure();
    }
    for (int key = options.firstKey(); key <= options.lastKey(); key++) {
      Keyspace keyspace = execution.keyspace(arguments, key);
      long record = execution.findToWrite(keyspace, arguments, key);
      if (ListValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        return options.pop(execution, keyspace, arguments, key, record);
      }
    }
    return Reply.NULL_ARRAY;
  }
}
