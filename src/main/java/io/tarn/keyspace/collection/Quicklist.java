// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * A long list: nodes of many elements each, linked in both directions.
 *
 * <pre>
 *   16     17      20      24     32     40        48   behind what every root has
 *   +------+-------+-------+------+------+---------+
 *   | LIST | zero  | nodes | head | tail | visited |
 *   +------+-------+-------+------+------+---------+
 *
 *   visited: the node from which defragmentation goes on, or Slab.NONE
 * </pre>
 *
 * <p>Nodes at the ends have room to grow, those between have blocks that just suit. How much goes
 * into one node is Redis's list-max-listpack-size, the {@code fill}: a number of elements, or,
 * negative, -1 to -5 for 4, 8, 16, 32, 64 KiB. An element that is longer than a node may be has a
 * plain node to itself.
 *
 * <p>Invariants: no node is empty; the counts of all nodes make the root's count; a node that is
 * not plain has at most {@link #mostBytes} bytes and {@link #mostCount} elements, by the fill of
 * when it was last added to.
 */
public final class Quicklist {

  private static final int NODES = Root.FIELDS + 4;
  private static final int HEAD = Root.FIELDS + 8;
  private static final int TAIL = Root.FIELDS + 16;
  private static final int VISITED = Root.FIELDS + 24;
  private static final int FIELD_BYTES = 32;

  /** Most bytes of a node whose size is told as a number of elements, as in Redis. */
  private static final int SAFE_BYTES = 8 << 10;

  private static final int FIRST_BYTES = 1 << 10;
  private static final int LEAST_CLASS_BYTES = 4 << 10;
  private static final int CLASSES = 5;

  private Quicklist() {}

  /** Returns the most bytes of a node, or of a list that is kept in one piece. */
  public static int mostBytes(int fill) {
    return fill >= 0 ? SAFE_BYTES : LEAST_CLASS_BYTES << (Math.min(-fill, CLASSES) - 1);
  }

  /** Returns the most elements of a node, or of a list that is kept in one piece. */
  public static int mostCount(int fill) {
    return fill < 0 ? Packed.MOST : Math.min(Math.max(fill, 1), Packed.MOST);
  }

  /** Makes an empty list. */
  public static long create(Blocks blocks) {
    long root = Root.create(blocks, FIELD_BYTES);
    Memory.putByte(root + Root.FIELDS, Structures.LIST);
    return root;
  }

  /** Makes a list of what an area has. */
  public static long createOf(Blocks blocks, long area, int capacity) {
    long root = create(blocks);
    int count = Packed.count(area);
    if (count > 0) {
      long node = ListNode.createOf(blocks, root, area, capacity, 0, Packed.firstOffset(), count);
      link(root, Slab.NONE, node, Slab.NONE);
      Root.count(root, count);
    }
    return root;
  }

  /** Adds an element at an end. */
  public static void push(Blocks blocks, long root, boolean left, PackedElement element, int fill) {
    long end = left ? head(root) : tail(root);
    if (end != Slab.NONE && fits(end, element, fill)) {
      pushInto(blocks, root, end, left, element, fill);
    } else {
      long node = nodeFor(blocks, root, element, fill, Math.min(FIRST_BYTES, mostBytes(fill)));
      settleEnd(blocks, root, end);
      if (left) {
        link(root, Slab.NONE, node, head(root));
      } else {
        link(root, tail(root), node, Slab.NONE);
      }
      if (!ListNode.isPlain(node)) {
        pushInto(blocks, root, node, left, element, fill);
      }
    }
    Root.count(root, Root.count(root) + 1);
  }

  /* Before an end becomes a node between others. A node alone stays an end. */
  private static void settleEnd(Blocks blocks, long root, long end) {
    if (end != Slab.NONE && head(root) != tail(root) && !ListNode.isPlain(end)) {
      moved(root, end, ListNode.fit(blocks, root, end));
    }
  }

  /** Removes elements from an end, of which the list has as many. */
  public static void drop(Blocks blocks, long root, boolean left, long elements) {
    long rest = elements;
    while (rest > 0) {
      long node = left ? head(root) : tail(root);
      int count = ListNode.count(node);
      if (count <= rest) {
        unlink(blocks, root, node);
        rest -= count;
      } else {
        ListNode.drop(node, left, (int) rest);
        rest = 0;
      }
    }
    Root.count(root, Root.count(root) - elements);
  }

  /** True when all is in one node that is within the limits of a list kept in one piece. */
  public static boolean isOnePiece(long root, int bytes, int count) {
    long node = head(root);
    return node == tail(root)
        && node != Slab.NONE
        && !ListNode.isPlain(node)
        && ListNode.used(node) - ListNode.HEADER <= bytes
        && Root.count(root) <= count;
  }

  /** Copies the elements of a list that is one piece to an empty area with room for them. */
  public static void copyTo(long root, long area, int capacity) {
    long node = head(root);
    long from = ListNode.area(node);
    int count = Packed.count(from);
    int bytes = Packed.HEADER + Packed.dataBytes(from);
    Memory.copy(from, area, bytes);
    Memory.copy(from + ListNode.capacity(node) - count, area + capacity - count, count);
  }

  /** Returns the bytes that the elements of a list that is one piece need in an area. */
  public static int pieceBytes(long root) {
    return Packed.usedBytes(ListNode.area(head(root)));
  }

  /** As {@link Structures#freeSome}. */
  static boolean freeSome(Slab slab, long root, int limit) {
    long node = head(root);
    for (int freed = 0; node != Slab.NONE && freed < limit; freed++) {
      long next = ListNode.next(node);
      slab.free(node);
      node = next;
    }
    Memory.putLong(root + HEAD, node);
    if (node != Slab.NONE) {
      return false;
    }
    slab.free(root);
    return true;
  }

  static long head(long root) {
    return Memory.getLong(root + HEAD);
  }

  static long tail(long root) {
    return Memory.getLong(root + TAIL);
  }

  /** Returns the number of nodes. */
  static int nodes(long root) {
    return Memory.getInt(root + NODES);
  }

  /** Returns the node from which {@link ListDefragmentation} goes on, or {@link Slab#NONE}. */
  static long visited(long root) {
    return Memory.getLong(root + VISITED);
  }

  static void visited(long root, long node) {
    Memory.putLong(root + VISITED, node);
  }

  /** True when an element may be added to a node. */
  static boolean fits(long node, PackedElement element, int fill) {
    return !ListNode.isPlain(node)
        && ListNode.used(node) + element.need() <= mostBytes(fill)
        && ListNode.count(node) < mostCount(fill)
        && !isLong(element, fill);
  }

  /** True when an element is longer than a node may be. */
  static boolean isLong(PackedElement element, int fill) {
    return element.length() > mostBytes(fill) / 2 && ListNode.needAlone(element) > mostBytes(fill);
  }

  /** Makes a node without links: a plain one that has the element, or an empty one. */
  static long nodeFor(Blocks blocks, long root, PackedElement element, int fill, int least) {
    return isLong(element, fill)
        ? ListNode.createPlain(blocks, root, element)
        : ListNode.create(blocks, root, Math.max(least, ListNode.needAlone(element)));
  }

  /** Adds an element at an end of a node that it {@link #fits}; returns where the node is then. */
  static long pushInto(
      Blocks blocks, long root, long node, boolean left, PackedElement element, int fill) {
    long grown = ListNode.push(blocks, root, node, left, element, mostBytes(fill));
    moved(root, node, grown);
    return grown;
  }

  /** Puts a node between two that are neighbours, or at an end. */
  static void link(long root, long previous, long node, long next) {
    ListNode.previous(node, previous);
    ListNode.next(node, next);
    relink(root, previous, node, node, next);
    Memory.putInt(root + NODES, nodes(root) + 1);
  }

  /** Takes a node out and frees it; the root's count is the caller's. */
  static void unlink(Blocks blocks, long root, long node) {
    long previous = ListNode.previous(node);
    long next = ListNode.next(node);
    relink(root, previous, next, previous, next);
    if (visited(root) == node) {
      visited(root, next);
    }
    Memory.putInt(root + NODES, nodes(root) - 1);
    Root.free(blocks, root, node);
  }

  /** Tells the neighbours of a node that it is elsewhere. */
  static void moved(long root, long old, long node) {
    if (old != node) {
      relink(root, ListNode.previous(node), node, node, ListNode.next(node));
      if (visited(root) == old) {
        visited(root, node);
      }
    }
  }

  private static void relink(
      long root, long previous, long afterPrevious, long beforeNext, long next) {
    if (previous == Slab.NONE) {
      Memory.putLong(root + HEAD, afterPrevious);
    } else {
      ListNode.next(previous, afterPrevious);
    }
    if (next == Slab.NONE) {
      Memory.putLong(root + TAIL, beforeNext);
    } else {
      ListNode.previous(next, beforeNext);
    }
  }
}
