// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.keyspace.collection.QuicklistEdit;

/** LLEN, LINDEX, LRANGE, LTRIM. */
final class RangeCommands {

  private static final int KEY = 1;

  private RangeCommands() {}

  static Reply llen(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    return ListValue.isOther(keyspace, record)
        ? Errors.WRONG_TYPE
        : Reply.Int.of(ListValue.length(keyspace, record));
  }

  static Reply lindex(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    ListCursor cursor = ListValue.cursor(keyspace, record);
    long index = fromFront(Numbers.parseLong(arguments, 2), cursor.size());
    if (index < 0 || index >= cursor.size()) {
      return Reply.NULL;
    }
    cursor.seek(index);
    return ElementAnswer.of(cursor);
  }

  static Reply lrange(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.EMPTY_ARRAY;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    ListCursor cursor = ListValue.cursor(keyspace, record);
    long first = first(arguments, cursor.size());
    long last = last(arguments, cursor.size());
    if (first > last) {
      return Reply.EMPTY_ARRAY;
    }
    execution.longWork(arguments, KEY, last - first + 1);
    cursor.seek(first);
    return ElementAnswer.following(cursor, last - first + 1);
  }

  static Reply ltrim(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.OK;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long size = ListValue.length(keyspace, record);
    long first = first(arguments, size);
    long last = last(arguments, size);
    long left = first > last ? size : first;
    long right = first > last ? 0 : size - 1 - last;
    execution.longWork(arguments, KEY, left + right);
    if (left == size) {
      keyspace.remove(record);
      execution.changed(keyspace, arguments, KEY, KeyEvent.LTRIM);
      execution.changed(keyspace, arguments, KEY, KeyEvent.DEL);
      return Reply.OK;
    }
    if (keyspace.isLarge(record)) {
      int fill = ListValue.fill(execution);
      QuicklistEdit.trim(keyspace.collections(), keyspace.root(record), left, right, fill);
    } else {
      ListValue.drop(keyspace, record, true, left);
      ListValue.drop(keyspace, record, false, right);
    }
    ListValue.removed(execution, keyspace, arguments, KEY, record, KeyEvent.LTRIM);
    return Reply.OK;
  }

  /** Returns an index that counts from the end when negative, from the front. */
  static long fromFront(long index, long size) {
    return index < 0 ? index + size : index;
  }

  private static long first(Arguments arguments, long size) {
    return Math.max(0, fromFront(Numbers.parseLong(arguments, 2), size));
  }

  private static long last(Arguments arguments, long size) {
    return Math.min(size - 1, fromFront(Numbers.parseLong(arguments, 3), size));
  }
}
