// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashSegment;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/** What records tell of themselves, whichever {@link Keyspace} has them. */
abstract sealed class Records permits Keyspace {

  /** The record that no key has. */
  public static final long NONE = Slab.NONE;

  /** The expiry of a key that does not expire. */
  public static final long NO_EXPIRY = -1;

  private static final int CACHE_LINE = 64;

  private final int slot;
  private final Population population;

  /** Made for the first hash of the slot. */
  private @Nullable HashFields fields;

  private boolean keepsExpired;

  Records(int slot, Population population) {
    this.slot = slot;
    this.population = population;
  }

  /** Returns the slot number. */
  public int slot() {
    return slot;
  }

  Population population() {
    return population;
  }

  /** Returns what makes and changes the fields of hashes. */
  public HashFields fields() {
    HashFields present = fields;
    if (present == null) {
      present = new HashFields((Keyspace) this);
      fields = present;
    }
    return present;
  }

  /** Returns the earliest expiry of any key or field, or {@link Long#MAX_VALUE}. Any thread. */
  public long nextExpiryMillis() {
    return population.nextExpiryMillis(slot);
  }

  final void keyRemoved() {
    if (fields != null) {
      fields.promises().keyRemoved();
    }
  }

  final void handedOver(long record) {
    if (fieldsExpire(record)) {
      fields().adopted(record);
    }
  }

  final int removeDueFields(long nowMillis, int limit) {
    return fields == null ? 0 : fields.promises().removeDue(nowMillis, limit);
  }

  final void forgetFields() {
    if (fields != null) {
      fields.promises().clear();
    }
  }

  final long fieldBytes(long record) {
    return fields == null ? 0 : fields.promises().memoryUsage(record);
  }

  /** True when keys whose time has come are absent but stay: they are another node's to remove. */
  public boolean keepsExpired() {
    return keepsExpired;
  }

  /** Says whether keys whose time has come stay. */
  public void keepsExpired(boolean value) {
    keepsExpired = value;
  }

  /** Tells that a key has been added. */
  final void added(long record) {
    KeyObserver observer = population.observer();
    if (observer != null && observer.observesCreation()) {
      observer.created(slot, keyBytes(record));
    }
  }

  /** Tells that a record is about to be removed because its time has come, or for space. */
  final void leaves(long record, boolean expired) {
    RemovalObserver removals = population.removals();
    if (removals != null) {
      removals.removed((Keyspace) this, record);
    }
    KeyObserver observer = population.observer();
    if (observer != null) {
      if (expired) {
        observer.expired(slot, keyBytes(record));
      } else {
        observer.evicted(slot, keyBytes(record));
      }
    }
  }

  /** Tells that all records are about to be removed. */
  static void leaveAll(Keyspace keyspace) {
    RemovalObserver removals = keyspace.population().removals();
    if (removals != null) {
      removals.emptied(keyspace);
    }
    KeyObserver observer = keyspace.population().observer();
    if (observer != null) {
      observer.emptied(keyspace);
    }
  }

  /**
   * Returns the hash of a key, for the calls that take one. It holds for this process only: the
   * hash is seeded at random.
   */
  public static long hash(byte[] key, int offset, int length) {
    return KeyHash.of(key, offset, length);
  }

  /*
   * Looking a key up waits for memory about four times, each time for what the step before has
   * told. A thread that knows the keys of several requests runs three steps for all of them
   * ({@code prefetchIndex} is the first), step by step, so that it waits for many at once: on a key space larger than the caches this
   * halves what a GET costs. They run before the gate is entered, so what they read may be changing
   * or freed: they change nothing, trust nothing, and only their side effect on the caches counts.
   */

  /** Second step: touches the index; returns where the record probably is, or {@link #NONE}. */
  public static long prefetchCell(long handle, long hash) {
    return handle == 0 ? NONE : HashSegment.probableEntry(handle, hash);
  }

