// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.Blocks;
import io.tarn.keyspace.collection.Packed;
import io.tarn.slab.Slab;

/**
 * The values of the collections of one slot: a {@link Packed} area in the record while it is small,
 * a structure of blocks behind a {@link io.tarn.keyspace.collection.Root} when it is large.
 *
 * <p>A command that changes a collection is admitted before it begins, so nothing here is refused
 * for want of budget: a change of many steps could not be taken back.
 */
public final class CollectionValues implements Blocks {

  /** Most that record, index and expiries may need beside a value: a directory of the index. */
  private static final long LENT_BYTES = 1 << 20;

  private final Keyspace keyspace;
  private final RecordStore store;
  private final Slab slab;

  CollectionValues(Keyspace keyspace, RecordStore store, Slab slab) {
    this.keyspace = keyspace;
    this.store = store;
    this.slab = slab;
  }

  /**
   * Makes a structure the value of a record, which keeps its expiry; the value before is freed. The
   * structure's blocks are from here. Never refused.
   *
   * @return the record, perhaps at a new position
   */
  public long adoptRoot(long record, ValueType type, long root) {
    long lent = lend(0);
    try {
      return store.adoptRoot(record, RecordLayout.type(type), root);
    } finally {
      giveBack(lent);
    }
  }

  /**
   * Takes the structure of a large value away from its record, which is empty afterwards. The
   * caller owns it. Never refused.
   *
   * @return the record, perhaps at a new position
   */
  public long abandonRoot(long record) {
    long lent = lend(0);
    try {
      return store.abandonRoot(record);
    } finally {
      giveBack(lent);
    }
  }

  /** Frees a structure that no record has, at once or later. Its blocks are from here. */
  public void discardRoot(long root) {
    store.freeStructure(root);
  }

  /**
   * Adds a key that is absent, with an empty {@link Packed} value that has room for {@code atLeast}
   * bytes, header and tags included. Its capacity is the {@link Keyspace#valueLength}. Never
   * refused.
   */
  public long create(
      long hash,
      byte[] key,
      int offset,
      int length,
      ValueType type,
      int atLeast,
      long expireAtMillis,
      long nowMillis) {
    long lent = lend(atLeast);
    try {
      long record =
          keyspace.create(hash, key, offset, length, type, atLeast, expireAtMillis, nowMillis);
      ValueResizing.fill(slab, record);
      Packed.clear(keyspace.valuePosition(record));
      return record;
    } finally {
      giveBack(lent);
    }
  }

  /**
   * Makes the value of a record an empty {@link Packed} one with room for {@code atLeast} bytes.
   * Never refused.
   *
   * @return the record, perhaps at a new position
   */
  public long replace(long record, ValueType type, int atLeast, long expireAtMillis) {
    long lent = lend(atLeast);
    try {
      long replaced = keyspace.replace(record, type, atLeast, expireAtMillis);
      ValueResizing.fill(slab, replaced);
      Packed.clear(keyspace.valuePosition(replaced));
      return replaced;
    } finally {
      giveBack(lent);
    }
  }

  /**
   * Sees to it that a {@link Packed} value has a capacity of at least {@code atLeast} bytes, and
   * gives back what it has of room beyond twice that. Its capacity is the {@link
   * Keyspace#valueLength}. Never refused.
   *
   * @return the record, perhaps at a new position
   */
  public long fit(long record, int atLeast) {
    if (atLeast <= keyspace.valueLength(record) && atLeast > keyspace.valueLength(record) / 2) {
      return record;
    }
    long lent = lend(atLeast);
    try {
      return ValueResizing.fitPacked(store, slab, record, atLeast);
    } finally {
      giveBack(lent);
    }
  }

  @Override
  public long allocate(long bytes) {
    return store.allocateAnyway(bytes);
  }

  @Override
  public long free(long block) {
    return store.free(block);
  }

  @Override
  public long size(long block) {
    return store.blockSize(block);
  }

  /* With a budget: what a change may need that must not be refused any more. */
  private long lend(long bytes) {
    if (slab.budgetBytes() == 0) {
      return 0;
    }
    long lent = 2 * bytes + LENT_BYTES;
    slab.lend(lent);
    return lent;
  }

  private void giveBack(long lent) {
    if (lent != 0) {
      slab.lend(-lent);
    }
  }
}
