// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.bitmap;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;

/** What bitmap commands do with a stored value and with the offsets in their arguments. */
final class BitmapValue {

  /** What {@link #offset} returns for an argument that is no offset. */
  static final long INVALID_OFFSET = -1;

  static final Reply NOT_AN_OFFSET = Reply.error("bit offset is not an integer or out of range");

  private BitmapValue() {}

  /** True when the record exists and is no string. */
  static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.STRING;
  }

  /**
   * Returns argument {@code i} as an offset in bits within the longest string, or {@link
   * #INVALID_OFFSET}.
   *
   * @param fieldBits if positive, "#n" is allowed and means n times so many bits
   */
  static long offset(Execution execution, Arguments arguments, int i, int fieldBits) {
    int length = arguments.length(i);
    if (length == 0 || length > Numbers.LONG_MAX_CHARS + 1) {
      return INVALID_OFFSET;
    }
    byte[] array = arguments.array(i);
    int at = arguments.offset(i);
    int hash = fieldBits > 0 && array[at] == '#' ? 1 : 0;
    if (!Numbers.isLong(array, at + hash, length - hash)) {
      return INVALID_OFFSET;
    }
    long offset = Numbers.parseLong(array, at + hash, length - hash);
    if (hash == 1) {
      // May wrap around, as in Redis; what comes out is checked like any other offset.
      offset *= fieldBits;
    }
    return offset < 0 || offset >> 3 >= execution.environment().parameters().protoMaxBulkLength()
        ? INVALID_OFFSET
        : offset;
  }

  /**
   * Makes the value of the key at argument 1 reach the bit at {@code offset}, with zeros, and marks
   * it raw.
   *
   * @param record the key's record, a string, or {@link Keyspace#NONE}
   * @return the record
   */
  static long reach(
      Execution execution, Keyspace keyspace, long record, Arguments arguments, long offset) {
    long bytes = (offset >>> 3) + 1;
    long target = record;
    if (record == Keyspace.NONE) {
      target =
          keyspace.create(
              arguments.array(1),
              arguments.offset(1),
              arguments.length(1),
              ValueType.STRING,
              bytes,
              Keyspace.NO_EXPIRY,
              execution.nowMillis());
      Memory.fill(keyspace.valuePosition(target), bytes, (byte) 0);
    } else if (keyspace.valueLength(record) < bytes) {
      target = keyspace.resize(record, bytes);
    }
    keyspace.markRaw(target);
    return target;
  }
}
