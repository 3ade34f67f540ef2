// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/** The commands that answer values and then change or remove the fields: HGETEX and HGETDEL. */
final class TimedReading {

  private static final Reply COUNT = Reply.error("Number of fields must be a positive integer");

  private TimedReading() {}

  static Reply hgetdel(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    Reply refusal = FieldTimes.checkFields(arguments, 2, COUNT);
    if (refusal != null) {
      return refusal;
    }
    byte[] @Nullable [] values = new byte[arguments.count() - 4] @Nullable [];
    boolean deleted = false;
    for (int i = 0; record != Keyspace.NONE && i < values.length; i++) {
      long place = StoredHash.place(keyspace, record, arguments, 4 + i);
      if (place != HashFields.ABSENT) {
        values[i] = StoredHash.copy(keyspace, record, place);
        record = keyspace.fields().remove(record, place);
        deleted = true;
      }
    }
    if (deleted) {
      execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HDEL);
      StoredHash.removeIfEmpty(execution, keyspace, arguments, record);
    }
    return strings(values);
  }

  static Reply hgetex(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    TimeOption option = TimeOption.of(arguments, 2);
    boolean persist = arguments.is(2, "persist");
    int fields = 2;
    long time = HashFields.NO_EXPIRY;
    if (option != TimeOption.NONE) {
      Reply refusal = option.check(execution, arguments, 3, "hgetex");
      if (refusal != null) {
        return refusal;
      }
      time = option.time(execution, arguments, 3);
      fields = 4;
    } else if (persist) {
      fields = 3;
    }
    Reply refusal = FieldTimes.checkFields(arguments, fields, COUNT);
    if (refusal != null) {
      return refusal;
    }
    if (fields == 2 || record == Keyspace.NONE) {
      return values(keyspace, record, arguments, fields + 2);
    }
    FieldWriting.admitOne(execution, keyspace, record, 32L * arguments.count());
    return change(execution, keyspace, record, arguments, fields + 2, time);
  }

  private static Reply values(Keyspace keyspace, long record, Arguments arguments, int first) {
    return new Reply.Written(
        writer -> {
          writer.array(arguments.count() - first);
          for (int i = first; i < arguments.count(); i++) {
            FieldReading.writeValueOrNil(keyspace, record, arguments, i, writer);
          }
        });
  }

  /* A time that has come removes the fields; none takes their expiry away. */
  private static Reply change(
      Execution execution,
      Keyspace keyspace,
      long found,
      Arguments arguments,
      int first,
      long time) {
    HashFields fields = keyspace.fields();
    boolean persist = time == HashFields.NO_EXPIRY;
    boolean delete = !persist && time <= execution.nowMillis();
    byte[] @Nullable [] values = new byte[arguments.count() - first] @Nullable [];
    boolean changed = false;
    long record = found;
    for (int i = 0; i < values.length; i++) {
      long place = StoredHash.place(keyspace, record, arguments, first + i);
      if (place == HashFields.ABSENT) {
        continue;
      }
      values[i] = StoredHash.copy(keyspace, record, place);
      if (delete) {
        record = fields.remove(record, place);
        changed = true;
      } else if (!persist || fields.expiry(record, place) != HashFields.NO_EXPIRY) {
        record = fields.expireAt(record, place, time);
        changed = true;
      }
    }
    if (changed) {
      KeyEvent set = persist ? KeyEvent.HPERSIST : KeyEvent.HEXPIRE;
      execution.changed(keyspace, arguments, StoredHash.KEY, delete ? KeyEvent.HDEL : set);
      StoredHash.removeIfEmpty(execution, keyspace, arguments, record);
    }
    return strings(values);
  }

  private static Reply strings(byte[] @Nullable [] values) {
    return new Reply.Written(
        writer -> {
          writer.array(values.length);
          for (byte[] value : values) {
            if (value == null) {
              writer.nil();
            } else {
              writer.bulk(value, 0, value.length);
            }
          }
        });
  }
}
