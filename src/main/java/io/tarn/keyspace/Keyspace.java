// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.EntryVisitor;
import io.tarn.keyspace.collection.HashWalk;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.random.RandomGenerator;

/**
 * The keys of one hash slot. One thread at a time (the gate of the slot); what says "Any thread"
 * may be read without.
 *
 * <p>A record is named by its position; {@link RecordLayout} shows its bytes. A key has expired
 * when the clock is past its expiry ({@code now > expireAt}, as in Redis). Expired keys are not
 * found, but they are there until {@link #find}, {@link #peek} or {@link #removeExpired} meets
 * them.
 */
public final class Keyspace extends Records {

  private final KeyIndex index;
  private final ExpiryHeap expiries;
  private final RecordStore store;
  private final CollectionValues collections;
  private final SlotSketch sketch;
  private final UseMarks uses;
  private final Slab slab;

  /** The clock of the last {@link #sample}, for {@link #evict}. */
  private long sampledMillis;

  /** Creates the empty key space of one slot that has no others beside it. */
  public Keyspace(int slot, Slab slab) {
    this(slot, slab, new Population());
  }

  /** Creates the empty key space of one slot of a node. */
  public Keyspace(int slot, Slab slab, Population population) {
    super(slot, population);
    this.slab = slab;
    this.index = new KeyIndex(slot, slab, population);
    this.expiries = new ExpiryHeap(slot, slab, population);
    this.store = new RecordStore(slot, slab, index, expiries, population);
    this.collections = new CollectionValues(this, store, slab);
    this.sketch = new SlotSketch(slot, slab, population);
    this.uses = new UseMarks(population, sketch);
  }

  /** Returns the number of keys, expired ones that are not yet removed included. Any thread. */
  public int size() {
    return index.size();
  }

  /** Returns the number of keys that have an expiry. Any thread. */
  public int expiringSize() {
    return expiries.size();
  }

  /**
   * First step: touches the objects of this key space; returns what {@link #prefetchCell} takes.
   */
  public long prefetchIndex(long hash) {
    return store.prefetch() | index.prefetch(hash);
  }

  /** Touches what {@link #sample} needs beside the index; the number has no meaning. */
  public long prefetchSketch() {
    return sketch.prefetch();
  }

  /**
   * Finds a key for use by a command: marks the access. A key whose time has come is removed.
   *
   * @return the record, valid until the next call that may change this key space, or {@link #NONE}
   */
  public long find(byte[] key, int offset, int length, long nowMillis) {
    return find(KeyHash.of(key, offset, length), key, offset, length, nowMillis);
  }

  /** As the other, with the {@link #hash} of the key known. */
  public long find(long hash, byte[] key, int offset, int length, long nowMillis) {
    long record = peek(hash, key, offset, length, nowMillis);
    int mode = population().mode();
    if (mode != 0) {
      uses.read(hash, record, nowMillis, mode);
    } else if (record != NONE) {
      UseMarks.second(record, nowMillis);
    }
    return record;
  }

  /**
   * As {@link #find(long, byte[], int, int, long)}, but for a command that will write the key: the
   * use is marked, but a key that is absent was not asked for.
   */
  public long findToWrite(long hash, byte[] key, int offset, int length, long nowMillis) {
    long record = peek(hash, key, offset, length, nowMillis);
    if (record != NONE) {
      int mode = population().mode();
      if (mode != 0) {
        uses.written(hash, record, nowMillis, mode);
      } else {
        UseMarks.second(record, nowMillis);
      }
    }
    return record;
  }

  /** As {@link #find}, but leaves the access marks alone (TTL, OBJECT, TYPE, ...). */
  public long peek(byte[] key, int offset, int length, long nowMillis) {
    return peek(KeyHash.of(key, offset, length), key, offset, length, nowMillis);
  }

  /** As {@link #peek(byte[], int, int, long)}, with the {@link #hash} of the key known. */
  public long peek(long hash, byte[] key, int offset, int length, long nowMillis) {
    long record = index.find(hash, key, offset, length);
    return record != NONE && isExpired(record, nowMillis) ? expire(hash, record) : record;
  }

