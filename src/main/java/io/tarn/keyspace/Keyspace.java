// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Slab;

/** Placeholder of the contract; see the room's owner. */
public final class Keyspace {

  /** The record that no key has. */
  public static final long NONE = Slab.NONE;

  /** The expiry of a key that does not expire. */
  public static final long NO_EXPIRY = -1;

  /** Creates the empty key space of one slot. */
  public Keyspace(int slot, Slab slab) {
    throw new UnsupportedOperationException();
  }

  /** Returns the slot number. */
  public int slot() {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of keys, expired ones that are not yet removed included. Any thread. */
  public int size() {
    throw new UnsupportedOperationException();
  }

  /** Returns the number of keys that have an expiry. Any thread. */
  public int expiringSize() {
    throw new UnsupportedOperationException();
  }

  /**
   * Finds a key for use by a command: marks the access. A key whose time has come is removed and
   * not found.
   *
   * @return the record, valid until the next call that may change this key space, or {@link #NONE}
   */
  public long find(byte[] key, int offset, int length, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #find}, but leaves the access marks alone (TTL, OBJECT, TYPE, ...). */
  public long peek(byte[] key, int offset, int length, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds a key that is absent. The content of the value is undefined: the caller fills {@code
   * valueLength} bytes at {@link #valuePosition}.
   *
   * @param valueLength in bytes, 0 to 512 MiB
   * @param expireAtMillis wall clock, or {@link #NO_EXPIRY}
   * @return the new record
   * @throws io.tarn.slab.OutOfBudgetException when there is no room; nothing has changed then
   */
  public long create(
      byte[] key,
      int offset,
      int length,
      ValueType type,
      long valueLength,
      long expireAtMillis,
      long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /**
   * Gives a record a new value area of undefined content, of any type, and sets its expiry. Clears
   * the raw mark.
   *
   * @return the record, perhaps at a new position
   * @throws io.tarn.slab.OutOfBudgetException when there is no room; nothing has changed then
   */
  public long replace(long record, ValueType type, long valueLength, long expireAtMillis) {
    throw new UnsupportedOperationException();
  }

  /**
   * Changes the length of a value and keeps its first {@code min(old, new)} bytes; further bytes
   * are zero. Type and expiry stay. May reserve room for further growth.
   *
   * @return the record, perhaps at a new position
   * @throws io.tarn.slab.OutOfBudgetException when there is no room; nothing has changed then
   */
  public long resize(long record, long valueLength) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes {@code block} the value of a record without copying it: its first {@code valueLength}
   * bytes are the value. The key space owns the block from now on.
   *
   * @return the record, perhaps at a new position
   */
  public long adopt(
      long record, ValueType type, long block, long valueLength, long expireAtMillis) {
    throw new UnsupportedOperationException();
  }

  /**
   * Sets or clears ({@link #NO_EXPIRY}) the expiry.
   *
   * @return the record, perhaps at a new position
   */
  public long expireAt(long record, long expireAtMillis) {
    throw new UnsupportedOperationException();
  }

  /** Returns the expiry in milliseconds since 1970, or {@link #NO_EXPIRY}. */
  public long expireAt(long record) {
    throw new UnsupportedOperationException();
  }

  /** Removes a record and frees its memory. */
  public void remove(long record) {
    throw new UnsupportedOperationException();
  }

  /** Removes all keys. */
  public void clear() {
    throw new UnsupportedOperationException();
  }

  /** Returns the type of a record. */
  public ValueType type(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns where the value's bytes begin in {@link io.tarn.slab.Memory}. */
  public long valuePosition(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns the length of the value in bytes. */
  public int valueLength(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns where the key's bytes begin. */
  public long keyPosition(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns the length of the key in bytes. */
  public int keyLength(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns a copy of the key. */
  public byte[] keyBytes(long record) {
    throw new UnsupportedOperationException();
  }

  /** True when a string was edited in place, so that OBJECT ENCODING calls it raw. */
  public boolean isRaw(long record) {
    throw new UnsupportedOperationException();
  }

  /** Marks a string as edited in place. */
  public void markRaw(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns whole seconds since the key was last used. */
  public long idleSeconds(long record, long nowMillis) {
    throw new UnsupportedOperationException();
  }

  /** Returns the bytes that the slab spends on the record, its value and its index cell. */
  public long memoryUsage(long record) {
    throw new UnsupportedOperationException();
  }

  /** Returns the slab bytes of the whole slot. */
  public long memoryUsage() {
    throw new UnsupportedOperationException();
  }

  /**
   * Visits records in the order of their hash. Every key that is present from the first call of a
   * walk (cursor 0) to its last is visited at least once, whatever is added, removed or grown in
   * between. The visitor must not change the key space.
   *
   * @param cursor 0, or what the last call returned: an unsigned 32-bit number
   * @param atLeast stop at the next possible place after this many records
   * @return the next cursor, or 0 when the walk has ended
   */
  public long scan(long cursor, int atLeast, RecordVisitor visitor) {
    throw new UnsupportedOperationException();
  }

  /** Returns a record chosen uniformly at random, expired or not, or {@link #NONE} when empty. */
  public long random(java.util.random.RandomGenerator random) {
    throw new UnsupportedOperationException();
  }

  /** Returns the earliest expiry of any key, or {@link Long#MAX_VALUE}. Any thread. */
  public long nextExpiryMillis() {
    throw new UnsupportedOperationException();
  }

  /**
   * Removes keys whose time has come, at most {@code limit}.
   *
   * @return the number removed
   */
  public int removeExpired(long nowMillis, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Returns how many keys this key space has removed because their time had come. Any thread. */
  public long expiredCount() {
    throw new UnsupportedOperationException();
  }

  /** Sees a record during a walk. */
  @FunctionalInterface
  public interface RecordVisitor {
    /** Called once for each record. */
    void visit(long record);
  }
}
