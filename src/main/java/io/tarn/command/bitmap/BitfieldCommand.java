// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.bitmap.FieldType.Overflow;
import io.tarn.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands BITFIELD and BITFIELD_RO: all operations are read first, then run in order. */
final class BitfieldCommand {

  private static final Reply INVALID_TYPE =
      Reply.error(
          "Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64"
              + " is.");
  private static final Reply INVALID_OVERFLOW = Reply.error("Invalid OVERFLOW type specified");
  private static final Reply READ_ONLY =
      Reply.error("BITFIELD_RO only supports the GET subcommand");

  private enum Verb {
    GET,
    SET,
    INCRBY
  }

  private record Step(Verb verb, FieldType type, long offset, long number, Overflow overflow) {}

  private BitfieldCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    return run(execution, arguments, false);
  }

  static Reply runReadOnly(Execution execution, Arguments arguments) {
    return run(execution, arguments, true);
  }

  private static Reply run(Execution execution, Arguments arguments, boolean readOnly) {
    List<Step> steps = new ArrayList<>();
    Reply refusal = parse(execution, arguments, steps);
    if (refusal != null) {
      return refusal;
    }
    long lastWritten = -1;
    for (Step step : steps) {
      if (step.verb != Verb.GET) {
        lastWritten = Math.max(lastWritten, step.offset + step.type.bits() - 1);
      }
    }
    boolean writes = lastWritten >= 0;
    if (writes && readOnly) {
      return READ_ONLY;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record =
        writes
            ? execution.findToWrite(keyspace, arguments, 1)
            : execution.find(keyspace, arguments, 1);
    if (BitmapValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    int before = record == Keyspace.NONE ? -1 : keyspace.valueLength(record);
    if (writes) {
      record = BitmapValue.reach(execution, keyspace, record, arguments, lastWritten);
    }
    long position = record == Keyspace.NONE ? 0 : keyspace.valuePosition(record);
    int length = record == Keyspace.NONE ? 0 : keyspace.valueLength(record);
    List<Reply> answers = new ArrayList<>(steps.size());
    boolean changed = false;
    for (Step step : steps) {
      int bits = step.type.bits();
      long old = Bitmap.field(position, length, step.offset, bits);
      Reply answer = apply(step, position, length);
      answers.add(answer);
      changed |=
          step.verb != Verb.GET
              && answer != Reply.NULL
              && (length != before || Bitmap.field(position, length, step.offset, bits) != old);
    }
    if (changed) {
      execution.changed(keyspace, arguments, 1, KeyEvent.SETBIT);
    } else if (length != Math.max(0, before)) {
      execution.lengthened(1); // OVERFLOW FAIL, which Redis does not tell of either
    }
    return new Reply.Array(answers);
  }

  /* Reads the operations; returns the error answer to the first fault, or null. */
  private static @Nullable Reply parse(Execution execution, Arguments arguments, List<Step> steps) {
    Overflow overflow = Overflow.WRAP;
    int i = 2;
    while (i < arguments.count()) {
      int left = arguments.count() - i - 1;
      if (arguments.is(i, "overflow") && left >= 1) {
        overflow = overflow(arguments, i + 1);
        if (overflow == null) {
          return INVALID_OVERFLOW;
        }
        i += 2;
        continue;
      }
      Verb verb = verb(arguments, i);
      if (verb == null || left < (verb == Verb.GET ? 2 : 3)) {
        return Errors.SYNTAX;
      }
      FieldType type = FieldType.parse(arguments, i + 1);
      if (type == null) {
        return INVALID_TYPE;
      }
      long offset = BitmapValue.offset(execution, arguments, i + 2, type.bits());
      if (offset == BitmapValue.INVALID_OFFSET) {
        return BitmapValue.NOT_AN_OFFSET;
      }
      long number = 0;
      if (verb != Verb.GET) {
        if (!Numbers.isLong(arguments, i + 3)) {
          return Errors.NOT_AN_INTEGER;
        }
        number = Numbers.parseLong(arguments, i + 3);
      }
      steps.add(new Step(verb, type, offset, number, overflow));
      i += verb == Verb.GET ? 3 : 4;
    }
    return null;
  }

  private static @Nullable Verb verb(Arguments arguments, int i) {
    for (Verb verb : Verb.values()) {
      if (arguments.is(i, verb.name())) {
        return verb;
      }
    }
    return null;
  }

  private static @Nullable Overflow overflow(Arguments arguments, int i) {
    for (Overflow overflow : Overflow.values()) {
      if (arguments.is(i, overflow.name())) {
        return overflow;
      }
    }
    return null;
  }

  private static Reply apply(Step step, long position, int length) {
    FieldType type = step.type;
    long before = type.valueOf(Bitmap.field(position, length, step.offset, type.bits()));
    if (step.verb == Verb.GET) {
      return Reply.Int.of(before);
    }
    boolean adds = step.verb == Verb.INCRBY;
    long base = adds ? before : step.number;
    long increment = adds ? step.number : 0;
    long after = type.valueOf(base + increment);
    int side = type.sideOf(base, increment);
    if (side != 0) {
      switch (step.overflow) {
        case WRAP -> {}
        case SAT -> after = side > 0 ? type.max() : type.min();
        case FAIL -> {
          return Reply.NULL;
        }
      }
    }
    Bitmap.setField(position, step.offset, type.bits(), after);
    return Reply.Int.of(adds ? after : before);
  }
}
