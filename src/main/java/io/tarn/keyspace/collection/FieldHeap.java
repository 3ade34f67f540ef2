// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * The fields of a {@link FieldTable} that expire, as a heap of four branches in one block: entry
 * {@code i} is the position of an element, and that element holds the last bits of {@code i}. There
 * is no block when there is no entry.
 *
 * <pre>
 *   in the root, from {@link #FIELDS} on
 *   0       8      12         16
 *   +-------+------+----------+
 *   | block | size | capacity |
 *   +-------+------+----------+
 * </pre>
 *
 * <p>Invariant: no element expires before its parent.
 */
final class FieldHeap {

  /** Where its fields begin in a root. */
  static final int FIELDS = Root.FIELDS + ElementTable.FURTHER_FIELDS + Long.BYTES;

  /** The bytes of its fields. */
  static final int FIELD_BYTES = 16;

  private static final int BLOCK = FIELDS;
  private static final int SIZE = FIELDS + 8;
  private static final int CAPACITY = FIELDS + 12;
  private static final int LEAST_ENTRIES = 4;

  /** Places that an element cannot tell apart are so far from each other. */
  private static final int INDEX_STEP = 1 << FieldElement.HEAP_BITS;

  private FieldHeap() {}

  /** Returns the number of fields that expire. */
  static int size(long root) {
    return Memory.getInt(root + SIZE);
  }

  /** Returns the block, or {@link Slab#NONE}. */
  static long block(long root) {
    return Memory.getLong(root + BLOCK);
  }

  /** Returns the element that expires first. There must be one. */
  static long first(long root) {
    return entry(block(root), 0);
  }

  /** Adds an element whose expiry is set. */
  static void add(Blocks blocks, long root, long element) {
    int size = size(root);
    if (size == Memory.getInt(root + CAPACITY)) {
      reallocate(blocks, root, size, Math.max(LEAST_ENTRIES, size + size / 4));
    }
    Memory.putInt(root + SIZE, size + 1);
    int _ = siftUp(block(root), size, element);
  }

  /** Removes an element. */
  static void remove(Blocks blocks, long root, long element) {
    int index = indexOf(root, element, element);
    int size = size(root) - 1;
    Memory.putInt(root + SIZE, size);
    long block = block(root);
    if (index != size) {
      long last = entry(block, size);
      siftDown(block, size, siftUp(block, index, last), last);
    }
    if (size == 0) {
      Root.free(blocks, root, block);
      Memory.putLong(root + BLOCK, Slab.NONE);
      Memory.putInt(root + CAPACITY, 0);
    } else if (size < Memory.getInt(root + CAPACITY) / 2 && size > LEAST_ENTRIES) {
      reallocate(blocks, root, size, size + size / 4);
    }
  }

  /** Restores the order after the expiry of an element was changed. */
  static void changed(long root, long element) {
    long block = block(root);
    siftDown(block, size(root), siftUp(block, indexOf(root, element, element), element), element);
  }

  /** Follows an element, its bytes included, to another position. */
  static void moved(long root, long from, long to) {
    put(block(root), indexOf(root, from, to), to);
  }

  /** Moves the block when it lies in a sparse page. */
  static void defragment(Blocks blocks, long root, Slab slab) {
    long block = block(root);
    if (block != Slab.NONE && slab.isSparse(block)) {
      reallocate(blocks, root, size(root), Memory.getInt(root + CAPACITY));
    }
  }

  /** Counts the fields whose time has come, up to a limit. */
  static int countDue(long root, long nowMillis, int limit) {
    return countDue(block(root), size(root), 0, nowMillis, limit);
  }

  private static int countDue(long block, int size, int index, long nowMillis, int limit) {
    if (index >= size || limit <= 0 || nowMillis <= FieldElement.expiry(entry(block, index))) {
      return 0;
    }
    int due = 1;
    for (int child = 4 * index + 1; child <= 4 * index + 4 && due < limit; child++) {
      due += countDue(block, size, child, nowMillis, limit - due);
    }
    return due;
  }

  /** Checks the invariant and the places that elements hold. */
  static void check(long root) {
    long block = block(root);
    for (int i = 0; i < size(root); i++) {
      long element = entry(block, i);
      if (FieldElement.heapIndex(element) != i % INDEX_STEP
          || FieldElement.expiry(element) < FieldElement.expiry(entry(block, parent(i)))) {
        throw new IllegalStateException("heap is out of order: index=" + i);
      }
    }
  }

  private static void reallocate(Blocks blocks, long root, int size, int entries) {
    long fresh = Root.allocate(blocks, root, (long) entries * Long.BYTES);
    long old = block(root);
    if (old != Slab.NONE) {
      Memory.copy(old, fresh, (long) size * Long.BYTES);
      Root.free(blocks, root, old);
    }
    Memory.putLong(root + BLOCK, fresh);
    Memory.putInt(root + CAPACITY, (int) (blocks.size(fresh) / Long.BYTES));
  }

  private static int siftUp(long block, int start, long element) {
    long millis = FieldElement.expiry(element);
    int index = start;
    while (index > 0) {
      long above = entry(block, parent(index));
      if (FieldElement.expiry(above) <= millis) {
        break;
      }
      put(block, index, above);
      index = parent(index);
    }
    put(block, index, element);
    return index;
  }

  private static void siftDown(long block, int size, int start, long element) {
    long millis = FieldElement.expiry(element);
    int index = start;
    while (true) {
      int least = -1;
      long leastMillis = millis;
      int end = Math.min(4 * index + 5, size);
      for (int child = 4 * index + 1; child < end; child++) {
        long at = FieldElement.expiry(entry(block, child));
        if (at < leastMillis) {
          least = child;
          leastMillis = at;
        }
      }
      if (least < 0) {
        break;
      }
      put(block, index, entry(block, least));
      index = least;
    }
    put(block, index, element);
  }

  /* The place of the entry that is an element whose bytes lie at another position, perhaps. */
  private static int indexOf(long root, long element, long at) {
    long block = block(root);
    int size = size(root);
    int index = FieldElement.heapIndex(at);
    while (index < size && entry(block, index) != element) {
      index += INDEX_STEP;
    }
    if (index >= size) {
      throw new IllegalStateException("not in the heap: element=" + element + " size=" + size);
    }
    return index;
  }

  private static int parent(int index) {
    return index == 0 ? 0 : (index - 1) >> 2;
  }

  private static long entry(long block, int index) {
    return Memory.getLong(block + (long) index * Long.BYTES);
  }

  private static void put(long block, int index, long element) {
    Memory.putLong(block + (long) index * Long.BYTES, element);
    FieldElement.heapIndex(element, index);
  }
}
