// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static io.tarn.keyspace.RecordLayout.LARGE;
import static io.tarn.keyspace.RecordLayout.LONGEST_INSIDE;
import static io.tarn.keyspace.RecordLayout.OUTSIDE;
import static io.tarn.keyspace.RecordLayout.POINTER;

import io.tarn.keyspace.collection.Root;
import io.tarn.keyspace.collection.Structures;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/**
 * Makes, changes and frees the records of a slot, and keeps index and expiries in step.
 *
 * <p>Every change has two halves: first all memory is taken, which may fail and is undone then;
 * then everything is written, which cannot fail. A record that no longer fits, or has become much
 * smaller, moves to another block and the index follows.
 */
final class RecordStore {

  /** What of a record's meta stays when its value does. */
  static final int KEPT =
      RecordLayout.TYPE_MASK | RecordLayout.RAW | LARGE | RecordLayout.FIELDS_EXPIRE;

  /** A large value of so many elements at most is freed with its key; others later. */
  private static final int FREED_AT_ONCE = 256;

  private final int slot;
  private final Slab slab;
  private final KeyIndex index;
  private final ExpiryHeap expiries;
  private final Population population;
  private long usedBytes;

  RecordStore(int slot, Slab slab, KeyIndex index, ExpiryHeap expiries, Population population) {
    this.slot = slot;
    this.population = population;
    this.slab = slab;
    this.index = index;
    this.expiries = expiries;
  }

  /** Returns the bytes of all records and their values. */
  long usedBytes() {
    return usedBytes;
  }

  /** Counts the bytes of a value that this slot was given, or gave away when negative. */
  void handedOver(long bytes) {
    usedBytes += bytes;
  }

  KeyIndex index() {
    return index;
  }

  ExpiryHeap expiries() {
    return expiries;
  }

  /** Touches what a change will need; returns 0. */
  long prefetch() {
    return usedBytes >>> (Long.SIZE - 1) | expiries.nextMillis() >>> (Long.SIZE - 1);
  }

  /** Makes a record without marks and an index cell for it. */
  long create(
      long hash,
      byte[] key,
      int offset,
      int length,
      int type,
      long valueLength,
      long expireAtMillis) {
    checkLength("valueLength", valueLength);
    if (valueLength <= LONGEST_INSIDE) {
      return insert(hash, key, offset, length, type, valueLength, expireAtMillis, Slab.NONE);
    }
    long block = allocate(valueLength);
    try {
      return insert(hash, key, offset, length, type, valueLength, expireAtMillis, block);
    } catch (OutOfBudgetException refused) {
      free(block);
      throw refused;
    }
  }

  /* The value lies in a block, or inside when that is NONE. */
  long insert(
      long hash,
      byte[] key,
      int offset,
      int length,
      int type,
      long valueLength,
      long expireAtMillis,
      long block) {
    checkLength("keyLength", length);
    int meta =
        type
            | RecordLayout.expiryFlags(expireAtMillis)
            | RecordLayout.keyFlag(length)
            | (block == Slab.NONE ? 0 : OUTSIDE);
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    long inside = block == Slab.NONE ? valueLength : POINTER;
    long record = allocate(RecordLayout.keyOffset(meta) + length + inside);
    try {
      index.reserve(hash);
      if (expires) {
        expiries.reserve();
      }
    } catch (OutOfBudgetException refused) {
      free(record);
      trim();
      throw refused;
    }
    RecordLayout.putShape(record, meta, length, (int) valueLength);
    Memory.copyIn(key, offset, RecordLayout.keyPosition(record), length);
    if (block != Slab.NONE) {
      RecordLayout.valueBlock(record, block);
    }
    index.add(hash, record);
    if (expires) {
      RecordLayout.expireAt(record, expireAtMillis);
      expiries.add(record);
    }
    return record;
  }

  long replace(long record, int type, long valueLength, long expireAtMillis) {
    checkLength("valueLength", valueLength);
    int meta = RecordLayout.meta(record);
    int oldLength = RecordLayout.valueLength(record);
    if ((meta & OUTSIDE) == 0 && valueLength <= LONGEST_INSIDE && suits(meta, expireAtMillis)) {
      long newSize = RecordLayout.keyOffset(meta) + RecordLayout.keyLength(record) + valueLength;
      if (oldLength == valueLength
          || Slab.blockSizeFor(newSize) == Slab.blockSizeFor(newSize - valueLength + oldLength)) {
        int newMeta = (meta & ~KEPT) | type;
        if (newMeta != meta) {
          RecordLayout.meta(record, newMeta);
        }
        RecordLayout.valueLength(record, (int) valueLength);
        setExpiry(record, expireAtMillis);
        return record;
      }
    }
    if (valueLength <= LONGEST_INSIDE) {
      return rewrite(record, type, expireAtMillis, (int) valueLength, Slab.NONE, 0);
    }
    if ((meta & (OUTSIDE | LARGE)) == OUTSIDE
        && Slab.blockSizeFor(valueLength) == slab.blockSize(RecordLayout.valueBlock(record))) {
      long block = RecordLayout.valueBlock(record);
      return rewrite(record, type, expireAtMillis, (int) valueLength, block, 0);
    }
    long block = allocate(valueLength);
    try {
      return rewrite(record, type, expireAtMillis, (int) valueLength, block, 0);
    } catch (OutOfBudgetException refused) {
      free(block);
      throw refused;
    }
  }

