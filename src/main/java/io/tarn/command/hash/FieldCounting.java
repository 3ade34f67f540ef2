// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.ExtendedFloat;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;

/** The commands that count in fields: HINCRBY and HINCRBYFLOAT. */
final class FieldCounting {

  private static final Reply NOT_AN_INTEGER = Reply.error("hash value is not an integer");
  private static final Reply NOT_A_FLOAT = Reply.error("hash value is not a float");
  private static final Reply OVERFLOW = Reply.error("increment or decrement would overflow");
  private static final Reply NOT_FINITE_INCREMENT = Reply.error("value is NaN or Infinity");
  private static final Reply NOT_FINITE = Reply.error("increment would produce NaN or Infinity");

  private FieldCounting() {}

  static Reply hincrby(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    long delta = Numbers.parseLong(arguments, 3);
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long place = placeOrAbsent(keyspace, record, arguments);
    long value = 0;
    if (place != HashFields.ABSENT) {
      if (!StoredHash.isLong(keyspace, record, place)) {
        return NOT_AN_INTEGER;
      }
      value = StoredHash.parseLong(keyspace, record, place);
    }
    long sum = value + delta;
    if (((value ^ sum) & (delta ^ sum)) < 0) {
      return OVERFLOW;
    }
    byte[] text = Long.toString(sum).getBytes(StandardCharsets.ISO_8859_1);
    store(execution, keyspace, record, arguments, text);
    execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HINCRBY);
    return Reply.Int.of(sum);
  }

  static Reply hincrbyfloat(Execution execution, Arguments arguments) {
    ExtendedFloat delta =
        arguments.length(3) > ExtendedFloat.MAX_CHARS
            ? null
            : ExtendedFloat.parse(arguments.text(3));
    if (delta == null) {
      return Errors.NOT_A_FLOAT;
    }
    if (delta.isInfinite()) {
      return NOT_FINITE_INCREMENT;
    }
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.findToWrite(execution, keyspace, arguments);
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long place = placeOrAbsent(keyspace, record, arguments);
    ExtendedFloat value = ExtendedFloat.ZERO;
    if (place != HashFields.ABSENT) {
      value =
          StoredHash.valueLength(keyspace, record, place) > ExtendedFloat.MAX_CHARS
              ? null
              : ExtendedFloat.parse(
                  new String(
                      StoredHash.copy(keyspace, record, place), StandardCharsets.ISO_8859_1));
      if (value == null) {
        return NOT_A_FLOAT;
      }
    }
    ExtendedFloat sum = value.plus(delta);
    if (sum.isInfinite()) {
      return NOT_FINITE;
    }
    byte[] text = sum.text().getBytes(StandardCharsets.ISO_8859_1);
    store(execution, keyspace, record, arguments, text);
    execution.changed(keyspace, arguments, StoredHash.KEY, KeyEvent.HINCRBYFLOAT);
    return new Reply.Bulk(text);
  }

  private static long placeOrAbsent(Keyspace keyspace, long record, Arguments arguments) {
    return record == Keyspace.NONE
        ? HashFields.ABSENT
        : StoredHash.place(keyspace, record, arguments, 2);
  }

  /* Makes a text the value of the field that argument 2 names; the field keeps its expiry. */
  private static void store(
      Execution execution, Keyspace keyspace, long record, Arguments arguments, byte[] text) {
    int length = arguments.length(2);
    FieldWriting.admitOne(execution, keyspace, record, (long) length + text.length);
    HashFields fields = keyspace.fields();
    long most = execution.environment().parameters().hashMaxPackedValue();
    boolean isLong = length > most || text.length > most || arguments.isBlock(2);
    long target = record;
    if (record == Keyspace.NONE) {
      target = FieldWriting.create(execution, keyspace, arguments, 0);
    }
    if (!keyspace.isLarge(target)
        && (isLong || fields.isFull(target, (long) length + text.length))) {
      target = fields.enlarge(target);
    }
    byte[] name = arguments.array(2);
    int from = arguments.offset(2);
    if (keyspace.isLarge(target)) {
      long position = fields.place(target, name, from, length, text.length, true);
      Memory.copyIn(text, 0, position, text.length);
    } else {
      target = fields.put(target, name, from, length, text, 0, text.length, true);
      long _ = FieldWriting.enlargeIfMany(execution, keyspace, target);
    }
  }
}
