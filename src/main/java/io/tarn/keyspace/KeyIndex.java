// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The records of a slot by the hash of their key: extendible hashing (Fagin et al. 1979) over
 * {@link IndexSegment}s. The first <i>D</i> bits of a hash are a place in the directory, which
 * holds the handle of a segment; a segment of depth <i>d</i> stands in 2^(D-d) neighbouring places.
 * Up to 447 keys there is one segment and no directory, with no key nothing at all.
 *
 * <p>A full segment grows by a fifth until it has 511 cells, then splits in two; two sparse halves
 * merge. So at most 447 records are placed anew at a time. The directory, 8 bytes a segment, is
 * copied as a whole when it doubles.
 *
 * <p>Invariants: every record is in the segment of its hash; {@link #size} is the sum over the
 * segments; {@link #deepest} segments have depth <i>D</i>; none is over its limit.
 */
final class KeyIndex {

  private static final VarHandle SIZE;

  /** Halves of together at most that many records become one segment. */
  private static final int MERGED_RECORDS = 256;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(KeyIndex.class, "size", int.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  private final Slab slab;
  private final int slot;
  private final Population population;

  /** The handle of the only segment while D is 0, or 0. */
  private long root;

  private long directory = Slab.NONE;
  private int directoryDepth;
  private int deepest;
  private int size;
  private long usedBytes;

  KeyIndex(int slot, Slab slab, Population population) {
    this.slot = slot;
    this.slab = slab;
    this.population = population;
  }

  /** Returns the number of records. Any thread. */
  int size() {
    return (int) SIZE.getOpaque(this);
  }

  /** Returns the bytes of slab in use. */
  long memoryUsage() {
    return usedBytes;
  }

  /** Returns the record of a key, or {@link Keyspace#NONE}. */
  long find(long hash, byte[] key, int offset, int length) {
    long handle = handle(hash);
    return handle == 0 ? Keyspace.NONE : IndexSegment.find(handle, hash, key, offset, length);
  }

  /** Returns the handle of the segment of a hash without trust in the directory, or 0. */
  long prefetch(long hash) {
    int depth = directoryDepth;
    return depth == 0 ? root : Memory.touch(directory + (hash >>> -depth) * Long.BYTES);
  }

  /**
   * Makes room for one more record of that hash, so that the next {@link #add} cannot fail.
   *
   * @throws OutOfBudgetException when the slab has none; nothing has changed then
   */
  void reserve(long hash) {
    while (true) {
      long handle = handle(hash);
      if (handle == 0) {
        root = newSegment(IndexSegment.cellsFor(1), 0);
        return;
      }
      int cells = IndexSegment.cells(handle);
      int limit = IndexSegment.limit(cells);
      if (IndexSegment.count(handle) < limit) {
        return;
      }
      if (cells < IndexSegment.MOST_CELLS) {
        resize(hash, handle, IndexSegment.cellsFor(limit + 1));
        return;
      }
      split(hash, handle);
    }
  }

  /** Adds a record. Room must have been reserved. */
  void add(long hash, long record) {
    long handle = handle(hash);
    IndexSegment.add(handle, IndexSegment.tag(hash, IndexSegment.depth(handle)), record);
    setSize(size + 1);
  }

  /** Follows a record to another position. */
  void move(long hash, long from, long to) {
    IndexSegment.move(handle(hash), hash, from, to);
  }

  /** Removes a record. */
  void remove(long hash, long record) {
    long handle = handle(hash);
    if (handle == 0) {
      throw new IllegalStateException("not in the index: record=" + record + " hash=" + hash);
    }
    IndexSegment.remove(handle, hash, record);
    setSize(size - 1);
    trim(hash);
  }

  /** Frees everything but the records themselves. */
  void clear() {
    if (directoryDepth == 0) {
      if (root != 0) {
        free(IndexSegment.block(root));
        root = 0;
      }
    } else {
      for (long place = 0; place < places(); ) {
        long handle = handleAt(place);
        place += aliases(handle);
        free(IndexSegment.block(handle));
      }
      free(directory);
      directory = Slab.NONE;
      directoryDepth = 0;
      deepest = 0;
    }
    setSize(0);
  }

  /** True when a record is in its place. The record may have been freed; it is not looked at. */
  boolean holds(long hash, long record) {
    long handle = handle(hash);
    return handle != 0 && IndexSegment.indexOf(handle, hash, record) >= 0;
  }

  /** Forgets everything in a moment; returns an index that has it, nothing but a list to free. */
  KeyIndex detach() {
    KeyIndex detached = new KeyIndex(slot, slab, population);
    detached.root = root;
    detached.directory = directory;
    detached.directoryDepth = directoryDepth;
    detached.size = size;
    root = 0;
    directory = Slab.NONE;
    directoryDepth = 0;
    deepest = 0;
    usedBytes = 0;
    setSize(0);
    return detached;
  }

  /** Returns the block of the directory, or {@link Slab#NONE}. */
  long directory() {
    return directory;
  }

  /**
   * Moves the segment of a hash when it lies in a sparse page.
   *
   * @throws OutOfBudgetException when the slab has no other block; nothing has changed then
   */
  void defragmentSegment(long hash) {
    long handle = handle(hash);
    if (handle != 0 && slab.isSparse(IndexSegment.block(handle))) {
      long block = allocate(IndexSegment.blockBytes(IndexSegment.cells(handle)));
      install(hash, IndexSegment.copy(handle, block));
      free(IndexSegment.block(handle));
    }
  }

  /** As {@link #defragmentSegment}, the directory. */
  void defragmentDirectory() {
    if (directoryDepth > 0 && slab.isSparse(directory)) {
      long bytes = places() * Long.BYTES;
      long block = allocate(bytes);
      Memory.copy(directory, block, bytes);
      free(directory);
      directory = block;
    }
  }

  /** Returns the number of segments with the depth of the directory. */
  int deepest() {
    return deepest;
  }

  /** Returns the handle of the segment that a hash belongs to, 0 when there is none. */
  long handle(long hash) {
    return directoryDepth == 0
        ? root
        : Memory.getLong(directory + (hash >>> -directoryDepth) * Long.BYTES);
  }

  /** Returns the handle at a place of the directory. */
  long handleAt(long place) {
    return directoryDepth == 0 ? root : Memory.getLong(directory + place * Long.BYTES);
  }

  /** Returns the place of a hash in the directory. */
  long placeOf(long hash) {
    return directoryDepth == 0 ? 0 : hash >>> -directoryDepth;
  }

  /** Returns the number of places in the directory, 1 when there is none. */
  long places() {
    return 1L << directoryDepth;
  }

  /** Returns in how many places a segment stands. */
  long aliases(long handle) {
    return 1L << (directoryDepth - IndexSegment.depth(handle));
  }

  /* Puts a segment in all places that the first bits of the hash, as many as its depth, name. */
  private void install(long hash, long handle) {
    if (directoryDepth == 0) {
      root = handle;
      return;
    }
    long count = aliases(handle);
    long first = (hash >>> -directoryDepth) & -count;
    for (long place = first; place < first + count; place++) {
      Memory.putLong(directory + place * Long.BYTES, handle);
    }
  }

  private long newSegment(int cells, int depth) {
    return IndexSegment.create(allocate(IndexSegment.blockBytes(cells)), cells, depth);
  }

  private void resize(long hash, long handle, int cells) {
    long fresh = newSegment(cells, IndexSegment.depth(handle));
    IndexSegment.addAll(handle, fresh);
    install(hash, fresh);
    free(IndexSegment.block(handle));
  }

  private void split(long hash, long handle) {
    int depth = IndexSegment.depth(handle) + 1;
    if (depth > IndexSegment.MOST_DEPTH) {
      throw new IllegalStateException("index cannot grow: depth=" + depth + " size=" + size);
    }
    int cells = IndexSegment.cellsFor(IndexSegment.limit(IndexSegment.MOST_CELLS) * 5 / 8);
    int upper = 0;
    for (int i = 0; i < IndexSegment.cells(handle); i++) {
      upper += IndexSegment.tag(IndexSegment.cell(handle, i)) >>> (IndexSegment.TAG_BITS - 1);
    }
    int larger = Math.max(upper, IndexSegment.count(handle) - upper);
    cells = Math.max(cells, IndexSegment.cellsFor(larger));
    long low = newSegment(cells, depth);
    long high = 0;
    try {
      high = newSegment(cells, depth);
      if (depth > directoryDepth) {
        doubleDirectory();
      }
    } catch (OutOfBudgetException refused) {
      free(IndexSegment.block(low));
      if (high != 0) {
        free(IndexSegment.block(high));
      }
      throw refused;
    }
    IndexSegment.divide(handle, low, high);
    long bit = 1L << -depth;
    install(hash & ~bit, low);
    install(hash | bit, high);
    deepest += depth == directoryDepth ? 2 : 0;
    free(IndexSegment.block(handle));
  }

  private void doubleDirectory() {
    long fresh = allocate(places() * 2 * Long.BYTES);
    for (long place = 0; place < places(); place++) {
      long handle = handleAt(place);
      Memory.putLong(fresh + place * 2 * Long.BYTES, handle);
      Memory.putLong(fresh + (place * 2 + 1) * Long.BYTES, handle);
    }
    if (directoryDepth > 0) {
      free(directory);
    }
    directory = fresh;
    directoryDepth++;
    deepest = 0;
    root = 0;
  }

  /* After a removal: makes what has become sparse smaller, never larger. Never fails. */
  private void trim(long hash) {
    if (size == 0) {
      clear();
      return;
    }
    long handle = handle(hash);
    int cells = IndexSegment.cells(handle);
    int records = IndexSegment.count(handle);
    if (records >= IndexSegment.limit(cells) / 3) {
      return;
    }
    try {
      if (merge(hash, handle)) {
        return;
      }
      int fewer = IndexSegment.cellsFor(records + records / 2);
      if (fewer < cells) {
        resize(hash, handle, fewer);
      }
    } catch (OutOfBudgetException keepTheLargerOne) {
      // Correct all the same; a later removal tries again.
    }
  }

  private boolean merge(long hash, long handle) {
    int depth = IndexSegment.depth(handle);
    if (depth == 0) {
      return false;
    }
    long bit = 1L << -depth;
    long other = handle(hash ^ bit);
    int records = IndexSegment.count(handle) + IndexSegment.count(other);
    if (IndexSegment.depth(other) != depth || records > MERGED_RECORDS) {
      return false;
    }
    int cells = IndexSegment.cellsFor(records + records / 4 + 1);
    if (cells > IndexSegment.cells(handle) + IndexSegment.cells(other)) {
      return false;
    }
    long fresh = newSegment(cells, depth - 1);
    IndexSegment.moveUp((hash & bit) == 0 ? handle : other, 0, fresh);
    IndexSegment.moveUp((hash & bit) == 0 ? other : handle, 1, fresh);
    install(hash, fresh);
    free(IndexSegment.block(handle));
    free(IndexSegment.block(other));
    if (depth == directoryDepth) {
      deepest -= 2;
      while (directoryDepth > 0 && deepest == 0) {
        halveDirectory();
      }
    }
    return true;
  }

  private void halveDirectory() {
    if (directoryDepth == 1) {
      root = handleAt(0);
      free(directory);
      directory = Slab.NONE;
      directoryDepth = 0;
      return;
    }
    long half = places() / 2;
    long fresh = allocate(half * Long.BYTES);
    int atDepth = 0;
    for (long place = 0; place < half; place++) {
      long handle = handleAt(place * 2);
      Memory.putLong(fresh + place * Long.BYTES, handle);
      atDepth += IndexSegment.depth(handle) == directoryDepth - 1 ? 1 : 0;
    }
    free(directory);
    directory = fresh;
    directoryDepth--;
    deepest = atDepth;
  }

  private long allocate(long bytes) {
    long block = slab.allocate(slot, bytes);
    usedBytes += Slab.blockSizeFor(bytes);
    return block;
  }

  private void free(long block) {
    usedBytes -= slab.free(block);
  }

  private void setSize(int records) {
    SIZE.setOpaque(this, records);
    population.keys(slot, records);
  }
}
