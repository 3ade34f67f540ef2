// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.Element;
import io.tarn.keyspace.collection.ElementCursor;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.Intset;
import io.tarn.keyspace.collection.Packed;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A way through the members of one stored set, whatever its form; stands before the first one at
 * first. The order is always the same while the set does not change: ascending for an intset, that
 * of insertion for packed members.
 */
public final class Members {

  private final long area;
  private final int capacity;
  private final boolean intset;
  private final int count;
  private final long root;
  private @Nullable ElementCursor cursor;

  private int index = -1;
  private int offset;

  private boolean integer;
  private long value;
  private long element;
  private byte[] bytes = new byte[64];

  /** Creates a way through the members of the set of a record. */
  public Members(Keyspace keyspace, long record) {
    if (keyspace.isLarge(record)) {
      root = keyspace.root(record);
      area = 0;
      capacity = 0;
      intset = false;
      count = 0;
    } else {
      root = Slab.NONE;
      area = keyspace.valuePosition(record);
      capacity = keyspace.valueLength(record);
      intset = Intset.is(area);
      count = intset ? Intset.count(area) : Packed.count(area);
    }
  }

  /** Goes to the next member; false when there is none. */
  public boolean next() {
    if (root != Slab.NONE) {
      if (cursor == null) {
        cursor = new ElementCursor(root);
      }
      element = cursor.next();
      return element != Slab.NONE;
    }
    if (index + 1 >= count) {
      return false;
    }
    if (!intset) {
      offset = index < 0 ? Packed.firstOffset() : Packed.next(area, capacity, index, offset);
    }
    index++;
    look();
    return true;
  }

  /** Goes to a member chosen uniformly at random. There must be one. */
  void draw(RandomGenerator random) {
    if (root != Slab.NONE) {
      element = ElementTable.random(root, random);
      return;
    }
    index = random.nextInt(count);
    if (!intset) {
      offset = Packed.offset(area, capacity, index);
    }
    look();
  }

  /** Goes to an element that {@link ElementTable#scan} or {@link #draw} found. */
  void at(long position) {
    element = position;
  }

  private void look() {
    if (intset) {
      integer = true;
      value = Intset.get(area, index);
    } else {
      integer = Packed.isInteger(area, capacity, index);
      value = integer ? Packed.integer(area, capacity, index, offset) : 0;
    }
  }

  /** True when {@link #integer} tells the member; not for all members that are integers. */
  boolean isInteger() {
    return integer;
  }

  /** Returns the member as an integer. */
  long integer() {
    return value;
  }

  /** Returns where a member that has come from a table lies, or {@link Slab#NONE}. */
  long element() {
    return element;
  }

  /** Returns the index of a member of a set that is no table. */
  int index() {
    return index;
  }

  /** Returns where the bytes of a packed member begin in its area. */
  int offset() {
    return offset;
  }

  private long position() {
    return root != Slab.NONE
        ? Element.namePosition(element, 0)
        : Packed.stringPosition(area, capacity, index, offset);
  }

  private int stringLength() {
    return root != Slab.NONE
        ? Element.nameLength(element, 0)
        : Packed.stringLength(area, capacity, index, offset);
  }

  /** Appends the member to an answer. */
  void writeTo(ReplyWriter writer) {
    if (integer) {
      writer.text(value);
    } else {
      writer.view(position(), stringLength());
    }
  }

  /** Copies the member's text to {@link #array} and returns its length. */
  public int load() {
    if (integer) {
      bytes = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
      return bytes.length;
    }
    int length = stringLength();
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, bytes.length * 2)];
    }
    Memory.copyOut(position(), bytes, 0, length);
    return length;
  }

  /** Returns the array that {@link #load} has filled from its beginning on. */
  public byte[] array() {
    return bytes;
  }
}
