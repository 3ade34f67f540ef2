// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedElement;
import io.tarn.keyspace.collection.QuicklistEdit;

/** LSET, LINSERT, LREM. */
final class EditCommands {

  private static final int KEY = 1;
  private static final Reply NO_PIVOT = Reply.Int.of(-1);

  private EditCommands() {}

  static Reply lset(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Errors.NO_SUCH_KEY;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long size = ListValue.length(keyspace, record);
    long index = RangeCommands.fromFront(Numbers.parseLong(arguments, 2), size);
    if (index < 0 || index >= size) {
      return Errors.INDEX_OUT_OF_RANGE;
    }
    PackedElement element = ListValue.show(arguments, 3, new PackedElement());
    ListValue.admit(execution, element.need());
    long target = room(execution, keyspace, arguments, record, element);
    CollectionValues values = keyspace.collections();
    if (keyspace.isLarge(target)) {
      int fill = ListValue.fill(execution);
      QuicklistEdit.set(values, keyspace.root(target), index, element, fill);
    } else {
      long area = keyspace.valuePosition(target);
      int capacity = keyspace.valueLength(target);
      int at = (int) index;
      int offset = Packed.offset(area, capacity, at);
      Packed.delete(area, capacity, at, offset, 1);
      Packed.insert(area, capacity, at, offset, element);
    }
    execution.changed(keyspace, arguments, KEY, KeyEvent.LSET);
    ListValue.shrink(execution, keyspace, target);
    return Reply.OK;
  }

  static Reply linsert(Execution execution, Arguments arguments) {
    boolean behind = arguments.is(2, "after");
    if (!behind && !arguments.is(2, "before")) {
      return Errors.SYNTAX;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    execution.longWork(arguments, KEY, ListValue.length(keyspace, record));
    long index = find(keyspace, record, ListValue.show(arguments, 3, new PackedElement()));
    if (index < 0) {
      return NO_PIVOT;
    }
    PackedElement element = ListValue.show(arguments, 4, new PackedElement());
    ListValue.admit(execution, element.need());
    long target = room(execution, keyspace, arguments, record, element);
    if (keyspace.isLarge(target)) {
      ListCursor cursor = ListValue.cursor(keyspace, target);
      cursor.seek(index);
      int fill = ListValue.fill(execution);
      long root = keyspace.root(target);
      QuicklistEdit.insert(keyspace.collections(), root, cursor, behind, element, fill);
    } else {
      long area = keyspace.valuePosition(target);
      int capacity = keyspace.valueLength(target);
      int at = (int) index + (behind ? 1 : 0);
      Packed.insert(area, capacity, at, Packed.offset(area, capacity, at), element);
    }
    execution.changed(keyspace, arguments, KEY, KeyEvent.LINSERT);
    return Reply.Int.of(ListValue.length(keyspace, target));
  }

  private static long room(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      long record,
      PackedElement element) {
    int fill = ListValue.fill(execution);
    return ListValue.makeRoom(execution, keyspace, arguments, KEY, record, element.need(), 1, fill);
  }

  private static long find(Keyspace keyspace, long record, PackedElement pivot) {
    ListCursor cursor = ListValue.cursor(keyspace, record);
    cursor.seek(0);
    for (long index = 0; ; index++) {
      if (cursor.isAt(pivot)) {
        return index;
      }
      if (!cursor.next()) {
        return -1;
      }
    }
  }

  static Reply lrem(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long count = Numbers.parseLong(arguments, 2);
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    execution.longWork(arguments, KEY, ListValue.length(keyspace, record));
    boolean forward = count >= 0;
    long most = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
    PackedElement element = ListValue.show(arguments, 3, new PackedElement());
    long removed;
    if (keyspace.isLarge(record)) {
      int fill = ListValue.fill(execution);
      long root = keyspace.root(record);
      removed = QuicklistEdit.remove(keyspace.collections(), root, element, forward, most, fill);
    } else {
      long area = keyspace.valuePosition(record);
      int capacity = keyspace.valueLength(record);
      removed = QuicklistEdit.remove(area, capacity, element, forward, most);
    }
    if (removed > 0) {
      ListValue.removed(execution, keyspace, arguments, KEY, record, KeyEvent.LREM);
    }
    return Reply.Int.of(removed);
  }
}