  long adopt(long record, int type, long block, long valueLength, long expireAtMillis) {
    checkLength("valueLength", valueLength);
    long blockSize = slab.blockSize(block);
    if (valueLength > blockSize) {
      throw new IllegalArgumentException("valueLength=" + valueLength + " block=" + blockSize);
    }
    long moved = rewrite(record, type, expireAtMillis, (int) valueLength, block, 0);
    usedBytes += blockSize;
    return moved;
  }

  /** Makes a structure, whose blocks have been counted, the value of a record. */
  long adoptRoot(long record, int type, long root) {
    int rootBytes = (int) slab.blockSize(root);
    return rewrite(record, type | LARGE, RecordLayout.expiry(record), rootBytes, root, 0);
  }

  /** Makes a record forget its large value, which somebody else owns now; it is empty then. */
  long abandonRoot(long record) {
    int type = RecordLayout.meta(record) & RecordLayout.TYPE_MASK;
    RecordLayout.meta(record, RecordLayout.meta(record) & ~LARGE);
    long stub = allocate(0);
    RecordLayout.valueBlock(record, stub);
    return rewrite(record, type, RecordLayout.expiry(record), 0, Slab.NONE, 0);
  }

  long expireAt(long record, long expireAtMillis) {
    int meta = RecordLayout.meta(record);
    if (suits(meta, expireAtMillis)) {
      setExpiry(record, expireAtMillis);
      return record;
    }
    long block = (meta & OUTSIDE) != 0 ? RecordLayout.valueBlock(record) : Slab.NONE;
    return rewrite(record, meta & KEPT, expireAtMillis, RecordLayout.valueLength(record), block, 0);
  }

  /**
   * Gives a record another shape: its meta bits, expiry and value. The first bytes of a value that
   * stays inside are kept, as many as both lengths have. A value outside that is not {@code block}
   * is freed.
   *
   * @param kept what of {@link #KEPT}
   * @param block the block of a value outside, or {@link Slab#NONE} for one inside
   * @param reserve bytes to keep free behind a value inside
   */
  long rewrite(
      long record, int kept, long expireAtMillis, int valueLength, long block, int reserve) {
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    int oldMeta = RecordLayout.meta(record);
    boolean wasExpiring = (oldMeta & RecordLayout.EXPIRES) != 0;
    boolean inside = block == Slab.NONE;
    int keyLength = RecordLayout.keyLength(record);
    int meta =
        kept
            | (oldMeta & (RecordLayout.HITS_MASK | RecordLayout.LONG_KEY))
            | RecordLayout.expiryFlags(expireAtMillis)
            | (inside ? 0 : OUTSIDE);
    long size = (long) RecordLayout.keyOffset(meta) + keyLength + (inside ? valueLength : POINTER);
    long target = record;
    if (expires && !wasExpiring) {
      expiries.reserve();
    }
    if (Slab.blockSizeFor(size + reserve) != slab.blockSize(record)) {
      try {
        target = allocate(size + reserve);
      } catch (OutOfBudgetException refused) {
        expiries.trim();
        throw refused;
      }
    }

    long oldBlock = (oldMeta & OUTSIDE) != 0 ? RecordLayout.valueBlock(record) : Slab.NONE;
    long oldExpiry = RecordLayout.expiry(record);
    int heapIndex = wasExpiring ? RecordLayout.heapIndex(record) : 0;
    long oldHash = target == record ? 0 : RecordLayout.hash(record);
    if (wasExpiring && !expires) {
      expiries.remove(record);
    }
    int bytes = inside ? Math.min(valueLength, RecordLayout.valueLength(record)) : 0;
    long oldKey = RecordLayout.keyPosition(record);
    long oldValue = oldBlock == Slab.NONE ? oldKey + keyLength : oldBlock;
    copyBytes(oldKey, keyLength, oldValue, bytes, target + RecordLayout.keyOffset(meta));
    RecordLayout.marks(target, RecordLayout.marks(record));
    RecordLayout.putShape(target, meta, keyLength, valueLength);
    if (!inside) {
      RecordLayout.valueBlock(target, block);
    }
    if (expires) {
      RecordLayout.expireAt(target, expireAtMillis);
      RecordLayout.heapIndex(target, heapIndex);
      if (!wasExpiring) {
        expiries.add(target);
      } else {
        if (target != record) {
          expiries.moved(record, target);
        }
        if (oldExpiry != expireAtMillis) {
          expiries.changed(target);
        }
      }
    }
    if (target != record) {
      index.move(oldHash, record, target);
      free(record);
    }
    if (oldBlock != Slab.NONE && oldBlock != block) {
      freeValue(oldMeta, oldBlock);
    }
    return target;
  }

