// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedFields;
import io.tarn.slab.Memory;

/** How commands find a hash and what its fields answer. */
final class StoredHash {

  /** The argument that is the key. */
  static final int KEY = 1;

  /** More due fields than this are counted no further. */
  private static final int MOST_COUNTED = 100_000;

  private static final Reply LISTPACK = Reply.Bulk.of("listpack");
  private static final Reply LISTPACK_EX = Reply.Bulk.of("listpackex");
  private static final Reply HASHTABLE = Reply.Bulk.of("hashtable");

  private StoredHash() {}

  /** Finds the hash for reading, without fields whose time has come; perhaps of another type. */
  static long find(Execution execution, Keyspace keyspace, Arguments arguments) {
    return settled(execution, keyspace, arguments, execution.find(keyspace, arguments, KEY));
  }

  /** As {@link #find}, for writing. */
  static long findToWrite(Execution execution, Keyspace keyspace, Arguments arguments) {
    return settled(execution, keyspace, arguments, execution.findToWrite(keyspace, arguments, KEY));
  }

  private static long settled(
      Execution execution, Keyspace keyspace, Arguments arguments, long record) {
    if (record == Keyspace.NONE || !keyspace.fieldsExpire(record)) {
      return record;
    }
    HashFields fields = keyspace.fields();
    long now = execution.nowMillis();
    if (!fields.mayBeDue(record, now) || keyspace.keepsExpired()) {
      return record; // in a copy they are gone when the leader says so
    }
    execution.longWork(arguments, KEY, fields.countDue(record, now, MOST_COUNTED));
    long left = fields.removeDue(record, now, Integer.MAX_VALUE);
    if (fields.removed() > 0) {
      execution.vanished(keyspace, arguments, KEY, KeyEvent.HEXPIRED);
      if (left == Keyspace.NONE) {
        execution.vanished(keyspace, arguments, KEY, KeyEvent.DEL);
      }
    }
    return left;
  }

  /** True when the record exists and is no hash. */
  static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.HASH;
  }

  /** Returns the place of the field that argument {@code i} names, or HashFields.ABSENT. */
  static long place(Keyspace keyspace, long record, Arguments arguments, int i) {
    return keyspace
        .fields()
        .find(record, arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Removes the key when its hash has no field left, and tells of it. */
  static void removeIfEmpty(
      Execution execution, Keyspace keyspace, Arguments arguments, long record) {
    if (keyspace.fields().count(record) == 0) {
      keyspace.remove(record);
      execution.changed(keyspace, arguments, KEY, KeyEvent.DEL);
    }
  }

  /** Returns what OBJECT ENCODING answers. */
  static Reply encoding(Keyspace keyspace, long record) {
    if (keyspace.isLarge(record)) {
      return HASHTABLE;
    }
    return keyspace.fieldsExpire(record) ? LISTPACK_EX : LISTPACK;
  }

  /** Returns the value of the field at a place, which shows the stored bytes. */
  static Reply value(Keyspace keyspace, long record, long place) {
    if (keyspace.isLarge(record)) {
      return new Reply.View(FieldTable.valuePosition(place), FieldTable.valueLength(place));
    }
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    long at = PackedFields.value(area, capacity, place);
    int index = PackedFields.index(at);
    int offset = PackedFields.offset(at);
    if (Packed.isInteger(area, capacity, index)) {
      long number = Packed.integer(area, capacity, index, offset);
      return new Reply.Written(writer -> writer.text(number));
    }
    return new Reply.View(
        Packed.stringPosition(area, capacity, index, offset),
        Packed.stringLength(area, capacity, index, offset));
  }

  /** Returns a copy of the value of the field at a place. */
  static byte[] copy(Keyspace keyspace, long record, long place) {
    if (keyspace.isLarge(record)) {
      byte[] bytes = new byte[FieldTable.valueLength(place)];
      Memory.copyOut(FieldTable.valuePosition(place), bytes, 0, bytes.length);
      return bytes;
    }
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    long at = PackedFields.value(area, capacity, place);
    return Packed.text(area, capacity, PackedFields.index(at), PackedFields.offset(at));
  }

  /** Returns the length of the value of the field at a place. */
  static int valueLength(Keyspace keyspace, long record, long place) {
    if (keyspace.isLarge(record)) {
      return FieldTable.valueLength(place);
    }
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    long at = PackedFields.value(area, capacity, place);
    return Packed.textLength(area, capacity, PackedFields.index(at), PackedFields.offset(at));
  }

  /** True when the value of the field at a place is an integer of 64 bits. */
  static boolean isLong(Keyspace keyspace, long record, long place) {
    if (keyspace.isLarge(record)) {
      return Numbers.isLong(FieldTable.valuePosition(place), FieldTable.valueLength(place));
    }
    return Packed.isInteger(
        keyspace.valuePosition(record),
        keyspace.valueLength(record),
        PackedFields.index(place) + 1);
  }

  /** Returns the value for which {@link #isLong} is true. */
  static long parseLong(Keyspace keyspace, long record, long place) {
    if (keyspace.isLarge(record)) {
      return Numbers.parseLong(FieldTable.valuePosition(place), FieldTable.valueLength(place));
    }
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    long at = PackedFields.value(area, capacity, place);
    return Packed.integer(area, capacity, PackedFields.index(at), PackedFields.offset(at));
  }

  /** Writes the name of the field at a place. */
  static void writeName(Keyspace keyspace, long record, long place, ReplyWriter writer) {
    if (keyspace.isLarge(record)) {
      writer.view(FieldTable.namePosition(place), FieldTable.nameLength(place));
    } else {
      writePacked(keyspace.valuePosition(record), keyspace.valueLength(record), place, writer);
    }
  }

  /** Writes the value of the field at a place. */
  static void writeValue(Keyspace keyspace, long record, long place, ReplyWriter writer) {
    if (keyspace.isLarge(record)) {
      writer.view(FieldTable.valuePosition(place), FieldTable.valueLength(place));
    } else {
      long area = keyspace.valuePosition(record);
      int capacity = keyspace.valueLength(record);
      writePacked(area, capacity, PackedFields.value(area, capacity, place), writer);
    }
  }

  private static void writePacked(long area, int capacity, long at, ReplyWriter writer) {
    int index = PackedFields.index(at);
    int offset = PackedFields.offset(at);
    if (Packed.isInteger(area, capacity, index)) {
      writer.text(Packed.integer(area, capacity, index, offset));
    } else {
      writer.view(
          Packed.stringPosition(area, capacity, index, offset),
          Packed.stringLength(area, capacity, index, offset));
    }
  }
}
