// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.KeyHash;
import io.tarn.slab.Memory;

/**
 * The bytes of a record, one slab block. Numbers are little endian and unaligned.
 *
 * <pre>
 *   0        4        8      10      12       16
 *   +--------+--------+------+-------+--------+
 *   | tick   | access | meta | key   | value  |
 *   |        |        |      | length| length |
 *   +--------+--------+------+-------+--------+
 *   | heap index (20 bits), expiry (44 bits)  |   8 bytes, with the flag EXPIRES
 *   +-----------------------------------------+
 *   | expiry (8), zero (8)                    |  16 bytes, with the flag FAR
 *   +-----------------------------------------+
 *   | key length      |                           4 bytes, with the flag LONG_KEY
 *   +-----------------+------+
 *   | key bytes ...          |
 *   +------------------------+
 *   | value bytes ...        |                    with the flag OUTSIDE the position (8 bytes)
 *   +------------------------+                    of the block that holds them
 *
 *   tick:    of the last use, see Population
 *   access:  second of the last use, unsigned, since 1970; or UseCount's form
 *   meta:    0 RAW   1 OUTSIDE   2 LONG_KEY   3 EXPIRES   4 FAR   5 LARGE   6 FIELDS_EXPIRE   7 zero   8-11 type   12-15 hits
 *   FIELDS_EXPIRE: a hash that has, or has had, fields with an expiry, see HashFields
 *   LARGE:   (with OUTSIDE) the block is the root of a structure of many blocks, see Root
 *   lengths: bytes, 0 to 512 MiB; a key's length above 65,534 is 65,535 here and follows below
 *   expiry:  ms since 1970; FAR (and EXPIRES) when that has more than 44 bits, after the year 2527
 *   heap index: the last 20 bits of the place in the ExpiryHeap
 * </pre>
 *
 * The value of each of the flags LONG_KEY, EXPIRES and FAR is the number of bytes that it adds, so
 * that where the key begins is known without a branch. A 16-byte key with a 32-byte value is
 * exactly 64 bytes, and 72 with an expiry.
 */
final class RecordLayout {

  static final int HEADER = 16;

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

  static final int RAW = 1;
  static final int OUTSIDE = 1 << 1;
  static final int LONG_KEY = 1 << 2;
  static final int EXPIRES = 1 << 3;
  static final int FAR = 1 << 4;
  static final int LARGE = 1 << 5;
  static final int FIELDS_EXPIRE = 1 << 6;
  static final int TYPE_SHIFT = 8;
  static final int TYPE_MASK = 0xf << TYPE_SHIFT;
  static final int HITS_SHIFT = 12;
  static final int HITS_MASK = 0xf << HITS_SHIFT;

  /** Most hits that are counted. */
  static final int MOST_HITS = 15;

  /** Bits of a heap index that a record keeps. */
  static final int HEAP_BITS = 20;

  private static final int EXPIRY_FLAGS = EXPIRES | FAR;
  private static final int EXTRAS = LONG_KEY | EXPIRES | FAR;
  private static final int LONGEST_SHORT_KEY = 0xfffe;
  private static final int IS_LONG = 0xffff;
  private static final int HEAP_MASK = (1 << HEAP_BITS) - 1;

  private static final int ACCESS = 4;
  private static final int META = 8;
  private static final int VALUE_LENGTH = 12;
  private static final int EXPIRY = 16;
  private static final int FAR_EXPIRY = 24;

  private RecordLayout() {}

  /** Returns the flags that an expiry needs, 0 for none. */
  static int expiryFlags(long expireAtMillis) {
    if (expireAtMillis == Keyspace.NO_EXPIRY) {
      return 0;
    }
    return expireAtMillis >>> (Long.SIZE - HEAP_BITS) == 0 ? EXPIRES : EXPIRY_FLAGS;
  }

  /** Returns the flag that a key of that length needs, or 0. */
  static int keyFlag(int keyLength) {
    return keyLength > LONGEST_SHORT_KEY ? LONG_KEY : 0;
  }

  /** Returns a type as it stands in meta. */
  static int type(ValueType type) {
    return type.ordinal() << TYPE_SHIFT;
  }

  static ValueType type(long record) {
    return ValueType.ofCode((meta(record) & TYPE_MASK) >>> TYPE_SHIFT);
  }

  /** Returns how far behind the start of a record its key begins. */
  static int keyOffset(int meta) {
    return HEADER + (meta & EXTRAS);
  }

  /** Returns the bytes in use of a record, which its block may exceed. */
  static long size(long record) {
    return insidePosition(record)
        - record
        + (isOutside(record) ? POINTER : Memory.getInt(record + VALUE_LENGTH));
  }

