// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;

/**
 * The bytes of a record, one slab block. Numbers are little endian and unaligned.
 *
 * <pre>
 *   0        4        8        12       16
 *   +--------+--------+--------+--------+
 *   | access | meta   | key    | value  |   access: second of the last use, unsigned, since 1970
 *   |        |        | length | length |   lengths: bytes, 0 to 512 MiB
 *   +--------+--------+--------+--------+
 *   | expiry          | heap   |              only if the flag EXPIRES is set:
 *   | (ms since 1970) | index  |              heap index: place in the ExpiryHeap
 *   +-----------------+--------+
 *   | key bytes ...            |
 *   +--------------------------+
 *   | value bytes ...          |              or, if the flag OUTSIDE is set, the position (8 bytes)
 *   +--------------------------+              of the block that holds them
 *
 *   meta, by bits:  0-3 type   4 EXPIRES   5 RAW   6 OUTSIDE   7-23 zero   24-31 hits (reserved)
 * </pre>
 *
 * A 16-byte key with a 32-byte value and no expiry is exactly 64 bytes.
 */
final class RecordLayout {

  static final int HEADER = 16;

  /** Bytes of expiry and heap index. */
  static final int EXPIRY = 12;

  /** Bytes of the position of a value outside of its record. */
  static final int POINTER = 8;

  /**
   * Longest value inside a record, in bytes. Below it one block is cheaper; above it the copy would
   * be dear when the record moves.
   */
  static final int LONGEST_INSIDE = 32 << 10;

  /**
   * Longest key and longest value in bytes, as in Redis: a string of 512 MiB, and the 64 bits that
   * BITFIELD may write from its last bit on.
   */
  static final int LONGEST = (512 << 20) + 8;

  static final int TYPE_MASK = 0xf;
  static final int EXPIRES = 1 << 4;
  static final int RAW = 1 << 5;
  static final int OUTSIDE = 1 << 6;

  private static final int META = 4;
  private static final int KEY_LENGTH = 8;
  private static final int VALUE_LENGTH = 12;
  private static final int EXPIRE_AT = 16;
  private static final int HEAP_INDEX = 24;

  private RecordLayout() {}

  /** Returns the bytes of a record whose value, or pointer, takes {@code inside} bytes. */
  static long size(boolean expires, int keyLength, long inside) {
    return HEADER + (expires ? EXPIRY : 0) + keyLength + inside;
  }

  /** Returns the bytes in use of a record, which its block may exceed. */
  static long size(long record) {
    int meta = meta(record);
    int inside = (meta & OUTSIDE) != 0 ? POINTER : valueLength(record);
    return size((meta & EXPIRES) != 0, keyLength(record), inside);
  }

  /** Writes the first 16 bytes. */
  static void putHeader(long record, int access, int meta, int keyLength, int valueLength) {
    Memory.putLong(record, (access & 0xffff_ffffL) | ((long) meta << 32));
    Memory.putLong(record + KEY_LENGTH, keyLength | ((long) valueLength << 32));
  }

  static int access(long record) {
    return Memory.getInt(record);
  }

  static void access(long record, int second) {
    Memory.putInt(record, second);
  }

  static int meta(long record) {
    return Memory.getInt(record + META);
  }

  static void meta(long record, int meta) {
    Memory.putInt(record + META, meta);
  }

  static boolean expires(long record) {
    return (meta(record) & EXPIRES) != 0;
  }

  static boolean isOutside(long record) {
    return (meta(record) & OUTSIDE) != 0;
  }

  static int keyLength(long record) {
    return Memory.getInt(record + KEY_LENGTH);
  }

  static int valueLength(long record) {
    return Memory.getInt(record + VALUE_LENGTH);
  }

  static void valueLength(long record, int length) {
    Memory.putInt(record + VALUE_LENGTH, length);
  }

  /** Only for a record that expires. */
  static long expireAt(long record) {
    return Memory.getLong(record + EXPIRE_AT);
  }

  static void expireAt(long record, long millis) {
    Memory.putLong(record + EXPIRE_AT, millis);
  }

  /** Only for a record that expires. */
  static int heapIndex(long record) {
    return Memory.getInt(record + HEAP_INDEX);
  }

  static void heapIndex(long record, int index) {
    Memory.putInt(record + HEAP_INDEX, index);
  }

  static long keyPosition(long record) {
    return record + HEADER + (expires(record) ? EXPIRY : 0);
  }

  /** Returns where the value, or the pointer to it, begins inside the record. */
  static long insidePosition(long record) {
    return keyPosition(record) + keyLength(record);
  }

  /** Returns the block of a value outside of its record. */
  static long valueBlock(long record) {
    return Memory.getLong(insidePosition(record));
  }

  static long valuePosition(long record) {
    long inside = insidePosition(record);
    return isOutside(record) ? Memory.getLong(inside) : inside;
  }

  static long hash(long record) {
    return KeyHash.of(keyPosition(record), keyLength(record));
  }

  static boolean hasKey(long record, byte[] key, int offset, int length) {
    return keyLength(record) == length && Memory.equals(keyPosition(record), key, offset, length);
  }
}
