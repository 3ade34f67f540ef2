// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import java.util.List;

/** The commands that answer fields, values and numbers of fields. */
final class FieldReading {

  private static final Reply EMPTY_MAPPING = new Reply.Mapping(List.of());

  private FieldReading() {}

  static Reply hget(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long place = StoredHash.place(keyspace, record, arguments, 2);
    return place == HashFields.ABSENT ? Reply.NULL : StoredHash.value(keyspace, record, place);
  }

  static Reply hmget(Execution execution, Arguments arguments) {
    int count = arguments.count() - 2;
    execution.longWork(arguments, StoredHash.KEY, count);
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return new Reply.Written(
        writer -> {
          writer.array(count);
          for (int i = 2; i < 2 + count; i++) {
            writeValueOrNil(keyspace, record, arguments, i, writer);
          }
        });
  }

  /** Writes the value of the field that argument {@code i} names, or null. */
  static void writeValueOrNil(
      Keyspace keyspace, long record, Arguments arguments, int i, ReplyWriter writer) {
    long place =
        record == Keyspace.NONE
            ? HashFields.ABSENT
            : StoredHash.place(keyspace, record, arguments, i);
    if (place == HashFields.ABSENT) {
      writer.nil();
    } else {
      StoredHash.writeValue(keyspace, record, place, writer);
    }
  }

  static Reply hexists(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return record != Keyspace.NONE
            && StoredHash.place(keyspace, record, arguments, 2) != HashFields.ABSENT
        ? Reply.ONE
        : Reply.ZERO;
  }

  static Reply hstrlen(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    long place = StoredHash.place(keyspace, record, arguments, 2);
    return place == HashFields.ABSENT
        ? Reply.ZERO
        : Reply.Int.of(StoredHash.valueLength(keyspace, record, place));
  }

  static Reply hlen(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    return record == Keyspace.NONE ? Reply.ZERO : Reply.Int.of(keyspace.fields().count(record));
  }

  static Reply hgetall(Execution execution, Arguments arguments) {
    return all(execution, arguments, true, true);
  }

  static Reply hkeys(Execution execution, Arguments arguments) {
    return all(execution, arguments, true, false);
  }

  static Reply hvals(Execution execution, Arguments arguments) {
    return all(execution, arguments, false, true);
  }

  private static Reply all(
      Execution execution, Arguments arguments, boolean names, boolean values) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return names && values ? EMPTY_MAPPING : Reply.EMPTY_ARRAY;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long count = keyspace.fields().count(record);
    execution.longWork(arguments, StoredHash.KEY, count);
    return new Reply.Written(
        writer -> {
          if (names && values) {
            writer.mapping(count);
          } else {
            writer.array(count);
          }
          FieldCursor cursor = new FieldCursor(keyspace, record);
          for (long place = cursor.next(); place != HashFields.ABSENT; place = cursor.next()) {
            if (names) {
              StoredHash.writeName(keyspace, record, place, writer);
            }
            if (values) {
              StoredHash.writeValue(keyspace, record, place, writer);
            }
          }
        });
  }
}
