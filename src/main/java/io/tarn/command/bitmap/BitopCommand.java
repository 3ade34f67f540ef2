// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/** The command BITOP. */
final class BitopCommand {

  private enum Operation {
    AND,
    OR,
    XOR,
    NOT
  }

  private static final Reply ONE_SOURCE =
      Reply.error("BITOP NOT must be called with a single source key.");

  private static final int FIRST_SOURCE = 3;
  private static final int TARGET = 2;

  /** A result of at least so many bytes becomes the value as it is; a shorter one is copied. */
  private static final int ADOPTED_BYTES = 64 << 10;

  private BitopCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    Operation operation = operation(arguments);
    if (operation == null) {
      return Errors.SYNTAX;
    }
    if (operation == Operation.NOT && arguments.count() != FIRST_SOURCE + 1) {
      return ONE_SOURCE;
    }
    int sources = arguments.count() - FIRST_SOURCE;
    long[] positions = new long[sources];
    int[] lengths = new int[sources];
    int longest = 0;
    for (int n = 0; n < sources; n++) {
      Keyspace keyspace = execution.keyspace(arguments, FIRST_SOURCE + n);
      long record = execution.find(keyspace, arguments, FIRST_SOURCE + n);
      if (BitmapValue.isOther(keyspace, record)) {
        return Errors.WRONG_TYPE;
      }
      if (record != Keyspace.NONE) {
        positions[n] = keyspace.valuePosition(record);
        lengths[n] = keyspace.valueLength(record);
        longest = Math.max(longest, lengths[n]);
      }
    }
    if (longest == 0) {
      Keyspace keyspace = execution.keyspace(arguments, TARGET);
      long record = execution.findToWrite(keyspace, arguments, TARGET);
      if (record != Keyspace.NONE) {
        keyspace.remove(record);
        execution.changed(keyspace, arguments, TARGET, KeyEvent.DEL);
      }
      return Reply.ZERO;
    }
    store(execution, arguments, operation, positions, lengths, longest);
    execution.changed(execution.keyspace(arguments, TARGET), arguments, TARGET, KeyEvent.SET);
    return Reply.Int.of(longest);
  }

  private static @Nullable Operation operation(Arguments arguments) {
    for (Operation operation : Operation.values()) {
      if (arguments.is(1, operation.name())) {
        return operation;
      }
    }
    return null;
  }

  /*
   * The result is made in a block of its own, because the target may be one of the sources and
   * because making room for it moves records.
   */
  private static void store(
      Execution execution,
      Arguments arguments,
      Operation operation,
      long[] positions,
      int[] lengths,
      int longest) {
    Keyspace keyspace = execution.keyspace(arguments, TARGET);
    Slab slab = execution.environment().slab();
    long block = slab.allocate(keyspace.slot(), longest);
    boolean adopted = false;
    try {
      combine(operation, positions, lengths, block, longest);
      long record = execution.findToWrite(keyspace, arguments, TARGET);
      if (longest >= ADOPTED_BYTES) {
        record = adopt(execution, keyspace, arguments, record, block, longest);
        adopted = true;
      } else {
        record =
            record == Keyspace.NONE
                ? create(execution, keyspace, arguments, longest)
                : keyspace.replace(record, ValueType.STRING, longest, Keyspace.NO_EXPIRY);
        Memory.copy(block, keyspace.valuePosition(record), longest);
      }
      keyspace.markRaw(record);
    } finally {
      if (!adopted) {
        slab.free(block);
      }
    }
  }

  /* Without room for the record, the target is as it was and the block is still the caller's. */
  private static long adopt(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      long record,
      long block,
      int length) {
    long target = record == Keyspace.NONE ? create(execution, keyspace, arguments, 0) : record;
    try {
      return keyspace.adopt(target, ValueType.STRING, block, length, Keyspace.NO_EXPIRY);
    } catch (OutOfBudgetException refused) {
      if (record == Keyspace.NONE) {
        keyspace.remove(target);
      }
      throw refused;
    }
  }

  private static long create(
      Execution execution, Keyspace keyspace, Arguments arguments, int length) {
    return keyspace.create(
        arguments.array(TARGET),
        arguments.offset(TARGET),
        arguments.length(TARGET),
        ValueType.STRING,
        length,
        Keyspace.NO_EXPIRY,
        execution.nowMillis());
  }

  private static void combine(
      Operation operation, long[] positions, int[] lengths, long result, int longest) {
    Memory.copy(positions[0], result, lengths[0]);
    Memory.fill(result + lengths[0], longest - lengths[0], (byte) 0);
    switch (operation) {
      case NOT -> invert(result, longest);
      case AND -> {
        for (int n = 1; n < positions.length; n++) {
          and(result, positions[n], lengths[n]);
          Memory.fill(result + lengths[n], longest - lengths[n], (byte) 0);
        }
      }
      case OR -> {
        for (int n = 1; n < positions.length; n++) {
          or(result, positions[n], lengths[n]);
        }
      }
      case XOR -> {
        for (int n = 1; n < positions.length; n++) {
          xor(result, positions[n], lengths[n]);
        }
      }
    }
  }

  private static void invert(long result, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      Memory.putLong(result + i, ~Memory.getLong(result + i));
    }
    for (; i < length; i++) {
      Memory.putByte(result + i, (byte) ~Memory.getByte(result + i));
    }
  }

  private static void and(long result, long source, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      Memory.putLong(result + i, Memory.getLong(result + i) & Memory.getLong(source + i));
    }
    for (; i < length; i++) {
      Memory.putByte(result + i, (byte) (Memory.getByte(result + i) & Memory.getByte(source + i)));
    }
  }

  private static void or(long result, long source, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      Memory.putLong(result + i, Memory.getLong(result + i) | Memory.getLong(source + i));
    }
    for (; i < length; i++) {
      Memory.putByte(result + i, (byte) (Memory.getByte(result + i) | Memory.getByte(source + i)));
    }
  }

  private static void xor(long result, long source, int length) {
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      Memory.putLong(result + i, Memory.getLong(result + i) ^ Memory.getLong(source + i));
    }
    for (; i < length; i++) {
      Memory.putByte(result + i, (byte) (Memory.getByte(result + i) ^ Memory.getByte(source + i)));
    }
  }
}
