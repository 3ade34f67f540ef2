// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/**
 * Where an entry of a {@link ScoreTree} is, until the tree changes: the position of its leaf, and
 * in the last six bits the index there. For going from entry to entry.
 */
public final class ScorePlace {

  /** The place that no entry has. */
  public static final long NONE = 0;

  private static final int INDEX_BITS = 6;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  private ScorePlace() {}

  static long of(long leaf, int index) {
    return (leaf << INDEX_BITS) | index;
  }

  static long leaf(long place) {
    return place >>> INDEX_BITS;
  }

  static int index(long place) {
    return (int) place & INDEX_MASK;
  }

  /** Returns the score at a place. */
  public static double score(long place) {
    return ScoreNode.score(leaf(place), index(place));
  }

  /** Returns the element at a place. */
  public static long element(long place) {
    return ScoreNode.element(leaf(place), index(place));
  }

  /** Returns the place of the entry behind, or {@link #NONE}. */
  public static long next(long place) {
    long leaf = leaf(place);
    return index(place) + 1 < ScoreNode.count(leaf) ? place + 1 : of(ScoreNode.next(leaf), 0);
  }

  /** Returns the place of the entry before, or {@link #NONE}. */
  public static long previous(long place) {
    if (index(place) > 0) {
      return place - 1;
    }
    long leaf = ScoreNode.previous(leaf(place));
    return leaf == 0 ? NONE : of(leaf, ScoreNode.count(leaf) - 1);
  }
}
