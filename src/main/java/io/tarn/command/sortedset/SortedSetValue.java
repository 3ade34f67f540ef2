// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.Parameters;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.KeyHash;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedScores;
import io.tarn.keyspace.collection.ScoreTree;
import io.tarn.keyspace.collection.ScoredElement;
import io.tarn.keyspace.collection.ScoredSet;
import io.tarn.slab.Slab;

/**
 * A stored sorted set, in either of its forms: {@link PackedScores} while it is small ("listpack"),
 * {@link ScoredSet} when it is large ("skiplist"). It becomes large when an element is added that
 * passes a limit, and stays so. For use under the gate of its slot, and until somebody else changes
 * the key space.
 */
public final class SortedSetValue {

  /** The entry that no name has. */
  public static final long ABSENT = -1;

  /**
   * About what adding an element may take: its block, a node of the tree, a segment of the table.
   */
  private static final long ADMITTED_ONCE = 16 << 10;

  private static final long ADMITTED_EACH = 128;

  /** A small sorted set becomes large before it has so many bytes, whatever the limits say. */
  static final int MOST_PACKED_BYTES = 8 << 20;

  private final Keyspace keyspace;
  private long record;
  private boolean large;
  private long root;
  private long area;
  private int capacity;

  /** The hash of the name that {@link #find} has looked for last. */
  private long foundHash;

  private SortedSetValue(Keyspace keyspace, long record) {
    this.keyspace = keyspace;
    settle(record);
  }

  /** Returns the sorted set of a record. */
  public static SortedSetValue of(Keyspace keyspace, long record) {
    return new SortedSetValue(keyspace, record);
  }

