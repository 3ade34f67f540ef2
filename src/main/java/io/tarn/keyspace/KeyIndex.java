// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashSegment;
import io.tarn.keyspace.collection.HashTable;
import io.tarn.keyspace.collection.Named;
import io.tarn.slab.Slab;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The records of a slot by the hash of their key. */
final class KeyIndex extends HashTable {

  private static final VarHandle SIZE;

  /** A constant, so that {@link #find} knows whom it calls. */
  private static final Named KEYS = new RecordKeys();

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
  private int size;
  private long usedBytes;

  KeyIndex(int slot, Slab slab, Population population) {
    super(KEYS);
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
    return handle == 0 ? Keyspace.NONE : HashSegment.find(handle, hash, key, offset, length, KEYS);
  }

  /**
   * Moves the segment of a hash when it lies in a sparse page.
   *
   * @throws io.tarn.slab.OutOfBudgetException when the slab has no other block; nothing has changed
   */
  void defragmentSegment(long hash) {
    defragmentSegment(slab, hash);
  }

  /** As {@link #defragmentSegment(long)}, the directory. */
  void defragmentDirectory() {
    defragmentDirectory(slab);
  }

  /** Forgets everything in a moment; returns an index that has it, nothing but a list to free. */
  KeyIndex detach() {
    KeyIndex detached = new KeyIndex(slot, slab, population);
    detached.adopt(only(), directory(), directoryDepth(), deepest());
    detached.size = size;
    forget();
    usedBytes = 0;
    count(0);
    return detached;
  }

  @Override
  protected long allocate(long bytes) {
    long block = slab.allocate(slot, bytes);
    usedBytes += Slab.blockSizeFor(bytes);
    return block;
  }

  @Override
  protected void free(long block) {
    usedBytes -= slab.free(block);
  }

  @Override
  protected long count() {
    return size;
  }

  @Override
  protected void count(long records) {
    SIZE.setOpaque(this, (int) records);
    population.keys(slot, (int) records);
  }

  private static final class RecordKeys implements Named {
    @Override
    public long hash(long record) {
      return RecordLayout.hash(record);
    }

    @Override
    public boolean hasName(long record, byte[] array, int offset, int length) {
      return RecordLayout.hasKey(record, array, offset, length);
    }
  }
}