  /**
   * Adds a key that is absent. The caller fills the {@code valueLength} bytes of its value.
   *
   * @param valueLength in bytes, 0 to 512 MiB
   * @param expireAtMillis wall clock, or {@link #NO_EXPIRY}
   * @return the new record
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long create(
      byte[] key,
      int offset,
      int length,
      ValueType type,
      long valueLength,
      long expireAtMillis,
      long nowMillis) {
    long hash = KeyHash.of(key, offset, length);
    return create(hash, key, offset, length, type, valueLength, expireAtMillis, nowMillis);
  }

  /** As the other, with the {@link #hash} of the key known. */
  public long create(
      long hash,
      byte[] key,
      int offset,
      int length,
      ValueType type,
      long valueLength,
      long expireAtMillis,
      long nowMillis) {
    int code = RecordLayout.type(type);
    long record = store.create(hash, key, offset, length, code, valueLength, expireAtMillis);
    uses.stored(hash, record, nowMillis);
    added(record);
    return record;
  }

  /**
   * Gives a record another key: that key, present or absent, has its value, expiry and marks from
   * now on, and the record is gone. A long value is not copied.
   *
   * @param from the key space of the record, perhaps this one; both gates are entered
   * @param hash of {@code key}, which must not be the record's own
   * @return the record of the key
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long take(
      Keyspace from, long record, long hash, byte[] key, int offset, int length, long nowMillis) {
    long target = peek(hash, key, offset, length, nowMillis);
    if (target == record) {
      throw new IllegalArgumentException("record has this key: record=" + record);
    }
    long oldHash = RecordLayout.hash(record);
    long taken =
        Handover.take(store, from.store, oldHash, record, target, hash, key, offset, length);
    if (target == NONE) {
      uses.renamed(hash, taken);
    }
    from.uses.removed(oldHash);
    handedOver(taken);
    return taken;
  }

  /**
   * Gives a record a new value area of undefined content, of any type, and sets its expiry. Clears
   * the raw mark.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long replace(long record, ValueType type, long valueLength, long expireAtMillis) {
    return store.replace(record, RecordLayout.type(type), valueLength, expireAtMillis);
  }

  /**
   * Changes the length of a value and keeps its first {@code min(old, new)} bytes; further bytes
   * are zero. Type and expiry stay. May reserve room for further growth.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long resize(long record, long valueLength) {
    return ValueResizing.resize(store, slab, record, valueLength);
  }

  /**
   * Makes {@code block} the value of a record without copying it: its first {@code valueLength}
   * bytes are the value. The key space owns the block from now on. Clears the raw mark.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room for the record itself; nothing has changed
   *     then, and the block is still the caller's
   */
  public long adopt(
      long record, ValueType type, long block, long valueLength, long expireAtMillis) {
    return store.adopt(record, RecordLayout.type(type), block, valueLength, expireAtMillis);
  }

  /** Returns what makes and changes the values of collections. */
  public CollectionValues collections() {
    return collections;
  }

  /**
   * Sets or clears ({@link #NO_EXPIRY}) the expiry.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long expireAt(long record, long expireAtMillis) {
    return store.expireAt(record, expireAtMillis);
  }

  /** Removes a record and frees its memory. */
  public void remove(long record) {
    long hash = RecordLayout.hash(record);
    store.remove(hash, record);
    uses.removed(hash);
    keyRemoved();
  }

  /** Removes all keys and frees their memory. */
  public void clear() {
    var _ = detach().free(Integer.MAX_VALUE);
  }

  /** Returns the slab bytes of a record, its value, its index cell and its entry of expiry. */
  public long memoryUsage(long record) {
    return store.memoryUsage(record) + fieldBytes(record);
  }

  /** Returns the slab bytes of the whole slot. */
  public long memoryUsage() {
    return store.usedBytes() + index.memoryUsage() + expiries.memoryUsage() + sketch.memoryUsage();
  }

  /**
   * Visits records, expired ones too, in the order of their hash. Every key that is present from
   * the first call of a walk (cursor 0) to its last is visited at least once, whatever happens in
   * between. The visitor must not change the key space. The cursor is the first 32 bits of a hash.
   *
   * @param cursor 0, or what the last call returned: an unsigned 32-bit number
   * @param atLeast stop at the next possible place after this many records
   * @return the next cursor, or 0 when the walk has ended
   */
  public long scan(long cursor, int atLeast, RecordVisitor visitor) {
    return HashWalk.scan(index, cursor, atLeast, visitor);
  }

