// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * A node of a {@link Quicklist}: one block with a {@link Packed} area in it that has free room on
 * both sides, so that elements come and go at both ends and nothing else moves.
 *
 * <pre>
 *   0          8        16      20         24       28     start         start+capacity  bytes
 *   +----------+--------+-------+----------+-------+------+--------------+------+
 *   | previous | next   | start | capacity | bytes | free | Packed area  | free |
 *   +----------+--------+-------+----------+-------+------+--------------+------+
 *
 *   previous, next: nodes, or Slab.NONE
 *   bytes: of the block
 *   plain: capacity 0; one element of any length, whose bytes begin at 28; start is their number
 * </pre>
 *
 * <p>To put an element in front, the area begins that much earlier and ends one byte later, for its
 * tag; to remove it, the other way round. When the room where it is wanted is used up, half of what
 * is free elsewhere in the block is moved there; when there is none, the node moves to a block of
 * twice the bytes.
 */
final class ListNode {

  static final int HEADER = 28;

  private static final int PREVIOUS = 0;
  private static final int NEXT = 8;
  private static final int START = 16;
  private static final int CAPACITY = 20;
  private static final int BYTES = 24;

  private ListNode() {}

  static long previous(long node) {
    return Memory.getLong(node + PREVIOUS);
  }

  static void previous(long node, long other) {
    Memory.putLong(node + PREVIOUS, other);
  }

  static long next(long node) {
    return Memory.getLong(node + NEXT);
  }

  static void next(long node, long other) {
    Memory.putLong(node + NEXT, other);
  }

  static boolean isPlain(long node) {
    return Memory.getInt(node + CAPACITY) == 0;
  }

  static int plainLength(long node) {
    return Memory.getInt(node + START);
  }

  static long area(long node) {
    return node + Memory.getInt(node + START);
  }

  static int capacity(long node) {
    return Memory.getInt(node + CAPACITY);
  }

  static int count(long node) {
    return isPlain(node) ? 1 : Packed.count(area(node));
  }

  /** Returns the bytes of the block. */
  static int blockBytes(long node) {
    return Memory.getInt(node + BYTES);
  }

  /** Returns the bytes that a packed node needs at least, header included. */
  static int used(long node) {
    return HEADER + Packed.usedBytes(area(node));
  }

  /** Returns the bytes of a packed node that has this element alone. */
  static int needAlone(PackedElement element) {
    return HEADER + Packed.HEADER + element.need();
  }

  /** Makes a node without elements and links. */
  static long create(Blocks blocks, long root, int bytes) {
    long node = Root.allocate(blocks, root, bytes);
    int room = (int) blocks.size(node);
    Memory.putInt(node + BYTES, room);
    shape(node, HEADER, room - HEADER);
    Packed.clear(area(node));
    return node;
  }

  /** Makes a node without links that has one element of any length. */
  static long createPlain(Blocks blocks, long root, PackedElement element) {
    long node = Root.allocate(blocks, root, (long) HEADER + element.length());
    Memory.putInt(node + BYTES, (int) blocks.size(node));
    shape(node, element.length(), 0);
    element.putText(node + HEADER);
    return node;
  }

  /** Makes a node without links of some elements of an area, in a block that just suits. */
  static long createOf(
      Blocks blocks, long root, long area, int capacity, int index, int offset, int elements) {
    int end = Packed.advance(area, capacity, index, offset, elements);
    int data = end - offset;
    long node = create(blocks, root, HEADER + Packed.HEADER + data + elements);
    append(node, area, capacity, index, offset, elements, data);
    return node;
  }

  /** Copies elements of another area, whose bytes are {@code data}, to the end; room is there. */
  static void append(
      long node, long area, int capacity, int index, int offset, int elements, int data) {
    long own = area(node);
    int count = Packed.count(own);
    int tagsEnd = capacity(node) - count;
    Memory.copy(area + offset, own + Packed.endOffset(own), data);
    Memory.copy(area + capacity - index - elements, own + tagsEnd - elements, elements);
    Packed.putHeader(own, count + elements, Packed.dataBytes(own) + data);
  }

  /**
   * Adds an element at an end.
   *
   * @param most bytes that the node may have; the element fits in them
   * @return the node, perhaps at a new position, with the links that it had
   */
  static long push(
      Blocks blocks, long root, long node, boolean left, PackedElement element, int most) {
    if (!left) {
      long grown = reserve(blocks, root, node, element.need(), most);
      long area = area(grown);
      Packed.insert(area, capacity(grown), Packed.count(area), Packed.endOffset(area), element);
      return grown;
    }
    long grown = reserveInFront(blocks, root, node, element, most);
    int start = Memory.getInt(grown + START) - element.size();
    int capacity = capacity(grown) + element.need();
    long old = area(grown);
    long area = grown + start;
    Packed.putHeader(area, Packed.count(old) + 1, Packed.dataBytes(old) + element.size());
    Memory.putByte(area + capacity - 1, (byte) element.tag());
    element.put(area + Packed.HEADER);
    shape(grown, start, capacity);
    return grown;
  }