  /** Writes meta and lengths; an expiry that the flags name is to be written apart. */
  static void putShape(long record, int meta, int keyLength, int valueLength) {
    int shown = Math.min(keyLength, IS_LONG);
    Memory.putLong(record + META, meta | ((long) shown << 16) | ((long) valueLength << 32));
    if (shown == IS_LONG) {
      Memory.putInt(record + keyOffset(meta) - Integer.BYTES, keyLength);
    }
  }

  /** Returns tick (low half) and access (high half). */
  static long marks(long record) {
    return Memory.getLong(record);
  }

  static void marks(long record, long marks) {
    Memory.putLong(record, marks);
  }

  static int tick(long record) {
    return Memory.getInt(record);
  }

  static void tick(long record, int tick) {
    Memory.putInt(record, tick);
  }

  static int access(long record) {
    return Memory.getInt(record + ACCESS);
  }

  static void access(long record, int access) {
    Memory.putInt(record + ACCESS, access);
  }

  /** Returns flags, type and hits: 16 bits. */
  static int meta(long record) {
    return Memory.getInt(record + META) & 0xffff;
  }

  /** Changes RAW, type or hits; no flag that changes the shape. */
  static void meta(long record, int meta) {
    Memory.putInt(record + META, (Memory.getInt(record + META) & 0xffff_0000) | meta);
  }

  static int hits(long record) {
    return meta(record) >>> HITS_SHIFT;
  }

  static boolean expires(long record) {
    return (Memory.getInt(record + META) & EXPIRES) != 0;
  }

  static boolean isOutside(long record) {
    return (Memory.getInt(record + META) & OUTSIDE) != 0;
  }

  static boolean isLarge(long record) {
    return (Memory.getInt(record + META) & LARGE) != 0;
  }

  static int keyLength(long record) {
    return keyLength(record, Memory.getInt(record + META));
  }

  /* The word is meta and the length that the header shows. */
  private static int keyLength(long record, int word) {
    int length = word >>> 16;
    return length != IS_LONG ? length : longKeyLength(record, word);
  }

  private static int longKeyLength(long record, int word) {
    return Memory.getInt(record + keyOffset(word) - Integer.BYTES);
  }

  static int valueLength(long record) {
    return Memory.getInt(record + VALUE_LENGTH);
  }

  static void valueLength(long record, int length) {
    Memory.putInt(record + VALUE_LENGTH, length);
  }

  /** Only for a record that expires. */
  static long expireAt(long record) {
    return (Memory.getInt(record + META) & FAR) == 0
        ? Memory.getLong(record + EXPIRY) >>> HEAP_BITS
        : Memory.getLong(record + FAR_EXPIRY);
  }

  /** Returns the expiry of any record, {@link Keyspace#NO_EXPIRY} when it has none. */
  static long expiry(long record) {
    return expires(record) ? expireAt(record) : Keyspace.NO_EXPIRY;
  }

  /** Only for a record whose flags suit the expiry. Keeps the heap index. */
  static void expireAt(long record, long millis) {
    if ((Memory.getInt(record + META) & FAR) != 0) {
      Memory.putLong(record + FAR_EXPIRY, millis);
      Memory.putLong(record + FAR_EXPIRY + Long.BYTES, 0);
    } else {
      long word = Memory.getLong(record + EXPIRY);
      Memory.putLong(record + EXPIRY, (millis << HEAP_BITS) | (word & HEAP_MASK));
    }
  }

  /** Returns the last {@link #HEAP_BITS} bits. Only for a record that expires. */
  static int heapIndex(long record) {
    return Memory.getInt(record + EXPIRY) & HEAP_MASK;
  }

  static void heapIndex(long record, int index) {
    int word = Memory.getInt(record + EXPIRY);
    Memory.putInt(record + EXPIRY, (word & ~HEAP_MASK) | (index & HEAP_MASK));
  }

  static long keyPosition(long record) {
    return record + keyOffset(Memory.getInt(record + META));
  }

  /** Returns where the value, or the pointer to it, begins inside the record. */
  static long insidePosition(long record) {
    return insidePosition(record, Memory.getInt(record + META));
  }

  private static long insidePosition(long record, int word) {
    return record + keyOffset(word) + keyLength(record, word);
  }

  /** Returns the block of a value outside of its record. */
  static long valueBlock(long record) {
    return Memory.getLong(insidePosition(record));
  }

  static void valueBlock(long record, long block) {
    Memory.putLong(insidePosition(record), block);
  }

  static long valuePosition(long record) {
    int word = Memory.getInt(record + META);
    long inside = insidePosition(record, word);
    return (word & OUTSIDE) != 0 ? Memory.getLong(inside) : inside;
  }

  static long hash(long record) {
    int word = Memory.getInt(record + META);
    return KeyHash.of(record + keyOffset(word), keyLength(record, word));
  }

  static boolean hasKey(long record, byte[] key, int offset, int length) {
    int word = Memory.getInt(record + META);
    return keyLength(record, word) == length
        && Memory.equals(record + keyOffset(word), key, offset, length);
  }
}
