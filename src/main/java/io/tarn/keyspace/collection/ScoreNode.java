// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * The nodes of a {@link ScoreTree}, one block each: columns of eight bytes an entry.
 *
 * <pre>
 *   0       2          4       8      16     24
 *   +-------+----------+-------+------+------+--------+----------+----------+---------+
 *   | count | capacity | level | next | prev | scores | elements | children | weights |
 *   +-------+----------+-------+------+------+--------+----------+----------+---------+
 *
 *   level:    0 for a leaf, whose entries are those of the tree; it has no children and weights
 *   next, prev: leaves in order, 0 at the ends; not used in inner nodes
 *   capacity: entries of each column; {@link #FANOUT}, but for a leaf that is alone
 *   entry of an inner node: score and element of the first entry below a child, the child, and how
 *             many entries of the tree are below it
 * </pre>
 *
 * <p>Scores stand side by side, so that a search touches an element only where scores are equal.
 */
final class ScoreNode {

  /** Most entries of a node. */
  static final int FANOUT = 64;

  /** Entries of the first leaf; it doubles until it is a leaf like the others. */
  static final int FIRST_CAPACITY = 8;

  private static final int LEVEL = 4;
  private static final int NEXT = 8;
  private static final int PREVIOUS = 16;
  private static final int HEADER = 24;
  private static final int LEAF_COLUMNS = 2;
  private static final int INNER_COLUMNS = 4;
  private static final int CAPACITY_SHIFT = 16;
  private static final int COUNT_MASK = 0xffff;

  private ScoreNode() {}

  /** Makes a node without entries. */
  static long create(Blocks blocks, long root, int level, int capacity) {
    long node = Root.allocate(blocks, root, HEADER + (long) columns(level) * Long.BYTES * capacity);
    Memory.putInt(node, capacity << CAPACITY_SHIFT);
    Memory.putInt(node + LEVEL, level);
    next(node, 0);
    previous(node, 0);
    return node;
  }

  private static int columns(int level) {
    return level == 0 ? LEAF_COLUMNS : INNER_COLUMNS;
  }

  static int count(long node) {
    return Memory.getInt(node) & COUNT_MASK;
  }

  static void count(long node, int count) {
    Memory.putInt(node, (Memory.getInt(node) & ~COUNT_MASK) | count);
  }

  static int capacity(long node) {
    return Memory.getInt(node) >>> CAPACITY_SHIFT;
  }

  static int level(long node) {
    return Memory.getInt(node + LEVEL);
  }

  static long next(long leaf) {
    return Memory.getLong(leaf + NEXT);
  }

  static void next(long leaf, long other) {
    Memory.putLong(leaf + NEXT, other);
  }

  static long previous(long leaf) {
    return Memory.getLong(leaf + PREVIOUS);
  }

  static void previous(long leaf, long other) {
    Memory.putLong(leaf + PREVIOUS, other);
  }

  /** Tells the neighbours of a leaf that it is elsewhere. Inner nodes have none. */
  static void relink(long node) {
    if (previous(node) != 0) {
      next(previous(node), node);
    }
    if (next(node) != 0) {
      previous(next(node), node);
    }
  }

  /** Returns where the scores begin. */
  static long scores(long node) {
    return node + HEADER;
  }

  /** Returns where the elements begin. */
  static long elements(long node) {
    return column(node, capacity(node), 1);
  }

  static double score(long node, int i) {
    return Double.longBitsToDouble(Memory.getLong(node + HEADER + (long) Long.BYTES * i));
  }

  static void score(long node, int i, double score) {
    Memory.putLong(node + HEADER + (long) Long.BYTES * i, Double.doubleToRawLongBits(score));
  }

  static long element(long node, int i) {
    return Memory.getLong(elements(node) + (long) Long.BYTES * i);
  }

  static void element(long node, int i, long element) {
    Memory.putLong(elements(node) + (long) Long.BYTES * i, element);
  }

  static long child(long node, int i) {
    return Memory.getLong(column(node, FANOUT, 2) + (long) Long.BYTES * i);
  }

  static void child(long node, int i, long child) {
    Memory.putLong(column(node, FANOUT, 2) + (long) Long.BYTES * i, child);
  }

  static long weight(long node, int i) {
    return Memory.getLong(column(node, FANOUT, 3) + (long) Long.BYTES * i);
  }

  static void weight(long node, int i, long weight) {
    Memory.putLong(column(node, FANOUT, 3) + (long) Long.BYTES * i, weight);
  }

  /** Returns how many entries of the tree are in and below a node. */
  static long total(long node) {
    return level(node) == 0 ? count(node) : weightBefore(node, count(node));
  }

  /** Returns how many entries of the tree are below the children before {@code i}. */
  static long weightBefore(long node, int i) {
    long at = column(node, FANOUT, 3);
    long sum = 0;
    for (long end = at + (long) Long.BYTES * i; at < end; at += Long.BYTES) {
      sum += Memory.getLong(at);
    }
    return sum;
  }

  /** Makes entry {@code i} of an inner node tell the first entry of its child again. */
  static void copyFirst(long node, int i) {
    long child = child(node, i);
    score(node, i, score(child, 0));
    element(node, i, element(child, 0));
  }

  /** Inserts an entry into a leaf that has room. */
  static void insert(long leaf, int i, double score, long element) {
    open(leaf, i, 1);
    score(leaf, i, score);
    element(leaf, i, element);
  }

  /** Inserts a child, which has entries, into an inner node that has room. */
  static void insertChild(long node, int i, long child, long weight) {
    open(node, i, 1);
    child(node, i, child);
    weight(node, i, weight);
    copyFirst(node, i);
  }

  /** Removes {@code entries} entries from {@code i} on. */
  static void delete(long node, int i, int entries) {
    int count = count(node);
    int capacity = capacity(node);
    int behind = count - i - entries;
    if (behind > 0) {
      for (int c = columns(level(node)) - 1; c >= 0; c--) {
        long at = column(node, capacity, c) + (long) Long.BYTES * i;
        Memory.copy(at + (long) Long.BYTES * entries, at, (long) Long.BYTES * behind);
      }
    }
    count(node, count - entries);
  }

  /** Moves entries from one node to a place in another of the same level, which has room. */
  static void move(long from, int fromIndex, long to, int toIndex, int entries) {
    open(to, toIndex, entries);
    int fromCapacity = capacity(from);
    int toCapacity = capacity(to);
    for (int c = columns(level(from)) - 1; c >= 0; c--) {
      Memory.copy(
          column(from, fromCapacity, c) + (long) Long.BYTES * fromIndex,
          column(to, toCapacity, c) + (long) Long.BYTES * toIndex,
          (long) Long.BYTES * entries);
    }
    delete(from, fromIndex, entries);
  }

  /* Makes a gap of entries with undefined content. */
  private static void open(long node, int i, int entries) {
    int count = count(node);
    int capacity = capacity(node);
    if (count + entries > capacity) {
      throw new IllegalStateException(
          "no room: node=" + node + " count=" + count + " entries=" + entries);
    }
    if (i < count) {
      for (int c = columns(level(node)) - 1; c >= 0; c--) {
        long at = column(node, capacity, c) + (long) Long.BYTES * i;
        Memory.copy(at, at + (long) Long.BYTES * entries, (long) Long.BYTES * (count - i));
      }
    }
    count(node, count + entries);
  }

  private static long column(long node, int capacity, int column) {
    return node + HEADER + (long) Long.BYTES * capacity * column;
  }
}