  /** Removes elements from an end of a packed node that has more. */
  static void drop(long node, boolean left, int elements) {
    long area = area(node);
    int capacity = capacity(node);
    int count = Packed.count(area);
    if (!left) {
      int data = Packed.offset(area, capacity, count - elements) - Packed.HEADER;
      Packed.putHeader(area, count - elements, data);
      return;
    }
    int size = Packed.offset(area, capacity, elements) - Packed.HEADER;
    int data = Packed.dataBytes(area) - size;
    shape(node, Memory.getInt(node + START) + size, capacity - size - elements);
    Packed.putHeader(area + size, count - elements, data);
  }

  /** Sees to room for {@code need} bytes within the area. As {@link #push}. */
  static long reserve(Blocks blocks, long root, long node, int need, int most) {
    int used = Packed.usedBytes(area(node));
    if (capacity(node) - used >= need) {
      return node;
    }
    int free = blockBytes(node) - HEADER - used;
    if (free >= need) {
      int elsewhere = Math.min(free - need, free / 2);
      long front = (long) Memory.getInt(node + START) - HEADER;
      place(node, node, (int) (elsewhere * front / free), elsewhere);
      return node;
    }
    return move(blocks, root, node, grown(node, HEADER + used + need, most), 0, 0);
  }

  private static long reserveInFront(
      Blocks blocks, long root, long node, PackedElement element, int most) {
    int front = Memory.getInt(node + START) - HEADER;
    int behind = blockBytes(node) - HEADER - front - capacity(node);
    if (front >= element.size() && behind > 0) {
      return node;
    }
    long area = area(node);
    int used = Packed.usedBytes(area);
    int free = blockBytes(node) - HEADER - used;
    if (free >= element.need()) {
      int given = Math.max(element.need(), free / 2);
      place(node, node, frontOf(given, area, element), given);
      return node;
    }
    int bytes = (int) Slab.blockSizeFor(grown(node, HEADER + used + element.need(), most));
    int given = bytes - HEADER - used;
    return move(blocks, root, node, bytes, frontOf(given, area, element), given);
  }

  /* How much of the free bytes goes in front: behind, each element will take one for its tag. */
  private static int frontOf(int given, long area, PackedElement element) {
    int average = (Packed.dataBytes(area) + element.size()) / (Packed.count(area) + 1);
    return Math.max(element.size(), given - 1 - given / (average + 1));
  }

  private static int grown(long node, int least, int most) {
    return Math.max(least, Math.min(most, 2 * blockBytes(node)));
  }

  /** Moves a packed node to a block that just suits, unless it has one. As {@link #push}. */
  static long fit(Blocks blocks, long root, long node) {
    int used = used(node);
    return Slab.blockSizeFor(used) == blockBytes(node)
        ? node
        : move(blocks, root, node, used, 0, 0);
  }

  private static long move(
      Blocks blocks, long root, long node, int bytes, int front, int elsewhere) {
    long fresh = Root.allocate(blocks, root, bytes);
    Memory.copy(node, fresh, START);
    Memory.putInt(fresh + BYTES, (int) blocks.size(fresh));
    place(fresh, node, front, elsewhere);
    Root.free(blocks, root, node);
    return fresh;
  }

  /* Puts the area of a node, perhaps the same, where front bytes are free before it, and so many in
   * all before and behind. What overlaps is moved from the side to which it goes. */
  private static void place(long node, long from, int front, int elsewhere) {
    long oldArea = area(from);
    int oldCapacity = capacity(from);
    int count = Packed.count(oldArea);
    int bytes = Packed.HEADER + Packed.dataBytes(oldArea);
    shape(node, HEADER + front, blockBytes(node) - HEADER - elsewhere);
    long area = area(node);
    long oldTags = oldArea + oldCapacity - count;
    long tags = area + capacity(node) - count;
    if (tags > oldTags) {
      Memory.copy(oldTags, tags, count);
      Memory.copy(oldArea, area, bytes);
    } else {
      Memory.copy(oldArea, area, bytes);
      Memory.copy(oldTags, tags, count);
    }
  }

  private static void shape(long node, int start, int capacity) {
    Memory.putInt(node + START, start);
    Memory.putInt(node + CAPACITY, capacity);
  }
}
