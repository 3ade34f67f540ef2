// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.IntegerText;
import io.tarn.keyspace.collection.Intset;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.Structures;

/** Members one by one: SADD, SREM, SISMEMBER, SMISMEMBER, SCARD, SMEMBERS, SMOVE. */
final class MemberCommands {

  private static final int KEY = 1;
  private static final int TARGET = 2;

  /** The answer of an absent set. */
  static final Reply.Written EMPTY = new Reply.Written(writer -> writer.unordered(0));

  private MemberCommands() {}

  static Reply sadd(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    Parameters parameters = execution.environment().parameters();
    int members = arguments.count() - 2;
    execution.longWork(arguments, KEY, members);
    SetValue set;
    if (record == Keyspace.NONE) {
      execution.admit(bytesOf(arguments, 2, arguments.count()));
      set = create(execution, arguments, KEY, 2, members);
    } else {
      set = new SetValue(keyspace, record);
      execution.admit(bytesOf(arguments, 2, arguments.count()) + set.conversionBytes());
      if (!suits(parameters, set.form(), members)) {
        set.becomeTable();
      }
    }
    int added = 0;
    for (int i = 2; i < arguments.count(); i++) {
      added +=
          set.add(parameters, arguments.array(i), arguments.offset(i), arguments.length(i)) ? 1 : 0;
    }
    if (added > 0) {
      execution.changed(keyspace, arguments, KEY, KeyEvent.SADD);
    }
    return Reply.Int.of(added);
  }

  /* Whether a set may keep its form when it is told to get so many members more. */
  private static boolean suits(Parameters parameters, SetForm form, int members) {
    return switch (form) {
      case INTSET -> SetForm.fitsIntset(parameters, members);
      case LISTPACK -> members <= parameters.setMaxListpackEntries();
      case TABLE -> true;
    };
  }

  private static long bytesOf(Arguments arguments, int from, int to) {
    long bytes = (to - from) * SetValue.overheadBytes();
    for (int i = from; i < to; i++) {
      bytes += arguments.length(i);
    }
    return bytes;
  }

  /* Makes an absent key with an empty set that will get so many members, the first at argument i. */
  private static SetValue create(
      Execution execution, Arguments arguments, int key, int i, int members) {
    boolean integer = IntegerText.is(arguments.array(i), arguments.offset(i), arguments.length(i));
    SetForm form = SetForm.initial(execution.environment().parameters(), integer, members);
    Keyspace keyspace = execution.keyspace(arguments, key);
    int room =
        switch (form) {
          case INTSET -> Intset.HEADER + Long.BYTES;
          case LISTPACK ->
              Packed.HEADER
                  + Packed.need(arguments.array(i), arguments.offset(i), arguments.length(i));
          case TABLE -> Packed.HEADER;
        };
    long record = Storing.create(execution, arguments, key, room);
    if (form == SetForm.INTSET) {
      Intset.clear(keyspace.valuePosition(record));
    } else if (form == SetForm.TABLE) {
      CollectionValues blocks = keyspace.collections();
      long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
      record = blocks.adoptRoot(record, ValueType.SET, root);
    }
    return new SetValue(keyspace, record);
  }

  static Reply srem(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    execution.longWork(arguments, KEY, arguments.count());
    SetValue set = new SetValue(keyspace, record);
    int removed = 0;
    for (int i = 2; i < arguments.count() && set.size() > 0; i++) {
      removed += set.remove(arguments.array(i), arguments.offset(i), arguments.length(i)) ? 1 : 0;
    }
    if (removed > 0) {
      removed(execution, arguments, KEY, set, KeyEvent.SREM);
    }
    return Reply.Int.of(removed);
  }

  /** Tells of a removal from a set, and removes its key when it is empty. */
  static void removed(
      Execution execution, Arguments arguments, int key, SetValue set, KeyEvent event) {
    execution.changed(set.keyspace(), arguments, key, event);
    if (set.size() == 0) {
      set.keyspace().remove(set.record());
      execution.changed(set.keyspace(), arguments, key, KeyEvent.DEL);
    }
  }

  static Reply sismember(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return isMember(keyspace, record, arguments, 2) ? Reply.ONE : Reply.ZERO;
  }

  static Reply smismember(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return new Reply.Written(writer -> writeAnswers(writer, keyspace, record, arguments));
  }

  private static void writeAnswers(
      ReplyWriter writer, Keyspace keyspace, long record, Arguments arguments) {
    writer.array(arguments.count() - 2L);
    for (int i = 2; i < arguments.count(); i++) {
      writer.integer(isMember(keyspace, record, arguments, i) ? 1 : 0);
    }
  }

  private static boolean isMember(Keyspace keyspace, long record, Arguments arguments, int i) {
    return record != Keyspace.NONE
        && new SetValue(keyspace, record)
            .contains(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  static Reply scard(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return record == Keyspace.NONE
        ? Reply.ZERO
        : Reply.Int.of(new SetValue(keyspace, record).size());
  }

  static Reply smembers(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE) {
      return EMPTY;
    }
    SetValue set = new SetValue(keyspace, record);
    execution.longWork(arguments, KEY, set.size());
    return new Reply.Written(set::writeTo);
  }

  static Reply smove(Execution execution, Arguments arguments) {
    Keyspace from = execution.keyspace(arguments, KEY);
    long source = execution.findToWrite(from, arguments, KEY);
    Keyspace to = execution.keyspace(arguments, TARGET);
    long target = execution.findToWrite(to, arguments, TARGET);
    if (source == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (SetValue.isOther(from, source) || SetValue.isOther(to, target)) {
      return Errors.WRONG_TYPE;
    }
    byte[] array = arguments.array(3);
    int offset = arguments.offset(3);
    int length = arguments.length(3);
    SetValue set = new SetValue(from, source);
    if (!set.contains(array, offset, length)) {
      return Reply.ZERO;
    }
    if (source == target) {
      return Reply.ONE;
    }
    long conversion = target == Keyspace.NONE ? 0 : new SetValue(to, target).conversionBytes();
    execution.admit(length + SetValue.overheadBytes() + conversion);
    boolean _ = set.remove(array, offset, length);
    removed(execution, arguments, KEY, set, KeyEvent.SREM);
    long record = execution.peek(to, arguments, TARGET);
    SetValue other =
        record == Keyspace.NONE
            ? create(execution, arguments, TARGET, 3, 1)
            : new SetValue(to, record);
    if (other.add(execution.environment().parameters(), array, offset, length)) {
      execution.changed(to, arguments, TARGET, KeyEvent.SADD);
    }
    return Reply.ONE;
  }
}
