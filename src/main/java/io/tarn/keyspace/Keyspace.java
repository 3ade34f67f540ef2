// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
public final class Keyspace {

  /** The record that no key has. */
  public static final long NONE = Slab.NONE;

  /** The expiry of a key that does not expire. */
  public static final long NO_EXPIRY = -1;

  private static final int CACHE_LINE = 64;

  private static final VarHandle EXPIRED_COUNT;
  private static final VarHandle EVICTED_COUNT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      EXPIRED_COUNT = lookup.findVarHandle(Keyspace.class, "expiredCount", long.class);
      EVICTED_COUNT = lookup.findVarHandle(Keyspace.class, "evictedCount", long.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final int slot;
  private final KeyIndex index;
  private final ExpiryHeap expiries;
  private final RecordStore store;
  private final Population population;
  private long expiredCount;
  private long evictedCount;

  /** Creates the empty key space of one slot that has no others beside it. */
  public Keyspace(int slot, Slab slab) {
    this(slot, slab, new Population());
  }

  /** Creates the empty key space of one slot of a node. */
  public Keyspace(int slot, Slab slab, Population population) {
    this.slot = slot;
    this.population = population;
    this.index = new KeyIndex(slot, slab);
    this.expiries = new ExpiryHeap(slot, slab);
    this.store = new RecordStore(slot, slab, index, expiries);
  }

  /** Returns the slot number. */
  public int slot() {
    return slot;
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
   * Returns the hash of a key, for the calls that take one. It holds for this process only: the
   * hash is seeded at random.
   */
  public static long hash(byte[] key, int offset, int length) {
    return KeyHash.of(key, offset, length);
  }

  /*
   * Looking a key up waits for memory about four times, each time for what the step before has
   * told. A thread that knows the keys of several requests runs these three steps for all of them,
   * step by step, so that it waits for many at once: on a key space larger than the caches this
   * halves what a GET costs. They run before the gate is entered, so what they read may be changing
   * or freed: they change nothing, trust nothing, and only their side effect on the caches counts.
   */

  /**
   * First step: touches the objects of this key space; returns what {@link #prefetchCell} takes.
   */
  public long prefetchIndex(long hash) {
    return store.prefetch() | index.prefetch(hash);
  }

  /** Second step: touches the index; returns where the record probably is, or {@link #NONE}. */
  public static long prefetchCell(long handle, long hash) {
    return handle == 0 ? NONE : IndexSegment.probableRecord(handle, hash);
  }

  /** Third step: touches the record; the number returned has no meaning. */
  public static long prefetchRecord(long record) {
    return Memory.touch(record) + Memory.touch(record + CACHE_LINE);
  }

  /**
   * Finds a key for use by a command: marks the access. A key whose time has come is removed and
   * not found.
   *
   * @return the record, valid until the next call that may change this key space, or {@link #NONE}
   */
  public long find(byte[] key, int offset, int length, long nowMillis) {
    return find(KeyHash.of(key, offset, length), key, offset, length, nowMillis);
  }

  /** As {@link #find(byte[], int, int, long)}, with the {@link #hash} of the key known. */
  public long find(long hash, byte[] key, int offset, int length, long nowMillis) {
    long record = peek(hash, key, offset, length, nowMillis);
    if (record != NONE) {
      int second = RecordStore.second(nowMillis);
      /* A write would make the line dirty: once a second is enough. */
      if (RecordLayout.access(record) != second) {
        RecordLayout.access(record, second);
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
    return record != NONE && isExpired(record, nowMillis) ? expire(record) : record;
  }

  /**
   * Adds a key that is absent. The content of the value is undefined: the caller fills {@code
   * valueLength} bytes at {@link #valuePosition}.
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
    return store.create(key, offset, length, type, valueLength, expireAtMillis, nowMillis);
  }

  /**
   * Gives a record a new value area of undefined content, of any type, and sets its expiry. Clears
   * the raw mark.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long replace(long record, ValueType type, long valueLength, long expireAtMillis) {
    return store.replace(record, type, valueLength, expireAtMillis);
  }

  /**
   * Changes the length of a value and keeps its first {@code min(old, new)} bytes; further bytes
   * are zero. Type and expiry stay. May reserve room for further growth.
   *
   * @return the record, perhaps at a new position
   * @throws OutOfBudgetException when there is no room; nothing has changed then
   */
  public long resize(long record, long valueLength) {
    return store.resize(record, valueLength);
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
    return store.adopt(record, type, block, valueLength, expireAtMillis);
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

  /** Returns the expiry in milliseconds since 1970, or {@link #NO_EXPIRY}. */
  public long expireAt(long record) {
    return RecordLayout.expires(record) ? RecordLayout.expireAt(record) : NO_EXPIRY;
  }

  /** True when the time of a record has come. {@link #scan} and {@link #random} show such too. */
  public boolean isExpired(long record, long nowMillis) {
    return RecordLayout.expires(record) && nowMillis > RecordLayout.expireAt(record);
  }

  /** Removes a record and frees its memory. */
  public void remove(long record) {
    store.remove(record);
  }

  /** Removes all keys. */
  public void clear() {
    store.clear();
  }

  /** Returns the type of a record. */
  public ValueType type(long record) {
    return ValueType.ofCode(RecordLayout.meta(record) & RecordLayout.TYPE_MASK);
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

  /** Returns whole seconds since the key was last used. */
  public long idleSeconds(long record, long nowMillis) {
    long last = RecordLayout.access(record) & 0xffff_ffffL;
    return Math.max(0, nowMillis / 1000 - last);
  }

  /**
   * Returns the bytes that the slab spends on the record and its value, with 8 for its index cell
   * and, if it expires, 8 for its entry among the expiries.
   */
  public long memoryUsage(long record) {
    return store.memoryUsage(record);
  }

  /** Returns the slab bytes of the whole slot. */
  public long memoryUsage() {
    return store.usedBytes() + index.memoryUsage() + expiries.memoryUsage();
  }

  /**
   * Visits records in the order of their hash. Every key that is present from the first call of a
   * walk (cursor 0) to its last is visited at least once, whatever is added, removed or grown in
   * between. The visitor must not change the key space. Expired records are visited too.
   *
   * <p>The cursor is the first 32 bits of a hash: all hashes below it have been visited. It does
   * not depend on the size of the index, which may change between two calls.
   *
   * @param cursor 0, or what the last call returned: an unsigned 32-bit number
   * @param atLeast stop at the next possible place after this many records
   * @return the next cursor, or 0 when the walk has ended
   */
  public long scan(long cursor, int atLeast, RecordVisitor visitor) {
    return IndexWalk.scan(index, cursor, atLeast, visitor);
  }

  /** Returns a record chosen uniformly at random, expired or not, or {@link #NONE} when empty. */
  public long random(RandomGenerator random) {
    return IndexWalk.random(index, random);
  }

  /** Returns the earliest expiry of any key, or {@link Long#MAX_VALUE}. Any thread. */
  public long nextExpiryMillis() {
    return expiries.nextMillis();
  }

  /**
   * Removes keys whose time has come, at most {@code limit}.
   *
   * @return the number removed
   */
  public int removeExpired(long nowMillis, int limit) {
    int removed = 0;
    while (removed < limit && nowMillis > expiries.nextMillis()) {
      expire(expiries.first());
      removed++;
    }
    return removed;
  }

  /** Returns how many keys this key space has removed because their time had come. Any thread. */
  public long expiredCount() {
    return (long) EXPIRED_COUNT.getOpaque(this);
  }

  /*
   * What follows up to removed() is the contract with eviction, lazy freeing and defragmentation;
   * placeholders that are correct but slow or without effect (helper `keyspace`).
   */

  /**
   * As {@link #find(long, byte[], int, int, long)}, but for a command that will write the key: the
   * use is marked, but a key that is absent was not asked for.
   */
  public long findToWrite(long hash, byte[] key, int offset, int length, long nowMillis) {
    return find(hash, key, offset, length, nowMillis);
  }

  /**
   * Draws keys at random and adds them with their scores to {@code into}: neighbours of one random
   * place of the index, which hold unrelated keys.
   *
   * @param rule gives the scores; keys without an expiry are left out when the policy in force is
   *     volatile
   * @param most how many, at most
   * @return how many were added; fewer than asked for only when this key space has fewer
   */
  public int sample(
      RandomGenerator random,
      EvictionRule rule,
      int most,
      EvictionCandidates into,
      long nowMillis) {
    int added = 0;
    boolean volatileOnly = population.policy().volatileOnly();
    for (int i = 0; i < 4 * most && added < most && into.count() < EvictionCandidates.MOST; i++) {
      long record = random(random);
      if (record != NONE && (!volatileOnly || RecordLayout.expires(record))) {
        int age = (int) (nowMillis / 1000) - RecordLayout.access(record);
        long expiry = RecordLayout.expires(record) ? expireAt(record) : Long.MAX_VALUE;
        into.add(slot, RecordLayout.hash(record), record, rule.score(age, 0, 0, 0, expiry));
        added++;
      }
    }
    return added;
  }

  /**
   * Adds the key with this hash, if it is there and may go, with its score to {@code into}: for the
   * youngest, which a sample would hardly ever meet.
   */
  public void sampleKey(long hash, EvictionRule rule, EvictionCandidates into, long nowMillis) {
    boolean volatileOnly = population.policy().volatileOnly();
    scan(
        hash >>> 32, // placeholder of the contract: helper `keyspace`
        1,
        record -> {
          if (RecordLayout.hash(record) == hash
              && (!volatileOnly || RecordLayout.expires(record))
              && into.count() < EvictionCandidates.MOST) {
            into.add(slot, hash, record, rule.score(0, 0, 0, 0, Long.MAX_VALUE));
          }
        });
  }

  /**
   * Removes a key that was sampled, if it is still there.
   *
   * @return the bytes that were freed, 0 when it was not there
   */
  public long evict(long hash, long record) {
    boolean[] there = {false};
    scan(0, Integer.MAX_VALUE, one -> there[0] |= one == record);
    if (!there[0]) {
      return 0;
    }
    long bytes = memoryUsage(record);
    remove(record);
    EVICTED_COUNT.setOpaque(this, evictedCount + 1);
    return bytes;
  }

  /** Returns how many keys this key space has given up for space. Any thread. */
  public long evictedCount() {
    return (long) EVICTED_COUNT.getOpaque(this);
  }

  /** Empties this key space in a moment, however many keys it has; the memory is freed later. */
  public Remains detach() {
    Remains remains = new Remains(new Keyspace(slot, new Slab(0, 1)));
    clear();
    return remains;
  }

  /**
   * Moves blocks out of the pages that {@link Slab#isSparse} tells of. Walks this key space in
   * steps, as {@link #scan} does.
   *
   * @param cursor 0, or what the last call returned
   * @param atLeast stop at the next possible place after this many records
   * @return the next cursor, or 0 when the walk has ended
   */
  public long defragment(long cursor, int atLeast) {
    return 0;
  }

  /**
   * Returns Redis's logarithmic use count, decayed until now: 0 to 255. Only under an LFU policy.
   */
  public int useCount(long record, long nowMillis) {
    return 0;
  }

  /** Sets the use count (RESTORE FREQ), 0 to 255. Only under an LFU policy. */
  public void useCount(long record, int count, long nowMillis) {}

  /** Sets how long a key was not used (RESTORE IDLETIME). */
  public void idleSeconds(long record, long seconds, long nowMillis) {}

  /** Returns the bytes of the frequency sketch of this slot. */
  public long sketchBytes() {
    return 0;
  }

  private long expire(long record) {
    store.remove(record);
    EXPIRED_COUNT.setOpaque(this, expiredCount + 1);
    return NONE;
  }

  /** Checks every invariant of the index and the expiries. For tests. */
  void check() {
    index.check();
    expiries.check();
  }

  /** Sees a record during a walk. */
  @FunctionalInterface
  public interface RecordVisitor {
    /** Called once for each record. */
    void visit(long record);
  }
}
