// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/**
 * A large sorted set: an {@link ElementTable} from name to score, and a {@link ScoreTree} over the
 * same elements. Known by the position of its root, which has the fields of the tree behind those
 * of the table.
 *
 * <p>Invariants: table and tree have the same elements; the score in an element is the one in the
 * tree; no score is a NaN.
 */
public final class ScoredSet {

  /** About what an element takes in table and tree, beside its own block. */
  public static final int BESIDE_ELEMENT = 40;

  private static final int TREE = Root.FIELDS + ElementTable.FURTHER_FIELDS;

  private ScoredSet() {}

  /** Makes an empty one; returns its root. */
  public static long create(Blocks blocks) {
    long root =
        ElementTable.create(blocks, Structures.SCORED_SET, ScoredElement.PAYLOAD, ScoreTree.FIELDS);
    ScoreTree.create(blocks, root, tree(root));
    return root;
  }

  /** Returns the {@link ScoreTree} of a root. */
  public static long tree(long root) {
    return root + TREE;
  }

  /** Returns the number of elements. */
  public static long count(long root) {
    return Root.count(root);
  }

  /** Returns the element of a name, or {@link Slab#NONE}. */
  public static long find(long root, byte[] array, int offset, int length) {
    return ElementTable.find(root, array, offset, length);
  }

  /** As the other, with the {@link KeyHash} of the name known. */
  public static long find(long root, long hash, byte[] array, int offset, int length) {
    return ElementTable.find(root, hash, array, offset, length);
  }

  /** Adds an element whose name, with that {@link KeyHash}, no other has. */
  public static void add(
      Blocks blocks, long root, long hash, byte[] array, int offset, int length, double score) {
    long element = ElementTable.newElement(blocks, root, array, offset, length, 0);
    ScoredElement.score(element, score);
    ElementTable.add(blocks, root, hash, element);
    ScoreTree.insert(blocks, root, tree(root), score, element);
  }

  /** Gives an element another score. */
  public static void score(Blocks blocks, long root, long element, double score) {
    ScoreTree.move(blocks, root, tree(root), element, ScoredElement.score(element), score);
    ScoredElement.score(element, score);
  }

  /** Removes an element. */
  public static void remove(Blocks blocks, long root, long element) {
    long tree = tree(root);
    long path = ScoreTree.path(tree, ScoredElement.score(element), element);
    remove(blocks, root, path, element);
  }

  /** Removes the element with so many before it. */
  public static void removeAt(Blocks blocks, long root, long rank) {
    long tree = tree(root);
    long path = ScoreTree.pathAt(tree, rank);
    remove(blocks, root, path, ScorePlace.element(ScoreTree.place(tree, path)));
  }

  private static void remove(Blocks blocks, long root, long path, long element) {
    ScoreTree.removeAt(blocks, root, tree(root), path);
    ElementTable.remove(blocks, root, ElementTable.hashOf(root, element), element);
    Root.free(blocks, root, element);
  }

  /** Returns the number of elements before one. */
  public static long rank(long root, long element) {
    long tree = tree(root);
    return ScoreTree.rank(tree, ScoreTree.path(tree, ScoredElement.score(element), element));
  }

  /**
   * Frees about {@code limit} blocks of one that nobody uses; in between it is good for nothing
   * else.
   *
   * @return true when all is free but the root
   */
  static boolean freeSome(Slab slab, long root, int limit) {
    return ScoreTree.freeSome(slab, tree(root), limit) < limit
        && ElementTable.freeSome(slab, root, limit, true);
  }
}
