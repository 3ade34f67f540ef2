// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * The order of a large sorted set: a B+ tree over (score, name) that counts, so that ranks are
 * found in logarithmic time, as scores are. Entries are scores and elements; where scores are
 * equal, the bytes of the elements' names decide. What a name belongs to lies elsewhere, see {@link
 * ScoredElement}; while an element is in the tree, only {@link ScoreTreeDefragmentation} moves it.
 *
 * <pre>
 *   0     8        12     16      24
 *   +-----+--------+------+-------+
 *   | top | height | zero | count |    in the root of the structure
 *   +-----+--------+------+-------+
 * </pre>
 *
 * <p>Invariants: all leaves have the same depth, {@code height}; each node but those of the right
 * edge and the top has at least {@link #LEAST} entries; nodes of the right edge have one (leaf) or
 * two; an entry of an inner node tells first entry and number of entries below it.
 *
 * <p>Two kinds of names for a place: a <em>path</em> has seven bits for each level (the index in
 * the leaf in the last ones) and is good until the next change; a {@link ScorePlace} is for going
 * from entry to entry.
 *
 * <p>A node that is full at the right edge and grows at its end is split into one nearly full and a
 * small one, so that entries that come in order fill their nodes; all others are halved. Nodes are
 * merged only when 3/4 of a node is enough for both, so that adding and removing by turns does not
 * split and merge by turns.
 */
public final class ScoreTree {

  /** Bytes in the root. */
  public static final int FIELDS = 24;

  /** Fewest entries of a node that is neither the top nor at the right edge. */
  static final int LEAST = 16;

  private static final int MOST_MERGED = 48;
  private static final int EDGE_KEPT = 60;

  private static final int HEIGHT = 8;
  private static final int COUNT = 16;

  private static final int PATH_BITS = 7;
  private static final int PATH_MASK = (1 << PATH_BITS) - 1;

  /** What is before a bound, for a search; a bound that is no single entry. */
  @FunctionalInterface
  public interface Bound {
    /** True for all entries of the tree up to some place, and for none behind it. */
    boolean isBehind(double score, long element);
  }

  private ScoreTree() {}

  /** Makes an empty tree in fields of a structure's root. */
  public static void create(Blocks blocks, long root, long tree) {
    Memory.putLong(tree, ScoreNode.create(blocks, root, 0, ScoreNode.FIRST_CAPACITY));
    Memory.putLong(tree + HEIGHT, 0);
    Memory.putLong(tree + COUNT, 0);
  }

  /** Returns the number of entries. */
  public static long count(long tree) {
    return Memory.getLong(tree + COUNT);
  }

  static long top(long tree) {
    return Memory.getLong(tree);
  }

  static int height(long tree) {
    return Memory.getInt(tree + HEIGHT);
  }

  private static void count(long tree, long count) {
    Memory.putLong(tree + COUNT, count);
  }

  static void top(long tree, long node, int height) {
    Memory.putLong(tree, node);
    Memory.putLong(tree + HEIGHT, height);
  }

  /* --- searching --- */

  /** Returns the path of an entry, or of the place where it belongs. */
  public static long path(long tree, double score, long element) {
    long node = top(tree);
    long path = 0;
    for (int level = height(tree); level > 0; level--) {
      int i = Math.max(0, before(node, score, element, true) - 1);
      path |= (long) i << (PATH_BITS * level);
      node = ScoreNode.child(node, i);
    }
    return path | before(node, score, element, false);
  }

  /* How many entries of a node are before this one, with itself when it counts. */
  static int before(long node, double score, long element, boolean itself) {
    long scores = ScoreNode.scores(node);
    long elements = ScoreNode.elements(node);
    int low = 0;
    int high = ScoreNode.count(node);
    while (low < high) {
      int middle = (low + high) >>> 1;
      double at = Double.longBitsToDouble(Memory.getLong(scores + (long) Long.BYTES * middle));
      boolean less = at < score;
      if (at == score) {
        long other = Memory.getLong(elements + (long) Long.BYTES * middle);
        less = other == element ? itself : ScoredElement.compare(other, element) < 0;
      }
      if (less) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the number of entries before a bound. */
  public static long rank(long tree, Bound bound) {
    long node = top(tree);
    long rank = 0;
    for (int level = height(tree); level > 0; level--) {
      int i = Math.max(0, before(node, bound) - 1);
      rank += ScoreNode.weightBefore(node, i);
      node = ScoreNode.child(node, i);
    }
    return rank + before(node, bound);
  }

  private static int before(long node, Bound bound) {
    int low = 0;
    int high = ScoreNode.count(node);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bound.isBehind(ScoreNode.score(node, middle), ScoreNode.element(node, middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the number of entries before the one at a path. */
  public static long rank(long tree, long path) {
    long node = top(tree);
    long rank = 0;
    for (int level = height(tree); level > 0; level--) {
      int i = step(path, level);
      rank += ScoreNode.weightBefore(node, i);
      node = ScoreNode.child(node, i);
    }
    return rank + step(path, 0);
  }

  /** Returns the path of the entry with so many before it. */
  public static long pathAt(long tree, long rank) {
    if (rank < 0 || rank >= count(tree)) {
      throw new IndexOutOfBoundsException("rank=" + rank + " count=" + count(tree));
    }
    long node = top(tree);
    long path = 0;
    long left = rank;
    for (int level = height(tree); level > 0; level--) {
      int i = 0;
      for (long weight = ScoreNode.weight(node, 0); left >= weight; ) {
        left -= weight;
        weight = ScoreNode.weight(node, ++i);
      }
      path |= (long) i << (PATH_BITS * level);
      node = ScoreNode.child(node, i);
    }
    return path | left;
  }

  static int step(long path, int level) {
    return (int) (path >>> (PATH_BITS * level)) & PATH_MASK;
  }

  /**
   * Returns the place of the entry with so many before it, {@link ScorePlace#NONE} when there is
   * none.
   */
  public static long placeAt(long tree, long rank) {
    return rank < 0 || rank >= count(tree) ? ScorePlace.NONE : place(tree, pathAt(tree, rank));
  }

  /** Returns the place of the entry at a path. */
  public static long place(long tree, long path) {
    long node = top(tree);
    for (int level = height(tree); level > 0; level--) {
      node = ScoreNode.child(node, step(path, level));
    }
    return ScorePlace.of(node, step(path, 0));
  }

  /* --- changing --- */

  /** Adds an entry that is not there. */
  public static void insert(Blocks blocks, long root, long tree, double score, long element) {
    insertAt(blocks, root, tree, path(tree, score, element), score, element);
  }

  private static void insertAt(
      Blocks blocks, long root, long tree, long path, double score, long element) {
    long top = top(tree);
    int height = height(tree);
    if (height == 0 && ScoreNode.count(top) == ScoreNode.capacity(top)) {
      top = grownAlone(blocks, root, tree, top);
    }
    long sibling = insert(blocks, root, top, height, path, true, score, element);
    if (sibling != 0) {
      long above = ScoreNode.create(blocks, root, height + 1, ScoreNode.FANOUT);
      ScoreNode.insertChild(above, 0, top, ScoreNode.total(top));
      ScoreNode.insertChild(above, 1, sibling, ScoreNode.total(sibling));
      top(tree, above, height + 1);
    }
    count(tree, count(tree) + 1);
  }

  private static long grownAlone(Blocks blocks, long root, long tree, long leaf) {
    int capacity = ScoreNode.capacity(leaf);
    if (capacity == ScoreNode.FANOUT) {
      return leaf;
    }
    long grown = ScoreNode.create(blocks, root, 0, capacity * 2);
    ScoreNode.move(leaf, 0, grown, 0, capacity);
    Root.free(blocks, root, leaf);
    top(tree, grown, 0);
    return grown;
  }

  /* Returns the new node behind this one when it was split, or 0. */
  private static long insert(
      Blocks blocks,
      long root,
      long node,
      int level,
      long path,
      boolean edge,
      double score,
      long element) {
    int i = step(path, level);
    if (level == 0) {
      long sibling = split(blocks, root, node, i, edge);
      int kept = ScoreNode.count(node);
      if (sibling == 0 || i <= kept) {
        ScoreNode.insert(node, i, score, element);
      } else {
        ScoreNode.insert(sibling, i - kept, score, element);
      }
      return sibling;
    }
    boolean last = edge && i == ScoreNode.count(node) - 1;
    long child = ScoreNode.child(node, i);
    long added = insert(blocks, root, child, level - 1, path, last, score, element);
    long weight = ScoreNode.weight(node, i) + 1;
    if (isFirstBelow(path, level)) {
      ScoreNode.copyFirst(node, i);
    }
    if (added == 0) {
      ScoreNode.weight(node, i, weight);
      return 0;
    }
    long moved = ScoreNode.total(added);
    ScoreNode.weight(node, i, weight - moved);
    long sibling = split(blocks, root, node, i + 1, edge);
    int kept = ScoreNode.count(node);
    if (sibling == 0 || i + 1 <= kept) {
      ScoreNode.insertChild(node, i + 1, added, moved);
    } else {
      ScoreNode.insertChild(sibling, i + 1 - kept, added, moved);
    }
    return sibling;
  }

  /* True when the path leads to the first entry below its child of that level. */
  private static boolean isFirstBelow(long path, int level) {
    return (path & ((1L << (PATH_BITS * level)) - 1)) == 0;
  }

  /* Makes room for one more entry; returns the new node behind, or 0 when there was room. */
  private static long split(Blocks blocks, long root, long node, int i, boolean edge) {
    int count = ScoreNode.count(node);
    if (count < ScoreNode.capacity(node)) {
      return 0;
    }
    int kept = edge && i == count ? EDGE_KEPT : count / 2;
    int level = ScoreNode.level(node);
    long sibling = ScoreNode.create(blocks, root, level, ScoreNode.FANOUT);
    ScoreNode.move(node, kept, sibling, 0, count - kept);
    if (level == 0) {
      long behind = ScoreNode.next(node);
      ScoreNode.next(sibling, behind);
      ScoreNode.previous(sibling, node);
      ScoreNode.next(node, sibling);
      if (behind != 0) {
        ScoreNode.previous(behind, sibling);
      }
    }
    return sibling;
  }

  /** Removes the entry at a path. */
  public static void removeAt(Blocks blocks, long root, long tree, long path) {
    int height = height(tree);
    remove(blocks, root, top(tree), height, path, true);
    for (long top = top(tree); height > 0 && ScoreNode.count(top) == 1; top = top(tree)) {
      top(tree, ScoreNode.child(top, 0), --height);
      Root.free(blocks, root, top);
    }
    count(tree, count(tree) - 1);
  }

  private static void remove(
      Blocks blocks, long root, long node, int level, long path, boolean edge) {
    int i = step(path, level);
    if (level == 0) {
      ScoreNode.delete(node, i, 1);
      return;
    }
    boolean last = edge && i == ScoreNode.count(node) - 1;
    long child = ScoreNode.child(node, i);
    remove(blocks, root, child, level - 1, path, last);
    ScoreNode.weight(node, i, ScoreNode.weight(node, i) - 1);
    int left = ScoreNode.count(child);
    if (left > 0 && isFirstBelow(path, level)) {
      ScoreNode.copyFirst(node, i);
    }
    if (left < (last ? leastAtEdge(level - 1) : LEAST) && ScoreNode.count(node) > 1) {
      ScoreRebalancing.fill(blocks, root, node, i, MOST_MERGED);
    }
  }

  static int leastAtEdge(int level) {
    return level == 0 ? 1 : 2;
  }

  /** Gives an entry another score. */
  public static void move(
      Blocks blocks, long root, long tree, long element, double from, double to) {
    long path = path(tree, from, element);
    long place = place(tree, path);
    long leaf = ScorePlace.leaf(place);
    int i = ScorePlace.index(place);
    if (i > 0
        && i < ScoreNode.count(leaf) - 1
        && ScoreNode.score(leaf, i - 1) < to
        && to < ScoreNode.score(leaf, i + 1)) {
      ScoreNode.score(leaf, i, to);
      return;
    }
    removeAt(blocks, root, tree, path);
    insert(blocks, root, tree, to, element);
  }

  /**
   * Frees about {@code limit} blocks of a tree that nobody uses, not its elements; in between it is
   * good for nothing else.
   *
   * @return how many were freed; fewer than the limit when nothing is left
   */
  static int freeSome(Slab slab, long tree, int limit) {
    int freed = 0;
    for (long top = top(tree); freed < limit && top != 0; top = top(tree)) {
      long above = 0;
      long node = top;
      while (ScoreNode.level(node) > 0 && ScoreNode.count(node) > 0) {
        above = node;
        node = ScoreNode.child(node, ScoreNode.count(node) - 1);
      }
      slab.free(node);
      freed++;
      if (above == 0) {
        top(tree, 0, 0);
      } else {
        ScoreNode.count(above, ScoreNode.count(above) - 1);
      }
    }
    return freed;
  }
}
