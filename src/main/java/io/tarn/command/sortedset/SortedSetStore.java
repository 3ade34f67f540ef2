// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Parameters;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedScores;
import io.tarn.keyspace.collection.ScoredSet;
import io.tarn.slab.Slab;

/**
 * Makes a sorted set the value of a key, whatever the key was: first it is built beside, so that
 * the key may be one of its sources, then it takes the key's place. What the limits let be small is
 * gathered on the heap, the rest in memory of the key's slot.
 */
public final class SortedSetStore {

  private final Execution execution;
  private final Arguments arguments;
  private final int key;
  private final Keyspace keyspace;
  private final CollectionValues collections;
  private final Parameters limits;
  private final ScoredNames small = new ScoredNames(16);
  private long root = Slab.NONE;

  /** Prepares for the key at argument {@code key}. */
  public SortedSetStore(Execution execution, Arguments arguments, int key) {
    this.execution = execution;
    this.arguments = arguments;
    this.key = key;
    this.keyspace = execution.keyspace(arguments, key);
    this.collections = keyspace.collections();
    this.limits = execution.environment().parameters();
  }

  /** Asks for the memory of so many elements, before the first of them. */
  public void admit(long elements, long nameBytes) {
    SortedSetValue.admit(execution, elements, nameBytes);
  }

  /** Adds an element whose name was not added before. */
  public void add(byte[] array, int from, int length, double score) {
    if (root == Slab.NONE) {
      if (small.count() < limits.zsetMaxPackedEntries()
          && length <= limits.zsetMaxPackedValue()
          && small.bytes() + 16L * small.count() + length < SortedSetValue.MOST_PACKED_BYTES) {
        small.append(array, from, length, score);
        return;
      }
      root = ScoredSet.create(collections);
      for (int i = 0; i < small.count(); i++) {
        addLarge(small.names(), small.offset(i), small.length(i), small.score(i));
      }
    }
    addLarge(array, from, length, score);
  }

  private void addLarge(byte[] array, int from, int length, double score) {
    long hash = KeyHash.of(array, from, length);
    ScoredSet.add(collections, root, hash, array, from, length, score);
  }

  /**
   * Puts the sorted set in place and announces it; without elements, the key is removed.
   *
   * @return the number of elements
   */
  public long finish(KeyEvent event) {
    long record = execution.peek(keyspace, arguments, key);
    long count = root == Slab.NONE ? small.count() : ScoredSet.count(root);
    if (count == 0) {
      if (record != Keyspace.NONE) {
        keyspace.remove(record);
        execution.changed(keyspace, arguments, key, KeyEvent.DEL);
      }
      return 0;
    }
    if (root == Slab.NONE) {
      putSmall(record);
    } else {
      long target = record(record, Packed.HEADER);
      collections.adoptRoot(target, ValueType.ZSET, root);
    }
    execution.changed(keyspace, arguments, key, event);
    return count;
  }

  private void putSmall(long old) {
    int bytes = Packed.HEADER;
    for (int i = 0; i < small.count(); i++) {
      bytes += PackedScores.need(small.names(), small.offset(i), small.length(i), small.score(i));
    }
    long record = record(old, bytes);
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    for (int i = 0; i < small.count(); i++) {
      PackedScores.insert(
          area, capacity, small.names(), small.offset(i), small.length(i), small.score(i));
    }
  }

  private long record(long old, int bytes) {
    return old != Keyspace.NONE
        ? collections.replace(old, ValueType.ZSET, bytes, Keyspace.NO_EXPIRY)
        : collections.create(
            arguments.hash(key),
            arguments.array(key),
            arguments.offset(key),
            arguments.length(key),
            ValueType.ZSET,
            bytes,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
  }
}
