// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.string;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;

/** What string commands do with one stored value. */
final class StringValue {

  private StringValue() {}

  /** Returns the value as an answer that shows the stored bytes. */
  static Reply view(Keyspace keyspace, long record) {
    return new Reply.View(keyspace.valuePosition(record), keyspace.valueLength(record));
  }

  /** Returns a copy of the value as an answer that outlives a change of the key. */
  static Reply.Bulk copy(Keyspace keyspace, long record) {
    return new Reply.Bulk(bytes(keyspace, record));
  }

  /** Returns a copy of the value. */
  static byte[] bytes(Keyspace keyspace, long record) {
    byte[] bytes = new byte[keyspace.valueLength(record)];
    Memory.copyOut(keyspace.valuePosition(record), bytes, 0, bytes.length);
    return bytes;
  }

  /** True when the record exists and is no string. */
  static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.STRING;
  }

  /**
   * Makes argument {@code value} the value of the key at argument {@code key}, whatever it was.
   *
   * @param record the key's record or {@link Keyspace#NONE}
   */
  static void put(
      Execution execution,
      Keyspace keyspace,
      long record,
      Arguments arguments,
      int key,
      int value,
      long expireAtMillis) {
    int length = arguments.length(value);
    if (arguments.isBlock(value)) {
      adopt(execution, keyspace, record, arguments, key, value, expireAtMillis);
      return;
    }
    long target =
        record == Keyspace.NONE
            ? create(execution, keyspace, arguments, key, length, expireAtMillis)
            : keyspace.replace(record, ValueType.STRING, length, expireAtMillis);
    arguments.copyTo(value, keyspace.valuePosition(target));
  }

  /* The block becomes the value. Without room for its record, all is as it was. */
  private static void adopt(
      Execution execution,
      Keyspace keyspace,
      long record,
      Arguments arguments,
      int key,
      int value,
      long expireAtMillis) {
    long target =
        record == Keyspace.NONE
            ? create(execution, keyspace, arguments, key, 0, expireAtMillis)
            : record;
    int length = arguments.length(value);
    try {
      keyspace.adopt(target, ValueType.STRING, arguments.block(value), length, expireAtMillis);
    } catch (OutOfBudgetException refused) {
      if (record == Keyspace.NONE) {
        keyspace.remove(target);
      }
      throw refused;
    }
    /* Only now is it the key space's: had it been refused, the request would free it. */
    var _ = arguments.takeBlock(value);
  }

  /** Adds the absent key at argument {@code key}; the content of its value is undefined. */
  static long create(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long valueLength,
      long expireAtMillis) {
    return keyspace.create(
        arguments.hash(key),
        arguments.array(key),
        arguments.offset(key),
        arguments.length(key),
        ValueType.STRING,
        valueLength,
        expireAtMillis,
        execution.nowMillis());
  }
}
