// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** What is done with a node of a {@link ScoreTree} that has too few entries. */
final class ScoreRebalancing {

  private ScoreRebalancing() {}

  /**
   * Merges child {@code i} of a node with one beside it, or takes entries from that one so that
   * both have half. The node has two children at least.
   *
   * @param mostMerged so many entries at most are merged into one node
   */
  static void fill(Blocks blocks, long root, long node, int i, int mostMerged) {
    int left = Math.max(0, i - 1);
    long first = ScoreNode.child(node, left);
    long second = ScoreNode.child(node, left + 1);
    int inFirst = ScoreNode.count(first);
    int all = inFirst + ScoreNode.count(second);
    if (all <= mostMerged) {
      merge(blocks, root, node, left, first, second);
    } else {
      share(node, left, first, second, all / 2 - inFirst);
    }
    ScoreNode.copyFirst(node, left);
  }

  private static void merge(
      Blocks blocks, long root, long node, int left, long first, long second) {
    ScoreNode.move(second, 0, first, ScoreNode.count(first), ScoreNode.count(second));
    long weight = ScoreNode.weight(node, left) + ScoreNode.weight(node, left + 1);
    ScoreNode.weight(node, left, weight);
    if (ScoreNode.level(first) == 0) {
      long behind = ScoreNode.next(second);
      ScoreNode.next(first, behind);
      if (behind != 0) {
        ScoreNode.previous(behind, first);
      }
    }
    ScoreNode.delete(node, left + 1, 1);
    Root.free(blocks, root, second);
  }

  /* Moves so many entries to the first node, or from it when negative. */
  private static void share(long node, int left, long first, long second, int toFirst) {
    int inFirst = ScoreNode.count(first);
    if (toFirst > 0) {
      ScoreNode.move(second, 0, first, inFirst, toFirst);
    } else {
      ScoreNode.move(first, inFirst + toFirst, second, 0, -toFirst);
    }
    ScoreNode.weight(node, left, ScoreNode.total(first));
    ScoreNode.weight(node, left + 1, ScoreNode.total(second));
    ScoreNode.copyFirst(node, left + 1);
  }
}