  /** Returns a record chosen uniformly at random, expired or not, or {@link #NONE} when empty. */
  public long random(RandomGenerator random) {
    return HashWalk.random(index, random);
  }

  /** Removes keys and fields whose time has come, at most {@code limit}; returns how many. */
  public int removeExpired(long nowMillis, int limit) {
    int removed = 0;
    if (nowMillis > expiries.nextMillis()) {
      expiries.touchFirst(limit);
    }
    while (removed < limit && nowMillis > expiries.nextMillis()) {
      long record = expiries.first();
      expire(RecordLayout.hash(record), record);
      removed++;
    }
    return removed + removeDueFields(nowMillis, limit - removed);
  }

  /** Returns how many keys this key space has removed because their time had come. Any thread. */
  public long expiredCount() {
    return uses.expiredCount();
  }

  /**
   * Draws keys at random, neighbours in the index, and adds them with their scores. A key whose
   * time has come has the lowest of all. Volatile policies draw only keys with an expiry.
   *
   * @param draw random bits
   * @param rule gives the scores
   * @param most how many, at most
   * @return how many were added; fewer than asked for only when this key space has fewer
   */
  public int sample(
      long draw, EvictionRule rule, int most, EvictionCandidates into, long nowMillis) {
    sampledMillis = nowMillis;
    return Sampling.sample(this, draw, rule, most, into, nowMillis);
  }

  /** Adds the key with this hash as {@link #sample} would, if it is there and may go. */
  public void sampleKey(long hash, EvictionRule rule, EvictionCandidates into, long nowMillis) {
    sampledMillis = nowMillis;
    Sampling.sampleKey(this, hash, rule, into, nowMillis);
  }

  /**
   * Removes a key that was sampled, if it is still there; one whose time had come is expired.
   *
   * @return the bytes that were freed, 0 when it was not there
   */
  public long evict(long hash, long record) {
    if (!index.holds(hash, record)) {
      return 0;
    }
    long before = memoryUsage();
    if (isExpired(record, sampledMillis)) {
      expire(hash, record);
    } else {
      leaves(record, false);
      store.remove(hash, record);
      uses.evicted();
      keyRemoved();
    }
    return before - memoryUsage();
  }

  /** Returns how many keys have been given up for space. Any thread. */
  public long evictedCount() {
    return uses.evictedCount();
  }

  /** Empties this key space in a moment, however many keys it has; the memory is freed later. */
  public Remains detach() {
    leaveAll(this);
    forgetFields();
    store.detach();
    return new Remains(slab, population(), index.detach(), expiries.detach(), sketch.detach());
  }

  /**
   * Moves blocks out of the pages that {@link Slab#isSparse} tells of. Walks this key space in
   * steps, as {@link #scan} does. Ends early when the budget leaves no room to move.
   *
   * @param cursor 0, or what the last call returned
   * @param atLeast stop at the next possible place after this many records
   * @param moves counts what was done
   * @return the next cursor, or 0 when the walk has ended
   */
  public long defragment(long cursor, int atLeast, Moves moves) {
    return Defragmentation.step(this, store, cursor, atLeast, moves);
  }

  /** Returns the bytes of the frequency sketch of this slot. */
  public long sketchBytes() {
    return sketch.memoryUsage();
  }

  /** Frees the frequency sketch when the policy does not want it any more. */
  public void settleSketch() {
    uses.settle();
  }

  KeyIndex index() {
    return index;
  }

  ExpiryHeap expiries() {
    return expiries;
  }

  SlotSketch sketch() {
    return sketch;
  }

  private long expire(long hash, long record) {
    if (keepsExpired()) {
      return NONE;
    }
    leaves(record, true);
    store.remove(hash, record);
    uses.expired(hash);
    keyRemoved();
    return NONE;
  }

  /** Sees each record of a walk once. */
  public interface RecordVisitor extends EntryVisitor {}
}
