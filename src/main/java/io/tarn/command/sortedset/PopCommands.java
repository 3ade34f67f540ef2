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
  private static final Reply NO_KEYS = Reply.error("numkeys should be greater than 0");
  private static final Reply NO_COUNT = Reply.error("count should be greater than 0");

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

  private static PoppedEntries pop(
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
    if (!isPositive(arguments, 1)) {
      return NO_KEYS;
    }
    long keys = Numbers.parseLong(arguments, 1);
    if (keys > arguments.count() - 3) {
      return Errors.SYNTAX;
    }
    int where = (int) keys + 2;
    boolean max = arguments.is(where, "max");
    if (!max && !arguments.is(where, "min")) {
      return Errors.SYNTAX;
    }
    long most = 1;
    if (arguments.count() > where + 1) {
      if (!arguments.is(where + 1, "count") || arguments.count() == where + 2) {
        return Errors.SYNTAX;
      }
      if (!isPositive(arguments, where + 2)) {
        return NO_COUNT;
      }
      if (arguments.count() > where + 3) {
        return Errors.SYNTAX;
      }
      most = Numbers.parseLong(arguments, where + 2);
    }
    return popFirst(execution, arguments, (int) keys, max, most);
  }

  private static Reply popFirst(
      Execution execution, Arguments arguments, int keys, boolean max, long most) {
    for (int key = 2; key < keys + 2; key++) {
      Keyspace keyspace = execution.keyspace(arguments, key);
      long record = execution.findToWrite(keyspace, arguments, key);
      if (SortedSetValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        byte[] name = arguments.bytes(key);
        PoppedEntries popped = pop(execution, arguments, key, keyspace, record, max, most);
        return new Reply.Written(
            writer -> {
              writer.array(2);
              writer.bulk(name, 0, name.length);
              writer.array(popped.count());
              popped.writePairs(writer);
            });
      }
    }
    return Reply.NULL_ARRAY;
  }

  private static boolean isPositive(Arguments arguments, int i) {
    return Numbers.isLong(arguments, i) && Numbers.parseLong(arguments, i) > 0;
  }
}
