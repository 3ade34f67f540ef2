// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Reply;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedElement;
import io.tarn.keyspace.collection.Quicklist;
import io.tarn.keyspace.collection.Root;

/**
 * What commands do with the list of one key, in either form. A record is the key's, which has a
 * list or nothing ({@link Keyspace#NONE}); calls that change it return where it is then.
 */
public final class ListValue {

  /** About what a change needs beside the elements: a record, a root, a node to begin with. */
  private static final int SPARE_BYTES = 2 << 10;

  private ListValue() {}

  /** True when the record exists and is no list. */
  public static boolean isOther(Keyspace keyspace, long record) {
    return record != Keyspace.NONE && keyspace.type(record) != ValueType.LIST;
  }

  /** Returns the number of elements. */
  public static long length(Keyspace keyspace, long record) {
    return keyspace.isLarge(record)
        ? Root.count(keyspace.root(record))
        : Packed.count(keyspace.valuePosition(record));
  }

  /** Returns a cursor over the list, which stands nowhere yet. */
  static ListCursor cursor(Keyspace keyspace, long record) {
    return keyspace.isLarge(record)
        ? ListCursor.ofQuicklist(keyspace.root(record))
        : ListCursor.ofPacked(keyspace.valuePosition(record), keyspace.valueLength(record));
  }

  /** Returns how much goes into one piece, see {@link Quicklist}. */
  static int fill(Execution execution) {
    return execution.environment().parameters().listMaxListpackSize();
  }

  /** Makes an element show an argument. */
  static PackedElement show(Arguments arguments, int i, PackedElement element) {
    return arguments.isBlock(i)
        ? element.set(arguments.block(i), arguments.length(i))
        : element.set(arguments.array(i), arguments.offset(i), arguments.length(i));
  }

  /** Asks for the memory that elements of so many bytes may need, before anything changes. */
  static void admit(Execution execution, long bytes) {
    execution.admit(bytes + SPARE_BYTES);
  }

  /**
   * Adds an element at an end; the key may be absent. To be {@link #admit admitted} before.
   *
   * @param key the argument that is the key
   */
  static long push(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long record,
      boolean left,
      PackedElement element) {
    int fill = fill(execution);
    long target = makeRoom(execution, keyspace, arguments, key, record, element.need(), 1, fill);
    add(keyspace, target, left, element, fill);
    return target;
  }

  /**
   * Sees to it that elements of so many bytes, tags included, can be {@link #add added}: the key is
   * there, and the list is a quicklist if it must become one.
   */
  static long makeRoom(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long record,
      long bytes,
      long elements,
      int fill) {
    if (record != Keyspace.NONE && keyspace.isLarge(record)) {
      return record;
    }
    long used = Packed.HEADER;
    long count = 0;
    if (record != Keyspace.NONE) {
      long area = keyspace.valuePosition(record);
      used = Packed.usedBytes(area);
      count = Packed.count(area);
    }
    boolean small =
        used + bytes <= Quicklist.mostBytes(fill) && count + elements <= Quicklist.mostCount(fill);
    int room = (int) (small ? used + bytes : used);
    CollectionValues values = keyspace.collections();
    long target =
        record == Keyspace.NONE
            ? create(execution, keyspace, arguments, key, room)
            : small ? values.fit(record, room) : record;
    return small ? target : toQuicklist(keyspace, target);
  }

  private static long create(
      Execution execution, Keyspace keyspace, Arguments arguments, int key, int room) {
    return keyspace
        .collections()
        .create(
            arguments.hash(key),
            arguments.array(key),
            arguments.offset(key),
            arguments.length(key),
            ValueType.LIST,
            room,
            Keyspace.NO_EXPIRY,
            execution.nowMillis());
  }

  private static long toQuicklist(Keyspace keyspace, long record) {
    CollectionValues values = keyspace.collections();
    long root =
        Quicklist.createOf(values, keyspace.valuePosition(record), keyspace.valueLength(record));
    return values.adoptRoot(record, ValueType.LIST, root);
  }

