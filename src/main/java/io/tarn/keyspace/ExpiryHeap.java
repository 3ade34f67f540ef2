// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The records of a slot that expire, as a heap of four branches in one slab block: entry {@code i}
 * is the position of a record, and that record holds the last 20 bits of {@code i}. So a record is
 * removed or moved in O(log n), with one look for each million records that expire in the slot, at
 * 8 bytes here and 8 in the record.
 *
 * <p>Invariants: {@code heapIndex(entry(i)) == i mod 2^20}; no record expires before its parent;
 * {@link #nextMillis} is the expiry of entry 0. There is no block when there is no entry.
 *
 * <p>The block grows by a quarter and is copied then: 1 ms for a million records with a TTL in one
 * slot.
 */
final class ExpiryHeap {

  private static final int ENTRY = Long.BYTES;
  private static final int LEAST_ENTRIES = 4;

  /** Places whose numbers a record cannot tell apart are so far from each other. */
  private static final int INDEX_STEP = 1 << RecordLayout.HEAP_BITS;

  private static final VarHandle SIZE;
  private static final VarHandle NEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SIZE = lookup.findVarHandle(ExpiryHeap.class, "size", int.class);
      NEXT = lookup.findVarHandle(ExpiryHeap.class, "nextMillis", long.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final Slab slab;
  private final int slot;
  private final Population population;
  private long block = Slab.NONE;
  private int capacity;
  private int size;
  private long nextMillis = Long.MAX_VALUE;

  /** When something beside the keys expires. */
  private long otherMillis = Long.MAX_VALUE;

  /** Keeps the reads of {@link #touchFirst} alive for the compiler. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  ExpiryHeap(int slot, Slab slab, Population population) {
    this.slot = slot;
    this.slab = slab;
    this.population = population;
  }

  /** Returns the number of records. Any thread. */
  int size() {
    return (int) SIZE.getOpaque(this);
  }

  /** Returns the earliest expiry, or {@link Long#MAX_VALUE}. Any thread. */
  long nextMillis() {
    return (long) NEXT.getOpaque(this);
  }

  /** Tells when something else in the slot expires, so that the slot is looked at in time. */
  void otherMillis(long millis) {
    if (millis != otherMillis) {
      otherMillis = millis;
      publishNext();
    }
  }

  /** Returns the bytes of slab in use. */
  long memoryUsage() {
    return block == Slab.NONE ? 0 : Slab.blockSizeFor((long) capacity * ENTRY);
  }

  /** Returns the record that expires first. There must be one. */
  long first() {
    return entry(0);
  }

  /**
   * Touches the first records, at most that many: they mostly expire next, and so the waits for
   * memory overlap.
   */
  void touchFirst(int most) {
    int end = Math.min(most, size);
    for (int i = 0; i < end; i++) {
      touched += Memory.touch(entry(i));
    }
  }

  /**
   * Makes room for one more record, so that the next {@link #add} cannot fail.
   *
   * @throws OutOfBudgetException when the slab has none; nothing has changed then
   */
  void reserve() {
    if (size == capacity) {
      reallocate(Math.max(LEAST_ENTRIES, size + size / 4));
    }
  }

  /** Adds a record whose expiry is set. Room must have been reserved. */
  void add(long record) {
    if (size == capacity) {
      throw new IllegalStateException("no room reserved: size=" + size);
    }
    setSize(size + 1);
    siftUp(size - 1, record);
    publishNext();
  }

  /** Removes a record. */
  void remove(long record) {
    int index = indexOf(record, record);
    setSize(size - 1);
    if (index != size) {
      long last = entry(size);
      if (index > 0 && RecordLayout.expireAt(last) < RecordLayout.expireAt(entry(parent(index)))) {
        siftUp(index, last);
      } else {
        siftDown(index, last);
      }
    }
    publishNext();
    trim();
  }

  /** Restores the order after the expiry of a record was changed. */
  void changed(long record) {
    int index = siftUp(indexOf(record, record), record);
    siftDown(index, record);
    publishNext();
  }

  /** Follows a record, heap index included, to another position. */
  void moved(long from, long to) {
    put(indexOf(from, to), to);
  }

  /** Forgets all records and returns the block, which the caller owns from now on, or NONE. */
  long detach() {
    long detached = block;
    block = Slab.NONE;
    capacity = 0;
    setSize(0);
    publishNext();
    return detached;
  }

  /** Moves the block when it lies in a sparse page. */
  void defragment() {
    if (block != Slab.NONE && slab.isSparse(block)) {
      reallocate(capacity);
    }
  }

  /** Frees what a smaller block would save. Never fails. */
  void trim() {
    if (size == 0) {
      if (block != Slab.NONE) {
        slab.free(block);
        block = Slab.NONE;
        capacity = 0;
      }
    } else if (capacity > 2 * LEAST_ENTRIES && size < capacity / 2) {
      try {
        reallocate(size + size / 4);
      } catch (OutOfBudgetException keepTheLargerOne) {
        // Correct all the same; the next removal tries again.
      }
    }
  }

  /** Checks the invariants that the class comment states. */
  void check() {
    for (int i = 0; i < size; i++) {
      long record = entry(i);
      if (RecordLayout.heapIndex(record) != i % INDEX_STEP
          || RecordLayout.expireAt(record) < RecordLayout.expireAt(entry(parent(i)))) {
        throw new IllegalStateException("heap is out of order: index=" + i + " record=" + record);
      }
    }
    if (nextMillis != (size == 0 ? Long.MAX_VALUE : RecordLayout.expireAt(entry(0)))) {
      throw new IllegalStateException("next expiry is wrong: nextMillis=" + nextMillis);
    }
  }

  private void reallocate(int entries) {
    long fresh = slab.allocate(slot, (long) entries * ENTRY);
    if (block != Slab.NONE) {
      Memory.copy(block, fresh, (long) size * ENTRY);
      slab.free(block);
    }
    block = fresh;
    capacity = (int) (Slab.blockSizeFor((long) entries * ENTRY) / ENTRY);
  }

  private int siftUp(int start, long record) {
    long millis = RecordLayout.expireAt(record);
    int index = start;
    while (index > 0) {
      long above = entry(parent(index));
      if (RecordLayout.expireAt(above) <= millis) {
        break;
      }
      put(index, above);
      index = parent(index);
    }
    put(index, record);
    return index;
  }

  private void siftDown(int start, long record) {
    long millis = RecordLayout.expireAt(record);
    int index = start;
    while (true) {
      int least = -1;
      long leastMillis = millis;
      int child = 4 * index + 1;
      int end = Math.min(child + 4, size);
      for (; child < end; child++) {
        long at = RecordLayout.expireAt(entry(child));
        if (at < leastMillis) {
          least = child;
          leastMillis = at;
        }
      }
      if (least < 0) {
        break;
      }
      put(index, entry(least));
      index = least;
    }
    put(index, record);
  }

  /* The place of the entry that is a record whose bytes lie at another position, perhaps. */
  private int indexOf(long record, long at) {
    int index = RecordLayout.heapIndex(at);
    while (index < size && entry(index) != record) {
      index += INDEX_STEP;
    }
    if (index >= size) {
      throw new IllegalStateException("not in the heap: record=" + record + " size=" + size);
    }
    return index;
  }

  private static int parent(int index) {
    return index == 0 ? 0 : (index - 1) >> 2;
  }

  /** Returns the record at a place. */
  long entry(int index) {
    return Memory.getLong(block + (long) index * ENTRY);
  }

  private void put(int index, long record) {
    Memory.putLong(block + (long) index * ENTRY, record);
    RecordLayout.heapIndex(record, index);
  }

  private void setSize(int entries) {
    SIZE.setOpaque(this, entries);
    population.expiringKeys(slot, entries);
  }

  private void publishNext() {
    long millis = size == 0 ? Long.MAX_VALUE : RecordLayout.expireAt(entry(0));
    NEXT.setOpaque(this, millis);
    population.nextExpiryMillis(slot, Math.min(millis, otherMillis));
  }
}
