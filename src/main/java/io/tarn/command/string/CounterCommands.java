// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.ExtendedFloat;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The commands that count in a value. */
final class CounterCommands {

  private static final Reply OVERFLOW = Reply.error("increment or decrement would overflow");
  private static final Reply DECREMENT_OVERFLOW = Reply.error("decrement would overflow");
  private static final Reply NOT_FINITE = Reply.error("increment would produce NaN or Infinity");

  private CounterCommands() {}

  static Reply incr(Execution execution, Arguments arguments) {
    return add(execution, arguments, 1);
  }

  static Reply decr(Execution execution, Arguments arguments) {
    return add(execution, arguments, -1);
  }

  static Reply incrby(Execution execution, Arguments arguments) {
    return Numbers.isLong(arguments, 2)
        ? add(execution, arguments, Numbers.parseLong(arguments, 2))
        : Errors.NOT_AN_INTEGER;
  }

  static Reply decrby(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long delta = Numbers.parseLong(arguments, 2);
    return delta == Long.MIN_VALUE ? DECREMENT_OVERFLOW : add(execution, arguments, -delta);
  }

  private static Reply add(Execution execution, Arguments arguments, long delta) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      int chars = Numbers.charsOf(delta);
      record = StringValue.create(execution, keyspace, arguments, 1, chars, Keyspace.NO_EXPIRY);
      Numbers.writeLong(delta, keyspace.valuePosition(record), chars);
      execution.changed(keyspace, arguments, 1, KeyEvent.INCRBY);
      return Reply.Int.of(delta);
    }
    if (StringValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long position = keyspace.valuePosition(record);
    int length = keyspace.valueLength(record);
    if (!Numbers.isLong(position, length)) {
      return Errors.NOT_AN_INTEGER;
    }
    long value = Numbers.parseLong(position, length);
    long sum = value + delta;
    if (((value ^ sum) & (delta ^ sum)) < 0) {
      return OVERFLOW;
    }
    int chars = Numbers.charsOf(sum);
    if (chars != length || keyspace.isRaw(record)) {
      record = keyspace.replace(record, ValueType.STRING, chars, keyspace.expireAt(record));
      position = keyspace.valuePosition(record);
    }
    Numbers.writeLong(sum, position, chars);
    execution.changed(keyspace, arguments, 1, KeyEvent.INCRBY);
    return Reply.Int.of(sum);
  }

  static Reply incrbyfloat(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.findToWrite(keyspace, arguments, 1);
    if (StringValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    ExtendedFloat value = record == Keyspace.NONE ? ExtendedFloat.ZERO : stored(keyspace, record);
    ExtendedFloat delta =
        arguments.length(2) > ExtendedFloat.MAX_CHARS
            ? null
            : ExtendedFloat.parse(arguments.text(2));
    if (value == null || delta == null) {
      return Errors.NOT_A_FLOAT;
    }
    ExtendedFloat sum = value.plus(delta);
    if (sum.isInfinite()) {
      return NOT_FINITE;
    }
    byte[] text = sum.text().getBytes(StandardCharsets.ISO_8859_1);
    record =
        record == Keyspace.NONE
            ? StringValue.create(execution, keyspace, arguments, 1, text.length, Keyspace.NO_EXPIRY)
            : keyspace.replace(record, ValueType.STRING, text.length, keyspace.expireAt(record));
    Memory.copyIn(text, 0, keyspace.valuePosition(record), text.length);
    execution.changed(keyspace, arguments, 1, KeyEvent.INCRBYFLOAT);
    return new Reply.Bulk(text);
  }

  private static @Nullable ExtendedFloat stored(Keyspace keyspace, long record) {
    if (keyspace.valueLength(record) > ExtendedFloat.MAX_CHARS) {
      return null;
    }
    return ExtendedFloat.parse(
        new String(StringValue.bytes(keyspace, record), StandardCharsets.ISO_8859_1));
  }
}
