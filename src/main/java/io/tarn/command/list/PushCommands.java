// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.PackedElement;

/** LPUSH, RPUSH, LPUSHX, RPUSHX. */
final class PushCommands {

  private static final int KEY = 1;
  private static final int FIRST = 2;

  private PushCommands() {}

  static Reply lpush(Execution execution, Arguments arguments) {
    return push(execution, arguments, true, false);
  }

  static Reply rpush(Execution execution, Arguments arguments) {
    return push(execution, arguments, false, false);
  }

  static Reply lpushx(Execution execution, Arguments arguments) {
    return push(execution, arguments, true, true);
  }

  static Reply rpushx(Execution execution, Arguments arguments) {
    return push(execution, arguments, false, true);
  }

  private static Reply push(
      Execution execution, Arguments arguments, boolean left, boolean ifPresent) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE && ifPresent) {
      return Reply.ZERO;
    }
    long target =
        arguments.count() == FIRST + 1
            ? pushOne(execution, keyspace, arguments, record, left)
            : pushAll(execution, keyspace, arguments, record, left);
    execution.changed(keyspace, arguments, KEY, ListValue.pushed(left));
    return Reply.Int.of(ListValue.length(keyspace, target));
  }

  private static long pushOne(
      Execution execution, Keyspace keyspace, Arguments arguments, long record, boolean left) {
    PackedElement element = ListValue.show(arguments, FIRST, new PackedElement());
    ListValue.admit(execution, element.need());
    return ListValue.push(execution, keyspace, arguments, KEY, record, left, element);
  }

  private static long pushAll(
      Execution execution, Keyspace keyspace, Arguments arguments, long record, boolean left) {
    int elements = arguments.count() - FIRST;
    execution.longWork(arguments, KEY, elements);
    PackedElement element = new PackedElement();
    long bytes = 0;
    for (int i = FIRST; i < arguments.count(); i++) {
      bytes += ListValue.show(arguments, i, element).need();
    }
    ListValue.admit(execution, bytes);
    int fill = ListValue.fill(execution);
    long target =
        ListValue.makeRoom(execution, keyspace, arguments, KEY, record, bytes, elements, fill);
    for (int i = FIRST; i < arguments.count(); i++) {
      ListValue.add(keyspace, target, left, ListValue.show(arguments, i, element), fill);
    }
    return target;
  }
}
