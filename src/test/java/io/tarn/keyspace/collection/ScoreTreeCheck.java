// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Memory;

/** Checks every invariant of a {@link ScoredSet}'s tree. */
final class ScoreTreeCheck {

  private final Blocks blocks;
  private long bytes;
  private long leafBefore;

  private ScoreTreeCheck(Blocks blocks) {
    this.blocks = blocks;
  }

  /** Returns the bytes of the blocks of the tree. */
  static long check(Blocks blocks, long tree) {
    ScoreTreeCheck check = new ScoreTreeCheck(blocks);
    long top = ScoreTree.top(tree);
    int height = Memory.getInt(tree + 8);
    long total = check.node(top, height, true, true);
    assertEquals(ScoreTree.count(tree), total);
    assertEquals(0, ScoreNode.next(check.leafBefore));
    assertTrue(height == 0 || ScoreNode.count(top) > 1, "top with one child");
    return check.bytes;
  }

  private long node(long node, int level, boolean edge, boolean top) {
    bytes += blocks.size(node);
    int count = ScoreNode.count(node);
    assertEquals(level, ScoreNode.level(node));
    int least = top ? 0 : edge ? ScoreTree.leastAtEdge(level) : ScoreTree.LEAST;
    assertTrue(
        count >= least && count <= ScoreNode.capacity(node), "count=" + count + " edge=" + edge);
    for (int i = 1; i < count; i++) {
      assertTrue(isOrdered(node, i), "order at " + i);
    }
    if (level == 0) {
      assertEquals(leafBefore, ScoreNode.previous(node));
      assertEquals(leafBefore == 0 ? node : ScoreNode.next(leafBefore), node);
      leafBefore = node;
      for (int i = 0; i < count; i++) {
        assertEquals(ScoredElement.score(ScoreNode.element(node, i)), ScoreNode.score(node, i));
      }
      return count;
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      long child = ScoreNode.child(node, i);
      long below = node(child, level - 1, edge && i == count - 1, false);
      assertEquals(ScoreNode.weight(node, i), below);
      assertEquals(ScoreNode.score(node, i), ScoreNode.score(child, 0));
      assertEquals(ScoreNode.element(node, i), ScoreNode.element(child, 0));
      total += below;
    }
    return total;
  }

  private static boolean isOrdered(long node, int i) {
    double before = ScoreNode.score(node, i - 1);
    double score = ScoreNode.score(node, i);
    return before < score
        || (before == score
            && ScoredElement.compare(ScoreNode.element(node, i - 1), ScoreNode.element(node, i))
                < 0);
  }
}