  /** As {@link #prefetchCell}, before {@link Keyspace#sample} with the same draw. */
  public static long prefetchSampledCell(long handle, long draw) {
    return handle == 0 ? NONE : Sampling.probableRecord(handle, draw);
  }

  /** Third step: touches the record; the number returned has no meaning. */
  public static long prefetchRecord(long record) {
    return Memory.touch(record) + Memory.touch(record + CACHE_LINE);
  }

  /** Returns the expiry in milliseconds since 1970, or {@link #NO_EXPIRY}. */
  public long expireAt(long record) {
    return RecordLayout.expiry(record);
  }

  /** True when the time of a record has come. {@link Keyspace#scan} shows such too. */
  public boolean isExpired(long record, long nowMillis) {
    return RecordLayout.expires(record) && nowMillis > RecordLayout.expireAt(record);
  }

  /** Returns the type of a record. */
  public ValueType type(long record) {
    return RecordLayout.type(record);
  }

  /**
   * True when the value is a structure of many blocks, see {@link
   * io.tarn.keyspace.collection.Root}.
   */
  public boolean isLarge(long record) {
    return RecordLayout.isLarge(record);
  }

  /** Returns the root of a large value. */
  public long root(long record) {
    return RecordLayout.valueBlock(record);
  }

  /** Returns where the value's bytes begin in {@link Memory}. */
  public long valuePosition(long record) {
    return RecordLayout.valuePosition(record);
  }

  /** Returns the length of the value in bytes. */
  public int valueLength(long record) {
    return RecordLayout.valueLength(record);
  }

  /** Returns where the key's bytes begin. */
  public long keyPosition(long record) {
    return RecordLayout.keyPosition(record);
  }

  /** Returns the length of the key in bytes. */
  public int keyLength(long record) {
    return RecordLayout.keyLength(record);
  }

  /** Returns a copy of the key. */
  public byte[] keyBytes(long record) {
    byte[] key = new byte[RecordLayout.keyLength(record)];
    Memory.copyOut(RecordLayout.keyPosition(record), key, 0, key.length);
    return key;
  }

  /** True when a string was edited in place, so that OBJECT ENCODING calls it raw. */
  public boolean isRaw(long record) {
    return (RecordLayout.meta(record) & RecordLayout.RAW) != 0;
  }

  /** Marks a string as edited in place. */
  public void markRaw(long record) {
    RecordLayout.meta(record, RecordLayout.meta(record) | RecordLayout.RAW);
  }

  /** True when a hash has, or has had, fields with an expiry. */
  public boolean fieldsExpire(long record) {
    return (RecordLayout.meta(record) & RecordLayout.FIELDS_EXPIRE) != 0;
  }

  /** Marks a hash as one that has fields with an expiry. */
  void markFieldsExpire(long record) {
    RecordLayout.meta(record, RecordLayout.meta(record) | RecordLayout.FIELDS_EXPIRE);
  }

  /** Returns whole seconds since the key was last used. */
  public long idleSeconds(long record, long nowMillis) {
    return UseCount.idleSeconds(RecordLayout.access(record), nowMillis);
  }

  /** Sets for how long a key was not used (RESTORE IDLETIME). Not under an LFU policy. */
  public void idleSeconds(long record, long seconds, long nowMillis) {
    RecordLayout.access(record, UseCount.idle(seconds, nowMillis));
  }

  /**
   * Returns Redis's logarithmic use count, decayed until now: 0 to 255. Only under an LFU policy.
   */
  public int useCount(long record, long nowMillis) {
    return UseCount.decayed(RecordLayout.access(record), nowMillis, population);
  }

  /** Sets the use count (RESTORE FREQ), 0 to 255. Only under an LFU policy. */
  public void useCount(long record, int count, long nowMillis) {
    RecordLayout.access(record, UseCount.of(count & UseCount.MOST, nowMillis));
  }
}