  /** Frees a structure that no record has. */
  void freeStructure(long root) {
    freeValue(LARGE, root);
  }

  long bytesOf(int meta, long block) {
    return (meta & LARGE) != 0 ? Root.bytes(block) : slab.blockSize(block);
  }

  /* The block of a value outside, and if it is a root, all that it leads to. */
  private void freeValue(int meta, long block) {
    if ((meta & LARGE) == 0) {
      free(block);
      return;
    }
    usedBytes -= Root.bytes(block);
    if (Root.count(block) > FREED_AT_ONCE || !Structures.freeSome(slab, block, 2 * FREED_AT_ONCE)) {
      population.discard(new StructureLeftovers(slab, block));
    }
  }

  /* Key and value lie together afterwards; they may overlap where they lay before. */
  private static void copyBytes(
      long oldKey, int keyLength, long oldValue, int valueLength, long newKey) {
    if (newKey > oldKey) {
      Memory.copy(oldValue, newKey + keyLength, valueLength);
      Memory.copy(oldKey, newKey, keyLength);
    } else {
      Memory.copy(oldKey, newKey, keyLength);
      Memory.copy(oldValue, newKey + keyLength, valueLength);
    }
  }

  /** Removes a record and frees its memory. */
  void remove(long hash, long record) {
    unlink(hash, record);
    if (RecordLayout.isOutside(record)) {
      freeValue(RecordLayout.meta(record), RecordLayout.valueBlock(record));
    }
    free(record);
  }

  void unlink(long hash, long record) {
    index.remove(hash, record);
    if (RecordLayout.expires(record)) {
      expiries.remove(record);
    }
  }

  /** Forgets all records, which somebody else frees. */
  void detach() {
    usedBytes = 0;
  }

  long memoryUsage(long record) {
    long bytes = slab.blockSize(record) + Long.BYTES;
    if (RecordLayout.isOutside(record)) {
      bytes += bytesOf(RecordLayout.meta(record), RecordLayout.valueBlock(record));
    }
    return RecordLayout.expires(record) ? bytes + Long.BYTES : bytes;
  }

  /* Whether an expiry, or none, can be written without another shape. */
  private static boolean suits(int meta, long expireAtMillis) {
    int flags = RecordLayout.EXPIRES | RecordLayout.FAR;
    return (meta & flags) == RecordLayout.expiryFlags(expireAtMillis);
  }

  private void setExpiry(long record, long millis) {
    if (millis != Keyspace.NO_EXPIRY && RecordLayout.expireAt(record) != millis) {
      RecordLayout.expireAt(record, millis);
      expiries.changed(record);
    }
  }

  private void trim() {
    if (index.size() == 0) {
      index.clear();
    }
    expiries.trim();
  }

  /** Allocates a block that counts as this slot's. */
  long allocate(long bytes) {
    long block = slab.allocate(slot, bytes);
    usedBytes += Slab.blockSizeFor(bytes);
    return block;
  }

  /** Frees a block that counts as this slot's. */
  long free(long block) {
    long bytes = slab.free(block);
    usedBytes -= bytes;
    return bytes;
  }

  /** Allocates a block that counts as this slot's, and passes the budget rather than refuse. */
  long allocateAnyway(long bytes) {
    long block = slab.allocateAnyway(slot, bytes);
    usedBytes += Slab.blockSizeFor(bytes);
    return block;
  }

  Slab slab() {
    return slab;
  }

  boolean isSparse(long block) {
    return slab.isSparse(block);
  }

  long blockSize(long block) {
    return slab.blockSize(block);
  }

  static void checkLength(String name, long length) {
    if (length < 0 || length > RecordLayout.LONGEST) {
      throw new IllegalArgumentException(name + "=" + length);
    }
  }
}
