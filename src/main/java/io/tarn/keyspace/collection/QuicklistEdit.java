// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/**
 * Changes within a {@link Quicklist}: an element before another, elements taken out. A node in
 * which there is no room is cut in two; nodes that have lost much are joined with a neighbour.
 */
public final class QuicklistEdit {

  private QuicklistEdit() {}

  /** Inserts an element before, or behind, the one at which a cursor over the list stands. */
  public static void insert(
      Blocks blocks, long root, ListCursor at, boolean behind, PackedElement element, int fill) {
    long node = at.node();
    boolean plain = ListNode.isPlain(node);
    int count = ListNode.count(node);
    int index = behind ? at.index() + 1 : at.index();
    if (!plain && Quicklist.fits(node, element, fill)) {
      insertInto(blocks, root, node, index, element, fill);
    } else if (index == 0) {
      between(blocks, root, ListNode.previous(node), node, element, fill);
    } else if (index == count) {
      between(blocks, root, node, ListNode.next(node), element, fill);
    } else {
      long right = split(blocks, root, node, index);
      between(blocks, root, ListNode.previous(right), right, element, fill);
    }
    Root.count(root, Root.count(root) + 1);
  }

  /* A node that has room for it. Its block grows little: most nodes are between others. */
  private static void insertInto(
      Blocks blocks, long root, long node, int index, PackedElement element, int fill) {
    int needed = ListNode.used(node) + element.need();
    int most = Math.min(Quicklist.mostBytes(fill), needed + needed / 8);
    long grown = ListNode.reserve(blocks, root, node, element.need(), most);
    Quicklist.moved(root, node, grown);
    long area = ListNode.area(grown);
    int capacity = ListNode.capacity(grown);
    Packed.insert(area, capacity, index, Packed.offset(area, capacity, index), element);
  }

  /* At the end of the node before, at the beginning of the one behind, or in one of its own. */
  private static void between(
      Blocks blocks, long root, long previous, long next, PackedElement element, int fill) {
    if (previous != Slab.NONE && Quicklist.fits(previous, element, fill)) {
      Quicklist.pushInto(blocks, root, previous, false, element, fill);
    } else if (next != Slab.NONE && Quicklist.fits(next, element, fill)) {
      Quicklist.pushInto(blocks, root, next, true, element, fill);
    } else {
      long node = Quicklist.nodeFor(blocks, root, element, fill, 0);
      Quicklist.link(root, previous, node, next);
      if (!ListNode.isPlain(node)) {
        Quicklist.pushInto(blocks, root, node, false, element, fill);
      }
    }
  }

  /* What is from an index on goes to a new node behind, which is returned. */
  private static long split(Blocks blocks, long root, long node, int index) {
    long area = ListNode.area(node);
    int capacity = ListNode.capacity(node);
    int offset = Packed.offset(area, capacity, index);
    int elements = Packed.count(area) - index;
    long right = ListNode.createOf(blocks, root, area, capacity, index, offset, elements);
    ListNode.drop(node, false, elements);
    Quicklist.link(root, node, right, ListNode.next(node));
    long fitted = ListNode.fit(blocks, root, node);
    Quicklist.moved(root, node, fitted);
    return right;
  }

  /** Puts an element in place of the one at an index. */
  public static void set(Blocks blocks, long root, long index, PackedElement element, int fill) {
    ListCursor old = ListCursor.ofQuicklist(root);
    old.seek(index);
    long node = old.node();
    if (!ListNode.isPlain(node) && !Quicklist.isLong(element, fill)) {
      int without = ListNode.used(node) - old.need();
      if (without + element.need() <= Quicklist.mostBytes(fill)) {
        Packed.delete(ListNode.area(node), ListNode.capacity(node), old.index(), old.offset(), 1);
        insertInto(blocks, root, node, old.index(), element, fill);
        return;
      }
    }
    insert(blocks, root, old, false, element, fill);
    old.seek(index + 1);
    delete(blocks, root, old, fill);
  }

  /* The element at which a cursor stands. */
  private static void delete(Blocks blocks, long root, ListCursor at, int fill) {
    long node = at.node();
    if (ListNode.count(node) == 1) {
      Quicklist.unlink(blocks, root, node);
    } else {
      Packed.delete(ListNode.area(node), ListNode.capacity(node), at.index(), at.offset(), 1);
      settle(blocks, root, node, Slab.NONE, fill);
    }
    Root.count(root, Root.count(root) - 1);
  }

