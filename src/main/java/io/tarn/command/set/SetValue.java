// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Parameters;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.IntegerText;
import io.tarn.keyspace.collection.Intset;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.Root;
import io.tarn.keyspace.collection.Structures;
import io.tarn.slab.Slab;

/**
 * One stored set: what can be asked of it and done to it, whatever its form. Follows the record
 * when that moves. Changes are never refused; whoever makes them was admitted before.
 */
public final class SetValue {

  /** Part by which an area that grows gets more than it needs: an eighth. */
  private static final int RESERVED_PART = 8;

  private final Keyspace keyspace;
  private long record;

  /** Creates what looks at the set of a record. */
  public SetValue(Keyspace keyspace, long record) {
    this.keyspace = keyspace;
    this.record = record;
  }

  /** True when the record exists and is no set. */
  static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.SET;
  }

  /** Returns about how many bytes a table spends on a member beside its text. */
  static long overheadBytes() {
    return 40;
  }

  Keyspace keyspace() {
    return keyspace;
  }

  long record() {
    return record;
  }

  SetForm form() {
    return SetForm.of(keyspace, record);
  }

  /** Returns the number of members. */
  public long size() {
    if (keyspace.isLarge(record)) {
      return Root.count(keyspace.root(record));
    }
    long area = area();
    return Intset.is(area) ? Intset.count(area) : Packed.count(area);
  }

  /** Returns about how many bytes the members take. */
  public long bytes() {
    return keyspace.isLarge(record)
        ? Root.bytes(keyspace.root(record))
        : keyspace.valueLength(record);
  }

  /** Returns the bytes that may be needed if the set changes its form. */
  long conversionBytes() {
    return keyspace.isLarge(record) ? 0 : size() * overheadBytes() + 2L * bytes();
  }

  /** Returns a way through the members. */
  public Members members() {
    return new Members(keyspace, record);
  }

  /** True when the set has this member. */
  public boolean contains(byte[] array, int offset, int length) {
    if (keyspace.isLarge(record)) {
      return ElementTable.find(keyspace.root(record), array, offset, length) != Slab.NONE;
    }
    long area = area();
    if (Intset.is(area)) {
      return IntegerText.is(array, offset, length)
          && Intset.search(area, IntegerText.parse(array, offset, length)) >= 0;
    }
    return Packed.find(area, capacity(), 0, 1, array, offset, length) != Packed.ABSENT;
  }

  /** True when the set has the member at which a walk through another one stands. */
  boolean contains(Members other) {
    if (other.isInteger() && !keyspace.isLarge(record) && Intset.is(area())) {
      return Intset.search(area(), other.integer()) >= 0;
    }
    int length = other.load();
    return contains(other.array(), 0, length);
  }

  /** Writes all members as a set. */
  void writeTo(ReplyWriter writer) {
    writer.unordered(size());
    Members members = members();
    while (members.next()) {
      members.writeTo(writer);
    }
  }

  /** Adds a member; false when it is there already. */
  boolean add(Parameters parameters, byte[] array, int offset, int length) {
    if (keyspace.isLarge(record)) {
      return addToTable(array, offset, length);
    }
    if (Intset.is(area())) {
      return addToIntset(parameters, array, offset, length);
    }
    long area = area();
    if (Packed.find(area, capacity(), 0, 1, array, offset, length) != Packed.ABSENT) {
      return false;
    }
    if (!SetForm.fitsListpack(parameters, Packed.count(area), Packed.dataBytes(area), length)) {
      becomeTable();
      return addToTable(array, offset, length);
    }
    append(array, offset, length);
    return true;
  }

  private boolean addToTable(byte[] array, int offset, int length) {
    long root = keyspace.root(record);
    long hash = Keyspace.hash(array, offset, length);
    if (ElementTable.find(root, hash, array, offset, length) != Slab.NONE) {
      return false;
    }
    CollectionValues blocks = keyspace.collections();
    long element = ElementTable.newElement(blocks, root, array, offset, length, 0);
    ElementTable.add(blocks, root, hash, element);
    return true;
  }

  private boolean addToIntset(Parameters parameters, byte[] array, int offset, int length) {
    long area = area();
    if (IntegerText.is(array, offset, length)) {
      long value = IntegerText.parse(array, offset, length);
      int index = Intset.search(area, value);
      if (index >= 0) {
        return false;
      }
      reach(Intset.need(area, value));
      Intset.insert(area(), -1 - index, value);
      if (!SetForm.fitsIntset(parameters, Intset.count(area()))) {
        becomeTable();
      }
      return true;
    }
    int count = Intset.count(area);
    int longest =
        Math.max(
            IntegerText.chars(Intset.get(area, 0)), IntegerText.chars(Intset.get(area, count - 1)));
    if (SetForm.fitsListpack(parameters, count, 0, Math.max(longest, length))) {
      becomePacked();
      append(array, offset, length);
    } else {
      becomeTable();
      addToTable(array, offset, length);
    }
    return true;
  }

  private void append(byte[] array, int offset, int length) {
    reach((long) Packed.usedBytes(area()) + Packed.need(array, offset, length));
    long area = area();
    Packed.insert(
        area, capacity(), Packed.count(area), Packed.endOffset(area), array, offset, length);
  }

  /** Removes a member; false when it is not there. An empty set is the caller's to remove. */
  boolean remove(byte[] array, int offset, int length) {
    if (keyspace.isLarge(record)) {
      long root = keyspace.root(record);
      long hash = Keyspace.hash(array, offset, length);
      long element = ElementTable.find(root, hash, array, offset, length);
      if (element == Slab.NONE) {
        return false;
      }
      removeElement(root, hash, element);
      return true;
    }
    long area = area();
    if (Intset.is(area)) {
      int index =
          IntegerText.is(array, offset, length)
              ? Intset.search(area, IntegerText.parse(array, offset, length))
              : -1;
      if (index < 0) {
        return false;
      }
      removeAt(index, 0);
      return true;
    }
    int index = Packed.find(area, capacity(), 0, 1, array, offset, length);
    if (index == Packed.ABSENT) {
      return false;
    }
    removeAt(index, Packed.offset(area, capacity(), index));
    return true;
  }

  /** Removes the member at which a walk through this set stands, which ends the walk. */
  void remove(Members here) {
    if (keyspace.isLarge(record)) {
      long root = keyspace.root(record);
      removeElement(root, ElementTable.hashOf(root, here.element()), here.element());
    } else {
      removeAt(here.index(), here.offset());
    }
  }

  private void removeElement(long root, long hash, long element) {
    ElementTable.remove(keyspace.collections(), root, hash, element);
    Root.free(keyspace.collections(), root, element);
  }

  private void removeAt(int index, int offset) {
    long area = area();
    int used;
    if (Intset.is(area)) {
      Intset.delete(area, index);
      used = Intset.usedBytes(area);
    } else {
      Packed.delete(area, capacity(), index, offset, 1);
      used = Packed.usedBytes(area);
    }
    if (used < capacity() / 2) {
      record = keyspace.collections().fit(record, used);
    }
  }

  /** Makes the set a table, if it is not one. */
  void becomeTable() {
    if (keyspace.isLarge(record)) {
      return;
    }
    CollectionValues blocks = keyspace.collections();
    long root = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    Members members = members();
    while (members.next()) {
      putNew(blocks, root, members);
    }
    record = blocks.adoptRoot(record, ValueType.SET, root);
  }

  /** Adds to a table a member that it does not have. */
  static void putNew(CollectionValues blocks, long root, Members member) {
    int length = member.load();
    byte[] array = member.array();
    long element = ElementTable.newElement(blocks, root, array, 0, length, 0);
    ElementTable.add(blocks, root, Keyspace.hash(array, 0, length), element);
  }

  private void becomePacked() {
    long area = area();
    long[] integers = new long[Intset.count(area)];
    int need = Packed.HEADER;
    for (int i = 0; i < integers.length; i++) {
      integers[i] = Intset.get(area, i);
      need += Packed.needInteger(integers[i]);
    }
    reach(need);
    area = area();
    Packed.clear(area);
    for (int i = 0; i < integers.length; i++) {
      Packed.insertInteger(area, capacity(), i, Packed.endOffset(area), integers[i]);
    }
  }

  /* Makes room for so many bytes of an area. */
  private void reach(long bytes) {
    if (bytes > capacity()) {
      record = keyspace.collections().fit(record, (int) (bytes + bytes / RESERVED_PART));
    }
  }

  private long area() {
    return keyspace.valuePosition(record);
  }

  private int capacity() {
    return keyspace.valueLength(record);
  }
}
