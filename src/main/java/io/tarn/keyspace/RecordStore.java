// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import static io.tarn.keyspace.RecordLayout.LONGEST_INSIDE;
import static io.tarn.keyspace.RecordLayout.OUTSIDE;
import static io.tarn.keyspace.RecordLayout.POINTER;

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

  private final int arena;
  private final Slab slab;
  private final KeyIndex index;
  private final ExpiryHeap expiries;
  private long usedBytes;

  RecordStore(int arena, Slab slab, KeyIndex index, ExpiryHeap expiries) {
    this.arena = arena;
    this.slab = slab;
    this.index = index;
    this.expiries = expiries;
  }

  /** Returns the bytes of all records and their values. */
  long usedBytes() {
    return usedBytes;
  }

  /** Touches what a change will need; returns 0. */
  long prefetch() {
    return usedBytes >>> (Long.SIZE - 1) | expiries.nextMillis() >>> (Long.SIZE - 1);
  }

  /** Returns what a record's access field holds at a time. */
  static int second(long nowMillis) {
    return (int) (nowMillis / 1000);
  }

  long create(
      byte[] key,
      int offset,
      int length,
      ValueType type,
      long valueLength,
      long expireAtMillis,
      long nowMillis) {
    checkLength("keyLength", length);
    checkLength("valueLength", valueLength);
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    boolean outside = valueLength > LONGEST_INSIDE;
    long hash = KeyHash.of(key, offset, length);
    long value = outside ? allocate(valueLength) : Slab.NONE;
    long record = Slab.NONE;
    try {
      record = allocate(RecordLayout.size(expires, length, outside ? POINTER : valueLength));
      index.reserve(hash);
      if (expires) {
        expiries.reserve();
      }
    } catch (OutOfBudgetException refused) {
      freeIfAny(record);
      freeIfAny(value);
      trim();
      throw refused;
    }
    int meta = type.ordinal() | (expires ? RecordLayout.EXPIRES : 0) | (outside ? OUTSIDE : 0);
    RecordLayout.putHeader(record, second(nowMillis), meta, length, (int) valueLength);
    Memory.copyIn(key, offset, RecordLayout.keyPosition(record), length);
    if (outside) {
      Memory.putLong(RecordLayout.insidePosition(record), value);
    }
    index.add(hash, record);
    if (expires) {
      RecordLayout.expireAt(record, expireAtMillis);
      expiries.add(record);
    }
    return record;
  }

  long replace(long record, ValueType type, long valueLength, long expireAtMillis) {
    checkLength("valueLength", valueLength);
    int meta = RecordLayout.meta(record);
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    int oldLength = RecordLayout.valueLength(record);
    if ((meta & OUTSIDE) == 0
        && valueLength <= LONGEST_INSIDE
        && expires == ((meta & RecordLayout.EXPIRES) != 0)) {
      long newSize = RecordLayout.size(expires, RecordLayout.keyLength(record), valueLength);
      if (oldLength == valueLength
          || Slab.blockSizeFor(newSize) == Slab.blockSizeFor(newSize - valueLength + oldLength)) {
        int newMeta = (meta & ~(RecordLayout.RAW | RecordLayout.TYPE_MASK)) | type.ordinal();
        if (newMeta != meta) {
          RecordLayout.meta(record, newMeta);
        }
        RecordLayout.valueLength(record, (int) valueLength);
        if (expires) {
          setExpiry(record, expireAtMillis);
        }
        return record;
      }
    }
    if (valueLength <= LONGEST_INSIDE) {
      return rewrite(record, type.ordinal(), expireAtMillis, (int) valueLength, Slab.NONE, 0);
    }
    if ((meta & OUTSIDE) != 0
        && Slab.blockSizeFor(valueLength) == slab.blockSize(RecordLayout.valueBlock(record))) {
      long block = RecordLayout.valueBlock(record);
      return rewrite(record, type.ordinal(), expireAtMillis, (int) valueLength, block, 0);
    }
    long block = allocate(valueLength);
    try {
      return rewrite(record, type.ordinal(), expireAtMillis, (int) valueLength, block, 0);
    } catch (OutOfBudgetException refused) {
      free(block);
      throw refused;
    }
  }

  long adopt(long record, ValueType type, long block, long valueLength, long expireAtMillis) {
    checkLength("valueLength", valueLength);
    long blockSize = slab.blockSize(block);
    if (valueLength > blockSize) {
      throw new IllegalArgumentException("valueLength=" + valueLength + " block=" + blockSize);
    }
    long moved = rewrite(record, type.ordinal(), expireAtMillis, (int) valueLength, block, 0);
    usedBytes += blockSize;
    return moved;
  }

  long expireAt(long record, long expireAtMillis) {
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    if (RecordLayout.expires(record) == expires) {
      if (expires) {
        setExpiry(record, expireAtMillis);
      }
      return record;
    }
    int kept = RecordLayout.meta(record) & (RecordLayout.TYPE_MASK | RecordLayout.RAW);
    long block = RecordLayout.isOutside(record) ? RecordLayout.valueBlock(record) : Slab.NONE;
    return rewrite(record, kept, expireAtMillis, RecordLayout.valueLength(record), block, 0);
  }

  long resize(long record, long valueLength) {
    checkLength("valueLength", valueLength);
    int oldLength = RecordLayout.valueLength(record);
    if (valueLength == oldLength) {
      return record;
    }
    long resized;
    if (RecordLayout.isOutside(record)) {
      resized = resizeOutside(record, (int) valueLength, oldLength);
    } else if (valueLength > LONGEST_INSIDE) {
      resized = moveOutside(record, (int) valueLength, oldLength);
    } else {
      resized = resizeInside(record, (int) valueLength, oldLength);
    }
    if (valueLength > oldLength) {
      long value = RecordLayout.valuePosition(resized);
      Memory.fill(value + oldLength, valueLength - oldLength, (byte) 0);
    }
    return resized;
  }

  private long resizeOutside(long record, int length, int oldLength) {
    long block = RecordLayout.valueBlock(record);
    long room = slab.blockSize(block);
    if (length <= room && length >= room / 2) {
      RecordLayout.valueLength(record, length);
      return record;
    }
    long fresh;
    try {
      fresh = length > oldLength ? allocateToGrow(length) : allocate(length);
    } catch (OutOfBudgetException refused) {
      if (length > room) {
        throw refused;
      }
      RecordLayout.valueLength(record, length);
      return record;
    }
    Memory.copy(block, fresh, Math.min(length, oldLength));
    Memory.putLong(RecordLayout.insidePosition(record), fresh);
    RecordLayout.valueLength(record, length);
    free(block);
    return record;
  }

  private long moveOutside(long record, int length, int oldLength) {
    long block = allocateToGrow(length);
    try {
      Memory.copy(RecordLayout.valuePosition(record), block, oldLength);
      return rewrite(record, keptMeta(record), expiry(record), length, block, 0);
    } catch (OutOfBudgetException refused) {
      free(block);
      throw refused;
    }
  }

  private long resizeInside(long record, int length, int oldLength) {
    long size = RecordLayout.size(record) - oldLength + length;
    long room = slab.blockSize(record);
    if (size <= room && (length > oldLength || size >= room / 2)) {
      RecordLayout.valueLength(record, length);
      return record;
    }
    int reserve = length > oldLength ? reserve(length) : 0;
    try {
      return rewrite(record, keptMeta(record), expiry(record), length, Slab.NONE, reserve);
    } catch (OutOfBudgetException refused) {
      if (size <= room) {
        RecordLayout.valueLength(record, length);
        return record;
      }
      return rewrite(record, keptMeta(record), expiry(record), length, Slab.NONE, 0);
    }
  }

  private long allocateToGrow(int length) {
    try {
      return allocate((long) length + reserve(length));
    } catch (OutOfBudgetException refused) {
      return allocate(length);
    }
  }

  /* A quarter: appending byte by byte copies each byte four times on average. */
  private static int reserve(int length) {
    return length / 4;
  }

  /**
   * Gives a record another shape: its meta bits, expiry and value. The first bytes of a value that
   * stays inside are kept, as many as both lengths have. A value outside that is not {@code block}
   * is freed.
   *
   * @param meta type and RAW
   * @param block the block of a value outside, or {@link Slab#NONE} for one inside
   * @param reserve bytes to keep free behind a value inside
   */
  private long rewrite(
      long record, int meta, long expireAtMillis, int valueLength, long block, int reserve) {
    boolean expires = expireAtMillis != Keyspace.NO_EXPIRY;
    boolean wasExpiring = RecordLayout.expires(record);
    boolean inside = block == Slab.NONE;
    int keyLength = RecordLayout.keyLength(record);
    long size = RecordLayout.size(expires, keyLength, inside ? valueLength : POINTER);
    long target = record;
    if (expires && !wasExpiring) {
      expiries.reserve();
    }
    long wanted = Slab.blockSizeFor(size + reserve);
    if (wanted != slab.blockSize(record)) {
      try {
        target = allocate(size + reserve);
      } catch (OutOfBudgetException refused) {
        expiries.trim();
        throw refused;
      }
    }

    long oldBlock = RecordLayout.isOutside(record) ? RecordLayout.valueBlock(record) : Slab.NONE;
    int kept = inside ? Math.min(valueLength, RecordLayout.valueLength(record)) : 0;
    long oldHash = target == record ? 0 : RecordLayout.hash(record);
    if (wasExpiring && !expires) {
      expiries.remove(record);
    }
    int bits = meta | (expires ? RecordLayout.EXPIRES : 0) | (inside ? 0 : OUTSIDE);
    copyBytes(record, target, expires, keyLength, kept, oldBlock);
    int heapIndex = wasExpiring && expires ? RecordLayout.heapIndex(record) : -1;
    RecordLayout.putHeader(target, RecordLayout.access(record), bits, keyLength, valueLength);
    if (!inside) {
      Memory.putLong(RecordLayout.insidePosition(target), block);
    }
    if (wasExpiring && expires) {
      long before = RecordLayout.expireAt(record);
      RecordLayout.expireAt(target, before);
      RecordLayout.heapIndex(target, heapIndex);
      if (target != record) {
        expiries.moved(record, target);
      }
      setExpiry(target, expireAtMillis);
    } else if (expires) {
      RecordLayout.expireAt(target, expireAtMillis);
      expiries.add(target);
    }
    if (target != record) {
      index.move(oldHash, record, target);
      free(record);
    }
    if (oldBlock != Slab.NONE && oldBlock != block) {
      free(oldBlock);
    }
    return target;
  }

  /* Copies key and kept value; the target may be the record itself with the bytes elsewhere. */
  private static void copyBytes(
      long record, long target, boolean expires, int keyLength, int kept, long oldBlock) {
    long oldKey = RecordLayout.keyPosition(record);
    long oldValue = oldBlock == Slab.NONE ? oldKey + keyLength : oldBlock;
    long newKey = target + RecordLayout.HEADER + (expires ? RecordLayout.EXPIRY : 0);
    long newValue = newKey + keyLength;
    if (newKey > oldKey) {
      Memory.copy(oldValue, newValue, kept);
      Memory.copy(oldKey, newKey, keyLength);
    } else {
      Memory.copy(oldKey, newKey, keyLength);
      Memory.copy(oldValue, newValue, kept);
    }
  }

  void remove(long record) {
    index.remove(RecordLayout.hash(record), record);
    if (RecordLayout.expires(record)) {
      expiries.remove(record);
    }
    freeRecord(record);
  }

  void clear() {
    IndexWalk.scan(index, 0, Integer.MAX_VALUE, this::freeRecord);
    index.clear();
    expiries.clear();
  }

  long memoryUsage(long record) {
    long bytes = slab.blockSize(record) + Long.BYTES;
    if (RecordLayout.isOutside(record)) {
      bytes += slab.blockSize(RecordLayout.valueBlock(record));
    }
    return RecordLayout.expires(record) ? bytes + Long.BYTES : bytes;
  }

  private void setExpiry(long record, long millis) {
    if (RecordLayout.expireAt(record) != millis) {
      RecordLayout.expireAt(record, millis);
      expiries.changed(record);
    }
  }

  private static int keptMeta(long record) {
    return RecordLayout.meta(record) & (RecordLayout.TYPE_MASK | RecordLayout.RAW);
  }

  private static long expiry(long record) {
    return RecordLayout.expires(record) ? RecordLayout.expireAt(record) : Keyspace.NO_EXPIRY;
  }

  private void trim() {
    if (index.size() == 0) {
      index.clear();
    }
    expiries.trim();
  }

  private void freeRecord(long record) {
    if (RecordLayout.isOutside(record)) {
      free(RecordLayout.valueBlock(record));
    }
    free(record);
  }

  private long allocate(long bytes) {
    long block = slab.allocate(arena, bytes);
    usedBytes += Slab.blockSizeFor(bytes);
    return block;
  }

  private void free(long block) {
    usedBytes -= slab.free(block);
  }

  private void freeIfAny(long block) {
    if (block != Slab.NONE) {
      free(block);
    }
  }

  private static void checkLength(String name, long length) {
    if (length < 0 || length > RecordLayout.LONGEST) {
      throw new IllegalArgumentException(name + "=" + length);
    }
  }
}