  /**
   * Removes elements that equal another, from an end on.
   *
   * @param most how many at most
   * @return how many were removed
   */
  public static long remove(
      Blocks blocks, long root, PackedElement element, boolean forward, long most, int fill) {
    long removed = 0;
    long node = forward ? Quicklist.head(root) : Quicklist.tail(root);
    while (node != Slab.NONE && removed < most) {
      long following = forward ? ListNode.next(node) : ListNode.previous(node);
      long here = removeIn(node, element, forward, most - removed);
      if (here > 0) {
        if (ListNode.isPlain(node) || ListNode.count(node) == 0) {
          Quicklist.unlink(blocks, root, node);
        } else {
          settle(blocks, root, node, following, fill);
        }
        removed += here;
      }
      node = following;
    }
    Root.count(root, Root.count(root) - removed);
    return removed;
  }

  /* A plain node's element is only counted. */
  private static long removeIn(long node, PackedElement element, boolean forward, long most) {
    if (ListNode.isPlain(node)) {
      return ListNode.plainLength(node) == element.length()
              && element.isText(node + ListNode.HEADER)
          ? 1
          : 0;
    }
    return remove(ListNode.area(node), ListNode.capacity(node), element, forward, most);
  }

  /** As the other, in a {@link Packed} area. */
  public static long remove(
      long area, int capacity, PackedElement element, boolean forward, long most) {
    long removed = 0;
    if (forward) {
      int offset = Packed.firstOffset();
      for (int i = 0; i < Packed.count(area) && removed < most; ) {
        if (element.isAt(area, capacity, i, offset)) {
          Packed.delete(area, capacity, i, offset, 1);
          removed++;
        } else {
          offset = Packed.next(area, capacity, i, offset);
          i++;
        }
      }
      return removed;
    }
    int offset = Packed.endOffset(area);
    for (int i = Packed.count(area) - 1; i >= 0 && removed < most; i--) {
      offset -= Packed.sizeBefore(area, capacity, i, offset);
      if (element.isAt(area, capacity, i, offset)) {
        Packed.delete(area, capacity, i, offset, 1);
        removed++;
      }
    }
    return removed;
  }

  /**
   * Removes elements from both ends, of which some stay, and gives back what their nodes have of
   * room.
   */
  public static void trim(Blocks blocks, long root, long left, long right, int fill) {
    Quicklist.drop(blocks, root, true, left);
    Quicklist.drop(blocks, root, false, right);
    settle(blocks, root, Quicklist.head(root), Slab.NONE, fill);
    settle(blocks, root, Quicklist.tail(root), Slab.NONE, fill);
  }

  /* Joins a node that has lost elements with a neighbour, but not with the one that is to stay, or
   * gives it another block. */
  private static void settle(Blocks blocks, long root, long node, long staying, int fill) {
    if (ListNode.isPlain(node)) {
      return;
    }
    long previous = ListNode.previous(node);
    long next = ListNode.next(node);
    if (previous != staying && canJoin(previous, node, fill)) {
      join(blocks, root, previous, node, fill);
    } else if (next != staying && canJoin(node, next, fill)) {
      join(blocks, root, node, next, fill);
    } else if (ListNode.used(node) < ListNode.blockBytes(node) / 2) {
      Quicklist.moved(root, node, ListNode.fit(blocks, root, node));
    }
  }

  /* With some distance to the limit, so that they are not cut again at once. */
  private static boolean canJoin(long left, long right, int fill) {
    return left != Slab.NONE
        && right != Slab.NONE
        && !ListNode.isPlain(left)
        && !ListNode.isPlain(right)
        && ListNode.used(left) + ListNode.used(right) <= Quicklist.mostBytes(fill) / 4 * 3
        && ListNode.count(left) + ListNode.count(right) <= Quicklist.mostCount(fill);
  }

  private static void join(Blocks blocks, long root, long left, long right, int fill) {
    long from = ListNode.area(right);
    int capacity = ListNode.capacity(right);
    int count = Packed.count(from);
    int data = Packed.dataBytes(from);
    long joined = ListNode.reserve(blocks, root, left, data + count, Quicklist.mostBytes(fill));
    Quicklist.moved(root, left, joined);
    ListNode.append(joined, from, capacity, 0, Packed.firstOffset(), count, data);
    Quicklist.unlink(blocks, root, right);
  }
}
