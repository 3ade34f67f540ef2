// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A place in an array of bytes, from which numbers are read or to which they are written. */
final class Cursor {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] array;
  private final int limit;
  private int at;

  Cursor(byte[] array, int offset, int limit) {
    if (offset < 0 || limit > array.length || offset > limit) {
      throw new IllegalArgumentException(
          "offset=" + offset + " limit=" + limit + " length=" + array.length);
    }
    this.array = array;
    this.at = offset;
    this.limit = limit;
  }

  byte[] array() {
    return array;
  }

  int at() {
    return at;
  }

  /** Passes over bytes; returns where they begin. */
  int skip(int bytes) {
    if (bytes < 0 || bytes > limit - at) {
      throw new IllegalArgumentException("bytes=" + bytes + " there=" + (limit - at));
    }
    int from = at;
    at += bytes;
    return from;
  }

  void head(byte kind, int shard) {
    putByte(kind);
    putInt(shard);
  }

  void words(byte kind, int shard, long first, long second) {
    head(kind, shard);
    putLong(first);
    putLong(second);
  }

  void putByte(int value) {
    array[skip(1)] = (byte) value;
  }

  void putInt(int value) {
    INT.set(array, skip(Integer.BYTES), value);
  }

  void putLong(long value) {
    LONG.set(array, skip(Long.BYTES), value);
  }

  void putBytes(byte[] source, int offset, int length) {
    System.arraycopy(source, offset, array, skip(length), length);
  }

  void putCopy(Copy copy) {
    putLong(copy.epoch());
    putLong(copy.position());
    putByte(copy.complete() ? 1 : 0);
  }

  void putHistory(History history) {
    putByte(history.size());
    for (int i = 0; i < history.size(); i++) {
      putLong(history.epoch(i));
      putLong(history.start(i));
    }
  }

  int getByte() {
    return array[skip(1)] & 0xFF;
  }

  int getInt() {
    return (int) INT.get(array, skip(Integer.BYTES));
  }

  long getLong() {
    return (long) LONG.get(array, skip(Long.BYTES));
  }

  Copy getCopy() {
    return new Copy(getLong(), getLong(), getByte() != 0);
  }

  History getHistory() {
    int count = getByte();
    if (count > History.MOST) {
      throw new IllegalArgumentException("epochs=" + count);
    }
    long[] epochs = new long[count];
    long[] starts = new long[count];
    for (int i = 0; i < count; i++) {
      epochs[i] = getLong();
      starts[i] = getLong();
    }
    return History.of(epochs, starts);
  }
}
