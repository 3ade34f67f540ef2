// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;

/**
 * A place in a list of either form, a {@link Packed} area or a {@link Quicklist}, that goes from
 * element to element. Good until the list is changed.
 */
public final class ListCursor {

  private static final int PLAIN = -1;

  /** The list's, {@link Slab#NONE} when it is one area. */
  private final long root;

  private long size;
  private long node;
  private long area;
  private int capacity;
  private int count;
  private int index;
  private int offset;

  /** The element's, or PLAIN. */
  private int tag;

  private ListCursor(long root, long size) {
    this.root = root;
    this.size = size;
  }

  /** Returns a cursor over an area. It stands nowhere yet. */
  public static ListCursor ofPacked(long area, int capacity) {
    ListCursor cursor = new ListCursor(Slab.NONE, Packed.count(area));
    cursor.area = area;
    cursor.capacity = capacity;
    cursor.count = Packed.count(area);
    return cursor;
  }

  /** Returns a cursor over a quicklist. It stands nowhere yet. */
  public static ListCursor ofQuicklist(long root) {
    return new ListCursor(root, Root.count(root));
  }

  /** Returns the elements of the list. */
  public long size() {
    return size;
  }

  /**
   * Goes to the element at an index, 0 to {@link #size} - 1, from the nearer end. The cursor of a
   * quicklist is good again then.
   */
  public void seek(long target) {
    if (root != Slab.NONE) {
      size = Root.count(root);
    }
    if (target < 0 || target >= size) {
      throw new IndexOutOfBoundsException("index=" + target + " size=" + size);
    }
    long within = target;
    if (root != Slab.NONE) {
      within = target <= size / 2 ? seekForward(target) : seekBackward(target);
    }
    index = (int) within;
    offset = capacity == 0 ? 0 : Packed.offset(area, capacity, index);
    readTag();
  }

  private long seekForward(long target) {
    long rest = target;
    enter(Quicklist.head(root));
    while (rest >= count) {
      rest -= count;
      enter(ListNode.next(node));
    }
    return rest;
  }

  private long seekBackward(long target) {
    long behind = size - target;
    enter(Quicklist.tail(root));
    while (behind > count) {
      behind -= count;
      enter(ListNode.previous(node));
    }
    return count - behind;
  }

  /** Goes to the next element; false, and stays, when there is none. */
  public boolean next() {
    if (index + 1 < count) {
      offset += bytes();
      index++;
    } else {
      long next = root == Slab.NONE ? Slab.NONE : ListNode.next(node);
      if (next == Slab.NONE) {
        return false;
      }
      enter(next);
      index = 0;
      offset = Packed.firstOffset();
    }
    readTag();
    return true;
  }

  /** Goes to the element before; false, and stays, when there is none. */
  public boolean previous() {
    if (index > 0) {
      index--;
      offset -= Packed.sizeBefore(area, capacity, index, offset);
    } else {
      long previous = root == Slab.NONE ? Slab.NONE : ListNode.previous(node);
      if (previous == Slab.NONE) {
        return false;
      }
      enter(previous);
      index = count - 1;
      offset = capacity == 0 ? 0 : Packed.offset(area, capacity, index);
    }
    readTag();
    return true;
  }

  /** Goes on in the direction that {@code forward} tells. */
  public boolean step(boolean forward) {
    return forward ? next() : previous();
  }

  /** True when the element is an integer. */
  public boolean isInteger() {
    return tag > Packed.LONG_STRING;
  }

  /** Returns the element that is an integer. */
  public long integer() {
    return Packed.integer(area, capacity, index, offset);
  }

  /** Returns where the text of the element, which is no integer, begins. */
  public long position() {
    return tag == PLAIN
        ? node + ListNode.HEADER
        : area + offset + (tag == Packed.LONG_STRING ? Packed.LENGTH_BYTES : 0);
  }

  /** Returns the bytes of the text of the element, which is no integer. */
  public int length() {
    if (tag < Packed.LONG_STRING && tag >= 0) {
      return tag;
    }
    return tag == PLAIN ? ListNode.plainLength(node) : Memory.getInt(area + offset);
  }

  /** Returns the bytes of the text of the element. */
  public int textLength() {
    return isInteger() ? IntegerText.chars(integer()) : length();
  }

  /** Returns a copy of the element's text. */
  public byte[] text() {
    if (isInteger()) {
      return Long.toString(integer()).getBytes(StandardCharsets.US_ASCII);
    }
    byte[] bytes = new byte[length()];
    Memory.copyOut(position(), bytes, 0, bytes.length);
    return bytes;
  }

  /** True when the element equals another. */
  public boolean isAt(PackedElement element) {
    if (tag != PLAIN) {
      return element.isAt(area, capacity, index, offset);
    }
    return ListNode.plainLength(node) == element.length() && element.isText(node + ListNode.HEADER);
  }

  long node() {
    return node;
  }

  /** Returns the index within the node or area. */
  public int index() {
    return index;
  }

  /** Returns the offset within the area. */
  public int offset() {
    return offset;
  }

  /** Returns what the element of an area takes in it, its tag included. */
  int need() {
    return 1 + bytes();
  }

  private int bytes() {
    return tag == Packed.LONG_STRING
        ? Packed.LENGTH_BYTES + Memory.getInt(area + offset)
        : Packed.SIZES[tag] & 0xff;
  }

  private void enter(long entered) {
    node = entered;
    if (ListNode.isPlain(entered)) {
      capacity = 0;
      count = 1;
    } else {
      area = ListNode.area(entered);
      capacity = ListNode.capacity(entered);
      count = Packed.count(area);
    }
  }

  private void readTag() {
    tag = capacity == 0 ? PLAIN : Packed.tag(area, capacity, index);
  }
}
