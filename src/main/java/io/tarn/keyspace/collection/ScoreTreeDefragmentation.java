// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/**
 * How the {@link ScoreTree} of a {@link ScoredSet} takes part in moving blocks: it follows elements
 * that the walk through the table moves, and its own nodes are walked along: with a part of the
 * hashes, the same part of the ranks. So the cursor of the table is one of the tree as well.
 */
final class ScoreTreeDefragmentation {

  /** All hashes, as the cursor of a scan tells them. */
  private static final double HASHES = 0x1p32;

  private ScoreTreeDefragmentation() {}

  /** Follows an element to a copy of it; the old one is still there. */
  static void moved(long tree, long from, long to) {
    double score = ScoredElement.score(from);
    long node = ScoreTree.top(tree);
    for (int level = ScoreTree.height(tree); level > 0; level--) {
      int i = Math.max(0, ScoreTree.before(node, score, from, true) - 1);
      if (ScoreNode.element(node, i) == from) {
        ScoreNode.element(node, i, to);
      }
      node = ScoreNode.child(node, i);
    }
    int i = ScoreTree.before(node, score, from, false);
    if (i == ScoreNode.count(node) || ScoreNode.element(node, i) != from) {
      throw new IllegalStateException("not in the tree: element=" + from + " score=" + score);
    }
    ScoreNode.element(node, i, to);
  }

  /**
   * Moves the nodes on the way to a part of the entries. What is added and removed meanwhile shifts
   * the parts against each other, so that some leaves may be left to the next walk.
   *
   * @param from cursor of the table with which the step began
   * @param to the one with which it ended, 0 behind the last
   */
  static void walk(StructureDefragmentation step, long from, long to) {
    long tree = ScoredSet.tree(step.root);
    long count = ScoreTree.count(tree);
    long end = to == 0 ? count : (long) (to / HASHES * count);
    for (long rank = (long) (from / HASHES * count); rank < end; ) {
      rank = walkTo(step, tree, rank);
    }
  }

  /* Returns the first rank behind the leaf. */
  private static long walkTo(StructureDefragmentation step, long tree, long rank) {
    step.visit();
    long path = ScoreTree.pathAt(tree, rank);
    int i = 0;
    long node = settled(step, tree, Slab.NONE, i, ScoreTree.top(tree));
    for (int level = ScoreTree.height(tree); level > 0; level--) {
      i = ScoreTree.step(path, level);
      node = settled(step, tree, node, i, ScoreNode.child(node, i));
    }
    return rank - ScoreTree.step(path, 0) + ScoreNode.count(node);
  }

  /* Returns where a node, the top or child i of another, is after having been moved or not. */
  private static long settled(
      StructureDefragmentation step, long tree, long above, int i, long node) {
    if (!step.slab.isSparse(node)) {
      return node;
    }
    long fresh = step.copy(node);
    if (above == Slab.NONE) {
      ScoreTree.top(tree, fresh, ScoreTree.height(tree));
    } else {
      ScoreNode.child(above, i, fresh);
    }
    ScoreNode.relink(fresh);
    step.free(node);
    return fresh;
  }
}
