// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.Packed;

/** The commands that set and remove fields. */
final class FieldWriting {

  /** Slab bytes that a new field may need beside its name and value: an upper estimate. */
  private static final int FIELD_BYTES = 80;

  /** The same for a new key. */
  private static final int KEY_BYTES = 256;

  /** When a small hash becomes large, so many times its bytes, about. */
  private static final int ENLARGED = 5;

  /** Longer new hashes are large at once. */
  private static final int MOST_AT_ONCE = 1 << 20;

  private FieldWriting() {}

  static Reply hset(Execution execution, Arguments arguments) {
    if ((arguments.count() & 1) != 0) {
      return Errors.wrongArity("hset");
    }
    long added = setAll(execution, arguments);
    return added < 0 ? Errors.WRONG_TYPE : Reply.Int.of(added);
  }

  static Reply hmset(Execution execution, Arguments arguments) {
    if ((arguments.count() & 1) != 0) {
      return Errors.wrongArity("hmset");
    }
    return setAll(execution, arguments) < 0 ? Errors.WRONG_TYPE : Reply.OK;
  }

  /* Returns how many fields are new, -1 for a key of another type. */
  private static long setAll(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count() / 2);
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return -1;
    }
    admit(execution, keyspace, record, arguments, 2);
    long target = ready(execution, keyspace, record, arguments, 2);
    int added = 0;
    for (int i = 2; i < arguments.count(); i += 2) {
      target = put(execution, keyspace, target, arguments, i, i + 1, false);
      added += keyspace.fields().added() ? 1 : 0;
    }
    execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HSET);
    return added;
  }

  static Reply hsetnx(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (record != Keyspace.NONE
        && StoredHash.place(keyspace, record, arguments, 2) != HashFields.ABSENT) {
      return Reply.ZERO;
    }
    admit(execution, keyspace, record, arguments, 2);
    long target = ready(execution, keyspace, record, arguments, 2);
    long _ = put(execution, keyspace, target, arguments, 2, 3, false);
    execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HSET);
    return Reply.ONE;
  }

  static Reply hdel(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    execution.longWork(arguments, StoredHash.KEY, arguments.count());
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    HashFields fields = keyspace.fields();
    int deleted = 0;
    for (int i = 2; i < arguments.count() && fields.count(record) > 0; i++) {
      long place = StoredHash.place(keyspace, record, arguments, i);
      if (place != HashFields.ABSENT) {
        record = fields.remove(record, place);
        deleted++;
      }
    }
    if (deleted > 0) {
      execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HDEL);
      StoredHash.removeIfEmpty(execution, keyspace, arguments, record);
    }
    return Reply.Int.of(deleted);
  }

  /**
   * Asks for the room that fields and values from argument {@code first} on may need.
   *
   * @param record the hash or {@link Keyspace#NONE}
   */
  static void admit(
      Execution execution, Keyspace keyspace, long record, Arguments arguments, int first) {
    long bytes = (long) KEY_BYTES + arguments.length(StoredHash.KEY);
    for (int i = first; i < arguments.count(); i++) {
      bytes += arguments.length(i) + FIELD_BYTES / 2;
    }
    execution.admit(bytes + bytes / 8 + enlargedBytes(keyspace, record));
  }

  /** Asks for the room that one field, or something as long, may need. */
  static void admitOne(Execution execution, Keyspace keyspace, long record, long length) {
    execution.admit(length + KEY_BYTES + FIELD_BYTES + enlargedBytes(keyspace, record));
  }

  private static long enlargedBytes(Keyspace keyspace, long record) {
    return record == Keyspace.NONE || keyspace.isLarge(record)
        ? 0
        : (long) ENLARGED * keyspace.valueLength(record);
  }

  /**
   * Makes the hash that fields and values from argument {@code first} on are to be put into: adds
   * the key when it is absent, and makes the hash large when one of them is too long.
   *
   * @param record the hash or {@link Keyspace#NONE}
   */
  static long ready(
      Execution execution, Keyspace keyspace, long record, Arguments arguments, int first) {
    if (record != Keyspace.NONE && keyspace.isLarge(record)) {
      return record;
    }
    long most = execution.environment().parameters().hashMaxPackedValue();
    boolean large = false;
    long bytes = 0;
    for (int i = first; i < arguments.count(); i++) {
      large |= arguments.length(i) > most || arguments.isBlock(i);
      bytes += arguments.length(i);
    }
    long target = record;
    if (record == Keyspace.NONE) {
      int need = large || bytes > MOST_AT_ONCE ? 0 : need(arguments, first);
      target = create(execution, keyspace, arguments, need);
    }
    return large || keyspace.fields().isFull(target, bytes)
        ? keyspace.fields().enlarge(target)
        : target;
  }

  private static int need(Arguments arguments, int first) {
    int need = 0;
    for (int i = first; i < arguments.count(); i++) {
      need += Packed.need(arguments.array(i), arguments.offset(i), arguments.length(i));
    }
    return need;
  }

  /** Adds the key with an empty hash that has room for so many bytes of fields. */
  static long create(Execution execution, Keyspace keyspace, Arguments arguments, int bytes) {
    return keyspace
        .collections()
        .create(
            arguments.hash(StoredHash.KEY),
            arguments.array(StoredHash.KEY),
            arguments.offset(StoredHash.KEY),
            arguments.length(StoredHash.KEY),
            ValueType.HASH,
            Packed.HEADER + bytes,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
  }

  /** Sets a field to a value, both arguments, in a hash that is ready for them. */
  static long put(
      Execution execution,
      Keyspace keyspace,
      long record,
      Arguments arguments,
      int name,
      int value,
      boolean keepsExpiry) {
    HashFields fields = keyspace.fields();
    byte[] array = arguments.array(name);
    int from = arguments.offset(name);
    int length = arguments.length(name);
    if (keyspace.isLarge(record)) {
      int valueLength = arguments.length(value);
      long position = fields.place(record, array, from, length, valueLength, keepsExpiry);
      arguments.copyTo(value, position);
      return record;
    }
    long target =
        fields.put(
            record,
            array,
            from,
            length,
            arguments.array(value),
            arguments.offset(value),
            arguments.length(value),
            keepsExpiry);
    return enlargeIfMany(execution, keyspace, target);
  }

  /** Makes a small hash large that has more fields than small ones may have. */
  static long enlargeIfMany(Execution execution, Keyspace keyspace, long record) {
    HashFields fields = keyspace.fields();
    Parameters parameters = execution.environment().parameters();
    return fields.added() && fields.count(record) > parameters.hashMaxPackedEntries()
        ? fields.enlarge(record)
        : record;
  }
}
