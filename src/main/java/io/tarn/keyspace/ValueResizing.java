// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static io.tarn.keyspace.RecordLayout.LONGEST_INSIDE;

import io.tarn.keyspace.collection.Packed;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/**
 * Changes the length of a value and keeps its first bytes. A value that grows gets a quarter more
 * than it needs, so that appending byte by byte copies each byte four times on average; one that
 * shrinks keeps its block until it fills less than half of it.
 */
final class ValueResizing {

  private static final int RESERVED_PART = 4;

  private ValueResizing() {}

  /** As {@link Keyspace#resize}. */
  static long resize(RecordStore store, Slab slab, long record, long valueLength) {
    RecordStore.checkLength("valueLength", valueLength);
    int length = (int) valueLength;
    int oldLength = RecordLayout.valueLength(record);
    if (length == oldLength) {
      return record;
    }
    long resized;
    if (RecordLayout.isOutside(record)) {
      resized = outside(store, slab, record, length, oldLength);
    } else if (length > LONGEST_INSIDE) {
      resized = fromInsideToOutside(store, record, length, oldLength);
    } else {
      resized = inside(store, slab, record, length, oldLength);
    }
    if (length > oldLength) {
      long value = RecordLayout.valuePosition(resized);
      Memory.fill(value + oldLength, length - oldLength, (byte) 0);
    }
    return resized;
  }

  private static long outside(
      RecordStore store, Slab slab, long record, int length, int oldLength) {
    long block = RecordLayout.valueBlock(record);
    long room = slab.blockSize(block);
    if (length <= room && length >= room / 2) {
      RecordLayout.valueLength(record, length);
      return record;
    }
    long fresh;
    try {
      fresh = length > oldLength ? allocateToGrow(store, length) : store.allocate(length);
    } catch (OutOfBudgetException refused) {
      if (length > room) {
        throw refused;
      }
      RecordLayout.valueLength(record, length);
      return record;
    }
    Memory.copy(block, fresh, Math.min(length, oldLength));
    RecordLayout.valueBlock(record, fresh);
    RecordLayout.valueLength(record, length);
    store.free(block);
    return record;
  }

  private static long fromInsideToOutside(
      RecordStore store, long record, int length, int oldLength) {
    long block = allocateToGrow(store, length);
    try {
      Memory.copy(RecordLayout.valuePosition(record), block, oldLength);
      return rewrite(store, record, length, block, 0);
    } catch (OutOfBudgetException refused) {
      store.free(block);
      throw refused;
    }
  }

  private static long inside(RecordStore store, Slab slab, long record, int length, int oldLength) {
    long size = RecordLayout.size(record) - oldLength + length;
    long room = slab.blockSize(record);
    if (size <= room && (length > oldLength || size >= room / 2)) {
      RecordLayout.valueLength(record, length);
      return record;
    }
    int reserve = length > oldLength ? length / RESERVED_PART : 0;
    try {
      return rewrite(store, record, length, Slab.NONE, reserve);
    } catch (OutOfBudgetException refused) {
      if (size <= room) {
        RecordLayout.valueLength(record, length);
        return record;
      }
      return rewrite(store, record, length, Slab.NONE, 0);
    }
  }

  /** Lengthens the value of a record to all that its block has room for. */
  static void fill(Slab slab, long record) {
    RecordLayout.valueLength(record, room(slab, record));
  }

  /** As {@link Keyspace#fitPacked}. */
  static long fitPacked(RecordStore store, Slab slab, long record, int atLeast) {
    RecordStore.checkLength("atLeast", atLeast);
    int oldCapacity = RecordLayout.valueLength(record);
    if (atLeast < oldCapacity) {
      Packed.changeCapacity(RecordLayout.valuePosition(record), oldCapacity, atLeast);
    }
    long resized = record;
    int capacity = RecordLayout.valueLength(record);
    if (atLeast <= LONGEST_INSIDE) {
      resized = rewrite(store, record, atLeast, Slab.NONE, 0);
    } else if (!RecordLayout.isOutside(record)) {
      resized = fromInsideToOutside(store, record, atLeast, capacity);
    } else {
      long block = store.allocate(atLeast);
      long old = RecordLayout.valueBlock(record);
      Memory.copy(old, block, Math.min(capacity, atLeast));
      RecordLayout.valueBlock(record, block);
      RecordLayout.valueLength(record, atLeast);
      store.free(old);
    }
    fill(slab, resized);
    int from = Math.min(oldCapacity, atLeast);
    int to = RecordLayout.valueLength(resized);
    Packed.changeCapacity(RecordLayout.valuePosition(resized), from, to);
    return resized;
  }

  private static int room(Slab slab, long record) {
    if (RecordLayout.isOutside(record)) {
      return (int) slab.blockSize(RecordLayout.valueBlock(record));
    }
    int inside = RecordLayout.valueLength(record);
    long beside = RecordLayout.size(record) - inside;
    return (int) Math.min(LONGEST_INSIDE, slab.blockSize(record) - beside);
  }

  private static long rewrite(RecordStore store, long record, int length, long block, int reserve) {
    int kept = RecordLayout.meta(record) & RecordStore.KEPT;
    return store.rewrite(record, kept, RecordLayout.expiry(record), length, block, reserve);
  }

  private static long allocateToGrow(RecordStore store, int length) {
    try {
      return store.allocate((long) length + length / RESERVED_PART);
    } catch (OutOfBudgetException refused) {
      return store.allocate(length);
    }
  }
}
