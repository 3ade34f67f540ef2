// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/**
 * Entries by the hash of their name: extendible hashing (Fagin et al. 1979) over {@link
 * HashSegment}s. The first <i>D</i> bits of a hash are a place in the directory, which holds the
 * handle of a segment; a segment of depth <i>d</i> stands in 2^(D-d) neighbouring places. Up to 447
 * entries there is one segment and no directory, with no entry nothing at all.
 *
 * <p>A full segment grows by a fifth until it has 511 cells, then splits in two; two sparse halves
 * merge. So at most 447 entries are placed anew at a time. The directory, 8 bytes a segment, is
 * copied as a whole when it doubles.
 *
 * <p>Invariants: every entry is in the segment of its hash; {@link #count} is the sum over the
 * segments; {@link #deepest} segments have depth <i>D</i>; none is over its limit.
 *
 * <p>What extends this says where the memory is from and where the count is kept: the index of a
 * slot keeps it all in its fields, an {@link ElementTable} in a structure's root.
 */
public abstract class HashTable {

  /** Halves of together at most that many entries become one segment. */
  private static final int MERGED_ENTRIES = 256;

  private final Named named;

  /** The handle of the only segment while D is 0, or 0. */
  private long only;

  private long directory = Slab.NONE;
  private int directoryDepth;
  private int deepest;

  /** Creates a table without segments. */
  protected HashTable(Named named) {
    this.named = named;
  }

  /** Returns what the table knows of its entries. */
  final Named named() {
    return named;
  }

  /** Allocates a block, or throws {@link OutOfBudgetException}. */
  protected abstract long allocate(long bytes);

  /** Frees a block that was allocated here. */
  protected abstract void free(long block);

  /** Returns the number of entries. */
  protected abstract long count();

  /** Sets the number of entries. */
  protected abstract void count(long entries);

  /** Takes over the segments that another object knew, and nothing else of it. */
  protected final void adopt(long only, long directory, int directoryDepth, int deepest) {
    this.only = only;
    this.directory = directory;
    this.directoryDepth = directoryDepth;
    this.deepest = deepest;
  }

  /** Returns the handle of a hash's segment without trust in the directory, or 0. */
  public final long prefetch(long hash) {
    int depth = directoryDepth;
    return depth == 0 ? only : Memory.touch(directory + (hash >>> -depth) * Long.BYTES);
  }

  /**
   * Makes room for one more entry of that hash, so that the next {@link #add} cannot fail.
   *
   * @throws OutOfBudgetException when there is none; nothing has changed then
   */
  public final void reserve(long hash) {
    while (true) {
      long handle = handle(hash);
      if (handle == 0) {
        only = newSegment(HashSegment.cellsFor(1), 0);
        return;
      }
      int cells = HashSegment.cells(handle);
      int limit = HashSegment.limit(cells);
      if (HashSegment.count(handle) < limit) {
        return;
      }
      if (cells < HashSegment.MOST_CELLS) {
        resize(hash, handle, HashSegment.cellsFor(limit + 1));
        return;
      }
      split(hash, handle);
    }
  }

  /** Adds an entry. Room must have been reserved. */
  public final void add(long hash, long entry) {
    long handle = handle(hash);
    HashSegment.add(handle, HashSegment.tag(hash, HashSegment.depth(handle)), entry);
    count(count() + 1);
  }

  /** Follows an entry to another position. */
  public final void move(long hash, long from, long to) {
    HashSegment.move(handle(hash), hash, from, to);
  }

  /** Removes an entry. */
  public final void remove(long hash, long entry) {
    long handle = handle(hash);
    if (handle == 0) {
      throw new IllegalStateException("not in the table: entry=" + entry + " hash=" + hash);
    }
    HashSegment.remove(handle, hash, entry);
    count(count() - 1);
    trim(hash);
  }

  /** Frees everything but the entries themselves. */
  public final void clear() {
    if (directoryDepth == 0) {
      if (only != 0) {
        free(HashSegment.block(only));
      }
    } else {
      for (long place = 0; place < places(); ) {
        long handle = handleAt(place);
        place += aliases(handle);
        free(HashSegment.block(handle));
      }
      free(directory);
    }
    forget();
    count(0);
  }

  /** Forgets all segments and frees nothing. */
  protected final void forget() {
    adopt(0, Slab.NONE, 0, 0);
  }

  /** True when an entry is in its place. It may have been freed; it is not looked at. */
  public final boolean holds(long hash, long entry) {
    long handle = handle(hash);
    return handle != 0 && HashSegment.indexOf(handle, hash, entry) >= 0;
  }

  /** Returns the only segment while there is no directory, or 0. */
  public final long only() {
    return only;
  }

  /** Returns the block of the directory, or {@link Slab#NONE}. */
  public final long directory() {
    return directory;
  }

  /** Returns the depth of the directory, 0 when there is none. */
  public final int directoryDepth() {
    return directoryDepth;
  }

  /**
   * Moves the segment of a hash when it lies in a sparse page.
   *
   * @throws OutOfBudgetException when the slab has no other block; nothing has changed then
   */
  public final void defragmentSegment(Slab slab, long hash) {
    long handle = handle(hash);
    if (handle != 0 && slab.isSparse(HashSegment.block(handle))) {
      long block = allocate(HashSegment.blockBytes(HashSegment.cells(handle)));
      install(hash, HashSegment.copy(handle, block));
      free(HashSegment.block(handle));
    }
  }

  /** As {@link #defragmentSegment}, the directory. */
  public final void defragmentDirectory(Slab slab) {
    if (directoryDepth > 0 && slab.isSparse(directory)) {
      long bytes = places() * Long.BYTES;
      long block = allocate(bytes);
      Memory.copy(directory, block, bytes);
      free(directory);
      directory = block;
    }
  }

  /** Returns the number of segments with the depth of the directory. */
  public final int deepest() {
    return deepest;
  }

  /** Returns the handle of the segment that a hash belongs to, 0 when there is none. */
  public final long handle(long hash) {
    return directoryDepth == 0
        ? only
        : Memory.getLong(directory + (hash >>> -directoryDepth) * Long.BYTES);
  }

  /** Returns the handle at a place of the directory. */
  public final long handleAt(long place) {
    return directoryDepth == 0 ? only : Memory.getLong(directory + place * Long.BYTES);
  }

  /** Returns the place of a hash in the directory. */
  public final long placeOf(long hash) {
    return directoryDepth == 0 ? 0 : hash >>> -directoryDepth;
  }

  /** Returns the number of places in the directory, 1 when there is none. */
  public final long places() {
    return 1L << directoryDepth;
  }

  /** Returns in how many places a segment stands. */
  public final long aliases(long handle) {
    return 1L << (directoryDepth - HashSegment.depth(handle));
  }

  /* Puts a segment in all places that the first bits of the hash, as many as its depth, name. */
  private void install(long hash, long handle) {
    if (directoryDepth == 0) {
      only = handle;
      return;
    }
    long count = aliases(handle);
    long first = (hash >>> -directoryDepth) & -count;
    for (long place = first; place < first + count; place++) {
      Memory.putLong(directory + place * Long.BYTES, handle);
    }
  }

  private long newSegment(int cells, int depth) {
    return HashSegment.create(allocate(HashSegment.blockBytes(cells)), cells, depth);
  }

  private void resize(long hash, long handle, int cells) {
    long fresh = newSegment(cells, HashSegment.depth(handle));
    HashSegment.addAll(handle, fresh);
    install(hash, fresh);
    free(HashSegment.block(handle));
  }

  private void split(long hash, long handle) {
    int depth = HashSegment.depth(handle) + 1;
    if (depth > HashSegment.MOST_DEPTH) {
      throw new IllegalStateException("table cannot grow: depth=" + depth + " count=" + count());
    }
    int cells = HashSegment.cellsFor(HashSegment.limit(HashSegment.MOST_CELLS) * 5 / 8);
    int upper = 0;
    for (int i = 0; i < HashSegment.cells(handle); i++) {
      upper += HashSegment.tag(HashSegment.cell(handle, i)) >>> (HashSegment.TAG_BITS - 1);
    }
    int larger = Math.max(upper, HashSegment.count(handle) - upper);
    cells = Math.max(cells, HashSegment.cellsFor(larger));
    long low = newSegment(cells, depth);
    long high = 0;
    try {
      high = newSegment(cells, depth);
      if (depth > directoryDepth) {
        doubleDirectory();
      }
    } catch (OutOfBudgetException refused) {
      free(HashSegment.block(low));
      if (high != 0) {
        free(HashSegment.block(high));
      }
      throw refused;
    }
    HashSegment.divide(handle, low, high, named);
    long bit = 1L << -depth;
    install(hash & ~bit, low);
    install(hash | bit, high);
    deepest += depth == directoryDepth ? 2 : 0;
    free(HashSegment.block(handle));
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
    only = 0;
  }

  /* After a removal: makes what has become sparse smaller, never larger. Never fails. */
  private void trim(long hash) {
    if (count() == 0) {
      clear();
      return;
    }
    long handle = handle(hash);
    if (!HashSegment.isSparse(handle)) {
      return;
    }
    try {
      if (merge(hash, handle)) {
        return;
      }
      int entries = HashSegment.count(handle);
      int fewer = HashSegment.cellsFor(entries + entries / 2);
      if (fewer < HashSegment.cells(handle)) {
        resize(hash, handle, fewer);
      }
    } catch (OutOfBudgetException keepTheLargerOne) {
      // Correct all the same; a later removal tries again.
    }
  }

  private boolean merge(long hash, long handle) {
    int depth = HashSegment.depth(handle);
    if (depth == 0) {
      return false;
    }
    long bit = 1L << -depth;
    long other = handle(hash ^ bit);
    int entries = HashSegment.count(handle) + HashSegment.count(other);
    if (HashSegment.depth(other) != depth || entries > MERGED_ENTRIES) {
      return false;
    }
    int cells = HashSegment.cellsFor(entries + entries / 4 + 1);
    if (cells > HashSegment.cells(handle) + HashSegment.cells(other)) {
      return false;
    }
    long fresh = newSegment(cells, depth - 1);
    HashSegment.moveUp((hash & bit) == 0 ? handle : other, 0, fresh);
    HashSegment.moveUp((hash & bit) == 0 ? other : handle, 1, fresh);
    install(hash, fresh);
    free(HashSegment.block(handle));
    free(HashSegment.block(other));
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
      only = handleAt(0);
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
      atDepth += HashSegment.depth(handle) == directoryDepth - 1 ? 1 : 0;
    }
    free(directory);
    directory = fresh;
    directoryDepth--;
    deepest = atDepth;
  }
}