  /** Adds an element at an end of a list that has room for it. */
  static void add(Keyspace keyspace, long record, boolean left, PackedElement element, int fill) {
    if (keyspace.isLarge(record)) {
      Quicklist.push(keyspace.collections(), keyspace.root(record), left, element, fill);
      return;
    }
    long area = keyspace.valuePosition(record);
    int index = left ? 0 : Packed.count(area);
    int offset = left ? Packed.firstOffset() : Packed.endOffset(area);
    Packed.insert(area, keyspace.valueLength(record), index, offset, element);
  }

  /** Returns a copy of the element at an end of a list. */
  static byte[] end(Keyspace keyspace, long record, boolean left) {
    ListCursor cursor = cursor(keyspace, record);
    cursor.seek(left ? 0 : cursor.size() - 1);
    return cursor.text();
  }

  /** Removes elements from an end, of which the list has as many. It may be empty afterwards. */
  static void drop(Keyspace keyspace, long record, boolean left, long elements) {
    if (keyspace.isLarge(record)) {
      Quicklist.drop(keyspace.collections(), keyspace.root(record), left, elements);
      return;
    }
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    int index = left ? 0 : Packed.count(area) - (int) elements;
    int offset = Packed.offset(area, capacity, index);
    Packed.delete(area, capacity, index, offset, (int) elements);
  }

  /**
   * Ends a change that has taken elements from a list: tells of it, and gives back memory; the key
   * goes with its last element.
   */
  static void removed(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long record,
      KeyEvent event) {
    execution.changed(keyspace, arguments, key, event);
    if (length(keyspace, record) == 0) {
      keyspace.remove(record);
      execution.changed(keyspace, arguments, key, KeyEvent.DEL);
    } else {
      shrink(execution, keyspace, record);
    }
  }

  /** Gives back memory that a list does not need any more; it may become one piece. */
  static void shrink(Execution execution, Keyspace keyspace, long record) {
    CollectionValues values = keyspace.collections();
    if (!keyspace.isLarge(record)) {
      values.fit(record, Packed.usedBytes(keyspace.valuePosition(record)));
      return;
    }
    int fill = fill(execution);
    long root = keyspace.root(record);
    if (!Quicklist.isOnePiece(root, Quicklist.mostBytes(fill) / 2, Quicklist.mostCount(fill) / 2)) {
      return;
    }
    long expireAt = keyspace.expireAt(record);
    int bytes = Quicklist.pieceBytes(root);
    long empty = values.abandonRoot(record);
    long small = values.replace(empty, ValueType.LIST, bytes, expireAt);
    Quicklist.copyTo(root, keyspace.valuePosition(small), keyspace.valueLength(small));
    values.discardRoot(root);
  }

  /**
   * Removes the element at an end and answers it.
   *
   * @param key the argument that is the key
   * @param record of a list
   */
  public static Reply pop(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long record,
      boolean left) {
    Reply element = new Reply.Bulk(end(keyspace, record, left));
    drop(keyspace, record, left, 1);
    removed(execution, keyspace, arguments, key, record, popped(left));
    return element;
  }

  /** Removes up to {@code most} elements from an end and answers them as a list. */
  public static Reply pop(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int key,
      long record,
      boolean left,
      long most) {
    long elements = Math.min(most, length(keyspace, record));
    execution.longWork(arguments, key, elements);
    Reply answer = new Reply.Written(PoppedElements.copy(keyspace, record, left, (int) elements));
    drop(keyspace, record, left, elements);
    removed(execution, keyspace, arguments, key, record, popped(left));
    return answer;
  }

  /** Returns the event of taking elements from an end. */
  static KeyEvent popped(boolean left) {
    return left ? KeyEvent.LPOP : KeyEvent.RPOP;
  }

  /** Returns the event of adding elements at an end. */
  static KeyEvent pushed(boolean left) {
    return left ? KeyEvent.LPUSH : KeyEvent.RPUSH;
  }
}
