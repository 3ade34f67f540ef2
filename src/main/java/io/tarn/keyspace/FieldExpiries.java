// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.Blocks;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.util.HashMap;
import java.util.Map;

/**
 * When the hashes of a slot that have fields with an expiry are to be looked at, as a heap in one
 * slab block: entry {@code i} is a time in milliseconds and the hash of a key, 8 bytes each. A slot
 * without such hashes has none of it.
 *
 * <p>An entry is a hint: it counts when the hash that the key has says that it was promised to be
 * looked at just then, and is forgotten otherwise. So nothing here follows a record that moves, is
 * replaced or removed. To forget entries early two are looked at whenever one is added or a key
 * with such fields is removed, in turn through the whole heap; with that no more than about half of
 * them are idle, and those only as long as nobody adds any.
 *
 * <p>Invariant: no entry is due before its parent.
 */
final class FieldExpiries {

  /** Tells whether an entry counts. */
  @FunctionalInterface
  interface Promise {
    /** True when a key of that hash is to be looked at at that time. */
    boolean isKept(long hash, long millis);
  }

  /** Bytes of an entry. */
  static final int ENTRY = 2 * Long.BYTES;

  private static final int LEAST_ENTRIES = 4;
  private static final int REVIEWED = 2;

  private final Blocks blocks;
  private final Promise promise;
  private long block = Slab.NONE;
  private int size;
  private int capacity;
  private int reviewed;

  FieldExpiries(Blocks blocks, Promise promise) {
    this.blocks = blocks;
    this.promise = promise;
  }

  /** Returns the earliest time, or {@link Long#MAX_VALUE}. */
  long nextMillis() {
    return size == 0 ? Long.MAX_VALUE : millis(0);
  }

  /** Returns the hash of the key of the earliest entry. There must be one. */
  long firstHash() {
    return hash(0);
  }

  /** Returns the number of entries. */
  int size() {
    return size;
  }

  /** Adds an entry. Never refused. */
  void add(long millis, long hash) {
    review();
    if (size == capacity) {
      reallocate(Math.max(LEAST_ENTRIES, size + size / 4));
    }
    size++;
    siftUp(size - 1, millis, hash);
  }

  /** Removes the earliest entry. */
  void removeFirst() {
    remove(0);
  }

  /** Looks at some entries, and forgets those that do not count. */
  void review() {
    for (int i = 0; i < REVIEWED && size > 0; i++) {
      reviewed = reviewed + 1 < size ? reviewed + 1 : 0;
      if (!promise.isKept(hash(reviewed), millis(reviewed))) {
        remove(reviewed);
      }
    }
  }

  /** Forgets everything and frees the block. */
  void clear() {
    if (block != Slab.NONE) {
      blocks.free(block);
      block = Slab.NONE;
    }
    size = 0;
    capacity = 0;
  }

  /** Checks the invariant. */
  void check() {
    for (int i = 1; i < size; i++) {
      if (millis(i) < millis(parent(i))) {
        throw new IllegalStateException("heap is out of order: index=" + i);
      }
    }
  }

  /** Returns how often there is an entry, by its hash xor its time: for checks. */
  Map<Long, Integer> entries() {
    Map<Long, Integer> entries = new HashMap<>();
    for (int i = 0; i < size; i++) {
      entries.merge(hash(i) ^ millis(i), 1, Integer::sum);
    }
    return entries;
  }

  private void remove(int index) {
    size--;
    if (index != size) {
      long millis = millis(size);
      long hash = hash(size);
      if (index > 0 && millis < millis(parent(index))) {
        siftUp(index, millis, hash);
      } else {
        siftDown(index, millis, hash);
      }
    }
    if (size == 0) {
      clear();
    } else if (capacity > 2 * LEAST_ENTRIES && size < capacity / 2) {
      reallocate(size + size / 4);
    }
  }

  private void reallocate(int entries) {
    long fresh = blocks.allocate((long) entries * ENTRY);
    if (block != Slab.NONE) {
      Memory.copy(block, fresh, (long) size * ENTRY);
      blocks.free(block);
    }
    block = fresh;
    capacity = (int) (blocks.size(fresh) / ENTRY);
  }

  private void siftUp(int start, long millis, long hash) {
    int index = start;
    while (index > 0 && millis(parent(index)) > millis) {
      move(parent(index), index);
      index = parent(index);
    }
    put(index, millis, hash);
  }

  private void siftDown(int start, long millis, long hash) {
    int index = start;
    while (true) {
      int least = -1;
      long leastMillis = millis;
      int child = 4 * index + 1;
      int end = Math.min(child + 4, size);
      for (; child < end; child++) {
        if (millis(child) < leastMillis) {
          least = child;
          leastMillis = millis(child);
        }
      }
      if (least < 0) {
        break;
      }
      move(least, index);
      index = least;
    }
    put(index, millis, hash);
  }

  private static int parent(int index) {
    return (index - 1) >> 2;
  }

  private long position(int index) {
    return block + (long) index * ENTRY;
  }

  private long millis(int index) {
    return Memory.getLong(position(index));
  }

  private long hash(int index) {
    return Memory.getLong(position(index) + Long.BYTES);
  }

  private void move(int from, int to) {
    Memory.copy(position(from), position(to), ENTRY);
  }

  private void put(int index, long millis, long hash) {
    Memory.putLong(position(index), millis);
    Memory.putLong(position(index) + Long.BYTES, hash);
  }
}
