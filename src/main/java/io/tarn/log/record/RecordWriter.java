// SPDX-License-Identifier: Apache-2.0
package io.tarn.log.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes records one behind the other into an array of its own, which grows. Used by one thread.
 *
 * <pre>
 *   byte  0      1      3        7
 *        | kind | slot | length | body: length bytes
 *
 *   body of BEGIN, END, EMPTY: none; of the others:
 *        | millis (8) | number of words | length | word | length | word ...
 * </pre>
 *
 * <p>Fixed numbers are little-endian; those of the last line but {@code millis} are varints: seven
 * bits a byte, the lowest first, the top bit set in all but the last.
 */
public final class RecordWriter {

  static final int HEAD = 7;

  /** Longest varint of a number below 2^31. */
  static final int MOST_VARINT = 5;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FIRST_BYTES = 1 << 10;

  /** An array that has grown beyond this is given up when it has been emptied. */
  private static final int KEPT_BYTES = 1 << 20;

  private byte[] array = new byte[FIRST_BYTES];
  private int size;
  private int head;

  /** Returns the array; it changes with the next call that writes. */
  public byte[] array() {
    return array;
  }

  /** Returns how many bytes of the array are written. */
  public int size() {
    return size;
  }

  /** Forgets what was written. */
  public void clear() {
    size = 0;
    if (array.length > KEPT_BYTES) {
      array = new byte[FIRST_BYTES];
    }
  }

  /** Forgets what was written after {@link #size} had this value. */
  public void truncate(int toSize) {
    size = toSize;
  }

  /** Begins a record without a body, which ends at once. */
  public void mark(RecordKind kind, int slot) {
    begin(kind, slot);
    end();
  }

  /** Begins a record with words, which {@link #end} ends. */
  public void begin(RecordKind kind, int slot, long millis, int words) {
    begin(kind, slot);
    reserve(Long.BYTES + MOST_VARINT);
    LONGS.set(array, size, millis);
    size += Long.BYTES;
    putVarint(words);
  }

  /** Adds a word. */
  public void word(byte[] bytes, int offset, int length) {
    int at = word(length);
    System.arraycopy(bytes, offset, array, at, length);
  }

  /** Adds a word. */
  public void word(byte[] bytes) {
    word(bytes, 0, bytes.length);
  }

  /** Adds a word whose bytes the caller writes into {@link #array} from the index returned on. */
  public int word(int length) {
    reserve(MOST_VARINT + length);
    putVarint(length);
    int at = size;
    size += length;
    return at;
  }

  /** Ends a record. */
  public void end() {
    INTS.set(array, head + HEAD - Integer.BYTES, size - head - HEAD);
  }

  private void begin(RecordKind kind, int slot) {
    reserve(HEAD);
    head = size;
    array[size] = (byte) kind.code();
    array[size + 1] = (byte) slot;
    array[size + 2] = (byte) (slot >>> 8);
    size += HEAD;
  }

  private void putVarint(int value) {
    int rest = value;
    while (rest >= 0x80) {
      array[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (array.length - size < more) {
      int least = Math.addExact(size, more);
      array = Arrays.copyOf(array, Math.max(least, (int) Math.min(size * 3L / 2, 1 << 30)));
    }
  }
}