  /** True when the record exists and is no sorted set. */
  public static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.ZSET;
  }

  /**
   * Makes an empty sorted set of the absent key at argument {@code key}.
   *
   * @param entryBytes what its first entries will take, 0 when it will be large
   */
  static SortedSetValue create(
      Execution execution, Keyspace keyspace, Arguments arguments, int key, int entryBytes) {
    long record =
        keyspace
            .collections()
            .create(
                arguments.hash(key),
                arguments.array(key),
                arguments.offset(key),
                arguments.length(key),
                ValueType.ZSET,
                Packed.HEADER + entryBytes,
                Keyspace.NO_EXPIRY,
                execution.nowMillis());
    return new SortedSetValue(keyspace, record);
  }

  /**
   * Asks for the memory that elements to be added may need, before anything is changed.
   *
   * @param elements their number
   * @param nameBytes of all their names
   */
  static void admit(Execution execution, long elements, long nameBytes) {
    execution.admit(ADMITTED_ONCE + elements * ADMITTED_EACH + nameBytes);
  }

  private void settle(long newRecord) {
    record = newRecord;
    large = keyspace.isLarge(record);
    if (large) {
      root = keyspace.root(record);
    } else {
      area = keyspace.valuePosition(record);
      capacity = keyspace.valueLength(record);
    }
  }

  /** Returns the record. */
  long record() {
    return record;
  }

  /** True when it has the large form. */
  public boolean isLarge() {
    return large;
  }

  /** Returns the root of a large one, see {@link ScoredSet}. */
  long root() {
    return root;
  }

  /** Returns the number of elements. */
  public long count() {
    return large ? ScoredSet.count(root) : PackedScores.count(area);
  }

  /** Returns about the bytes that all elements take. */
  public long bytes() {
    return keyspace.memoryUsage(record);
  }

  /** Returns the entry of a name, or {@link #ABSENT}. Good until the next change. */
  public long find(byte[] array, int offset, int length) {
    if (!large) {
      return PackedScores.find(area, capacity, array, offset, length);
    }
    foundHash = KeyHash.of(array, offset, length);
    long element = ScoredSet.find(root, foundHash, array, offset, length);
    return element == Slab.NONE ? ABSENT : element;
  }

  /** As {@link #find(byte[], int, int)}, of the name at argument {@code i}. */
  public long find(Arguments arguments, int i) {
    return find(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Returns the score of an entry. */
  public double score(long entry) {
    return large ? ScoredElement.score(entry) : PackedScores.score(area, capacity, (int) entry);
  }

  /** Returns the number of entries before one. */
  public long rank(long entry) {
    return large ? ScoredSet.rank(root, entry) : entry;
  }

  /** Returns the entries from a rank on, by their order or against it. */
  public Entries entries(long rank, boolean reverse) {
    return large
        ? Entries.ofLarge(root, rank, reverse)
        : Entries.ofSmall(area, capacity, (int) rank, reverse);
  }

  /** Returns the number of entries with a score below this one, or up to it. */
  public long rankOfScore(double score, boolean upTo) {
    if (large) {
      return ScoreTree.rank(
          ScoredSet.tree(root), (at, element) -> at < score || (upTo && at == score));
    }
    Entries entries = entries(0, false);
    long count = count();
    long rank = 0;
    for (; rank < count; rank++, entries.advance()) {
      double at = entries.score();
      if (at > score || (at == score && !upTo)) {
        break;
      }
    }
    return rank;
  }

  /** Returns the number of entries with a name before this one, or up to it. Large ones only. */
  long rankOfName(byte[] name, boolean upTo) {
    return ScoreTree.rank(
        ScoredSet.tree(root),
        (at, element) -> ScoredElement.compare(element, name, 0, name.length) < (upTo ? 1 : 0));
  }

  /** Gives an entry another score. */
  void score(long entry, double score) {
    if (large) {
      ScoredSet.score(keyspace.collections(), root, entry, score);
      return;
    }
    Entries entries = entries(entry, false);
    byte[] name = entries.name();
    PackedScores.delete(area, capacity, (int) entry, 1);
    insert(name, 0, name.length, score);
  }

  /** Adds an element whose name {@link #find} has just looked for and not found. */
  void add(byte[] array, int offset, int length, double score, Parameters limits) {
    if (!large && passesLimit(length, limits)) {
      enlarge();
      foundHash = KeyHash.of(array, offset, length);
    }
    if (large) {
      ScoredSet.add(keyspace.collections(), root, foundHash, array, offset, length, score);
    } else {
      insert(array, offset, length, score);
    }
  }

  private boolean passesLimit(int length, Parameters limits) {
    return count() >= limits.zsetMaxPackedEntries()
        || length > limits.zsetMaxPackedValue()
        || length + Packed.usedBytes(area) > MOST_PACKED_BYTES;
  }

  private void insert(byte[] array, int offset, int length, double score) {
    int needed = Packed.usedBytes(area) + PackedScores.need(array, offset, length, score);
    if (needed > capacity) {
      settle(keyspace.collections().fit(record, needed));
    }
    PackedScores.insert(area, capacity, array, offset, length, score);
  }

  private void enlarge() {
    CollectionValues collections = keyspace.collections();
    long fresh = ScoredSet.create(collections);
    Entries entries = entries(0, false);
    Entries.Name name = new Entries.Name();
    long count = count();
    for (long i = 0; i < count; i++, entries.advance()) {
      entries.copyName(name);
      long hash = KeyHash.of(name.bytes(), 0, name.length());
      ScoredSet.add(collections, fresh, hash, name.bytes(), 0, name.length(), entries.score());
    }
    settle(collections.adoptRoot(record, ValueType.ZSET, fresh));
  }

  /** Removes an entry. One that has become empty is the caller's to remove. */
  void remove(long entry) {
    if (large) {
      ScoredSet.remove(keyspace.collections(), root, entry);
    } else {
      removeRange(entry, 1);
    }
  }

  /** Removes entries from a rank on. One that has become empty is the caller's to remove. */
  void removeRange(long rank, long entries) {
    if (!large) {
      PackedScores.delete(area, capacity, (int) rank, (int) entries);
      settle(keyspace.collections().fit(record, Packed.usedBytes(area)));
      return;
    }
    for (long i = 0; i < entries; i++) {
      ScoredSet.removeAt(keyspace.collections(), root, rank);
    }
  }

  /**
   * Takes the first entries, or the last ones, out of a sorted set, and removes its key when
   * nothing is left. Tells nobody: the caller announces the changes.
   *
   * @param max the last ones, the last first
   * @param most so many at most, at least 1
   * @return what was taken
   */
  public static PoppedEntries pop(
      Execution execution, Keyspace keyspace, long record, boolean max, long most) {
    SortedSetValue value = of(keyspace, record);
    long count = value.count();
    long taken = Math.min(count, most);
    ScoredNames names = new ScoredNames((int) taken);
    Entries entries = value.entries(max ? count - 1 : 0, max);
    for (long i = 0; i < taken; i++, entries.advance()) {
      entries.appendTo(names);
    }
    if (taken == count) {
      keyspace.remove(record);
    } else {
      value.removeRange(max ? count - taken : 0, taken);
    }
    return new PoppedEntries(names, taken == count);
  }
}
