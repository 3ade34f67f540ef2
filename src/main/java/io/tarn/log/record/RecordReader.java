// SPDX-License-Identifier: Apache-2.0
package io.tarn.log.record;

import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a unit, which may hold any bytes: what is no record ends it, and {@link
 * #isIntact} tells. Used by one thread.
 */
public final class RecordReader {

  private byte[] array = new byte[0];
  private int next;
  private int limit;
  private boolean intact = true;
  private @Nullable RecordKind kind;
  private int slot;
  private int at;
  private int end;
  private long millis;
  private int words;
  private int read;
  private int wordOffset;
  private int wordLength;

  /** Begins to read {@code array[offset, offset + length)}. */
  public void reset(byte[] unit, int offset, int length) {
    array = unit;
    next = offset;
    limit = offset + length;
    intact = true;
  }

  /** Goes to the next record; false when there is none, or what is there is not intact. */
  public boolean next() {
    if (!intact || next >= limit) {
      return false;
    }
    if (limit - next < RecordWriter.HEAD) {
      return broken();
    }
    kind = RecordKind.of(array[next]);
    slot = (array[next + 1] & 0xff) | ((array[next + 2] & 0xff) << 8);
    int length = (int) RecordWriter.INTS.get(array, next + RecordWriter.HEAD - Integer.BYTES);
    at = next + RecordWriter.HEAD;
    if (kind == null || slot >= 1 << 14 || length < 0 || length > limit - at) {
      return broken();
    }
    end = at + length;
    next = end;
    read = 0;
    words = 0;
    if (length == 0) {
      return true;
    }
    if (length < Long.BYTES + 1) {
      return broken();
    }
    millis = (long) RecordWriter.LONGS.get(array, at);
    at += Long.BYTES;
    words = varint();
    return words >= 0 || broken();
  }

  /** True while all that was read had the form of records. */
  public boolean isIntact() {
    return intact;
  }

  /** Returns the kind of the record. */
  public RecordKind kind() {
    RecordKind present = kind;
    if (present == null) {
      throw new IllegalStateException("no record was read");
    }
    return present;
  }

  /** Returns the slot that the record concerns. */
  public int slot() {
    return slot;
  }

  /** Returns the wall clock of a record with words, milliseconds since 1970. */
  public long millis() {
    return millis;
  }

  /** Returns how many words the record has. */
  public int words() {
    return words;
  }

  /** Goes to the next word; false when there is none. */
  public boolean nextWord() {
    if (read == words) {
      return false;
    }
    int length = varint();
    if (length < 0 || length > end - at) {
      return broken();
    }
    wordOffset = at;
    wordLength = length;
    at += length;
    read++;
    return true;
  }

  /** Returns where the word begins in the array. */
  public int wordOffset() {
    return wordOffset;
  }

  /** Returns the length of the word in bytes. */
  public int wordLength() {
    return wordLength;
  }

  private boolean broken() {
    intact = false;
    return false;
  }

  /* -1 for what is none. */
  private int varint() {
    int value = 0;
    for (int shift = 0; shift < 7 * RecordWriter.MOST_VARINT && at < end; shift += 7) {
      byte b = array[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }
}
