// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;

/** ZPOPMIN, ZPOPMAX and ZMPOP. */
final class PopCommands {

  private static final Reply NOT_POSITIVE = Reply.error("value is out of range, must be positive");

  static final Reply TOO_MANY = Reply.error("too many members for one answer");

  private PopCommands() {}

  static Reply zpopmin(Execution execution, Arguments arguments) {
    return pop(execution, arguments, false);
  }

  static Reply zpopmax(Execution execution, Arguments arguments) {
    return pop(execution, arguments, true);
  }

  private static Reply pop(Execution execution, Arguments arguments, boolean max) {
    if (arguments.count() > 3) {
      return Errors.SYNTAX;
    }
    boolean counted = arguments.count() == 3;
    if (counted && (!Numbers.isLong(arguments, 2) || Numbers.parseLong(arguments, 2) < 0)) {
      return NOT_POSITIVE;
    }
    long most = counted ? Numbers.parseLong(arguments, 2) : 1;
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.EMPTY_ARRAY;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (most == 0) {
      return Reply.EMPTY_ARRAY;
    }
    if (isTooMuch(keyspace, record, most)) {
      return TOO_MANY;
    }
    PoppedEntries popped = pop(execution, arguments, 1, keyspace, record, max, most);
    return new Reply.Written(
        writer -> {
          boolean pairs = counted && writer.isResp3();
          writer.array(pairs ? popped.count() : 2L * popped.count());
          if (pairs) {
            popped.writePairs(writer);
          } else {
            popped.writeFlat(writer);
          }
        });
  }

  /** True when so many would take more of the heap than one command may: they wait there. */
  static boolean isTooMuch(Keyspace keyspace, long record, long most) {
    if (most == 1) {
      return false;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    long count = value.count();
    long taken = Math.min(most, count);
    return ScoredNames.isTooMuch(taken, value.bytes() / count * taken);
  }

  static PoppedEntries pop(
      Execution execution,
      Arguments arguments,
      int key,
      Keyspace keyspace,
      long record,
      boolean max,
      long most) {
    execution.longWork(arguments, key, Math.min(most, SortedSetValue.of(keyspace, record).count()));
    PoppedEntries popped = SortedSetValue.pop(execution, keyspace, record, max, most);
    execution.changed(keyspace, arguments, key, max ? KeyEvent.ZPOPMAX : KeyEvent.ZPOPMIN);
    if (popped.emptied()) {
      execution.changed(keyspace, arguments, key, KeyEvent.DEL);
    }
    return popped;
  }

  static Reply zmpop(Execution execution, Arguments arguments) {
    PopManyOptions options = PopManyOptions.parse(arguments, 1);
    if (options.failure() != null) {
      return options.failure();
    }
    for (int key = options.firstKey(); key <= options.lastKey(); key++) {
      Keyspace keyspace = execution.keyspace(arguments, key);
      long record = execution.findToWrite(keyspace, arguments, key);
      if (SortedSetValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        return options.pop(execution, arguments, key);
      }
    }
    return Reply.NULL_ARRAY;
  }
}
