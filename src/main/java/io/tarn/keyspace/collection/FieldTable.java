// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.util.random.RandomGenerator;

/**
 * The fields of a large hash: an {@link ElementTable} whose elements are {@link FieldElement}s, and
 * a {@link FieldHeap} of those that expire. Beside these its root holds the promise, which means
 * what it means in {@link PackedFields}.
 *
 * <p>An element's position holds until its field is changed or removed.
 */
public final class FieldTable {

  private static final int PROMISE = Root.FIELDS + ElementTable.FURTHER_FIELDS;
  private static final int FURTHER_BYTES = Long.BYTES + FieldHeap.FIELD_BYTES;

  private FieldTable() {}

  /** Makes an empty table; returns its root. */
  public static long create(Blocks blocks) {
    long root = ElementTable.create(blocks, Structures.FIELDS, 0, FURTHER_BYTES);
    promise(root, PackedFields.NEVER);
    return root;
  }

  /** Returns when the hash is to be looked at, see {@link PackedFields}. */
  public static long promise(long root) {
    return Memory.getLong(root + PROMISE);
  }

  /** Sets when the hash is to be looked at. */
  public static void promise(long root, long millis) {
    Memory.putLong(root + PROMISE, millis);
  }

  /** Returns the element of a field, or {@link Slab#NONE}. */
  public static long find(long root, byte[] name, int from, int length) {
    return ElementTable.find(root, name, from, length);
  }

  /** Returns where the name of an element begins. */
  public static long namePosition(long element) {
    return Element.namePosition(element, 0);
  }

  /** Returns the length of the name of an element. */
  public static int nameLength(long element) {
    return Element.nameLength(element, 0);
  }

  /** Returns where the value of an element begins. */
  public static long valuePosition(long element) {
    return FieldElement.valuePosition(element);
  }

  /** Returns the length of the value of an element. */
  public static int valueLength(long element) {
    return FieldElement.valueLength(element);
  }

  /** Returns the expiry of an element in milliseconds, 0 for none. */
  public static long expiry(long element) {
    return FieldElement.expires(element) ? FieldElement.expiry(element) : 0;
  }

  /**
   * Adds a field that is absent. The caller fills its value.
   *
   * @return its element
   */
  public static long add(
      Blocks blocks, long root, byte[] name, int from, int length, int valueLength) {
    long hash = KeyHash.of(name, from, length);
    long rest = FieldElement.restBytes(valueLength, false);
    long element = ElementTable.newElement(blocks, root, name, from, length, rest);
    FieldElement.putShape(element, valueLength, false);
    ElementTable.add(blocks, root, hash, element);
    return element;
  }

  /**
   * Gives a field a value of another length, of undefined content, and keeps its expiry.
   *
   * @return its element, perhaps another
   */
  public static long resize(Blocks blocks, long root, long element, int valueLength) {
    if (FieldElement.valueLength(element) == valueLength) {
      return element;
    }
    return reshape(blocks, root, element, valueLength, FieldElement.expires(element), false);
  }

  /**
   * Sets the expiry of a field, 0 for none.
   *
   * @return its element, perhaps another
   */
  public static long expiry(Blocks blocks, long root, long element, long millis) {
    boolean expired = FieldElement.expires(element);
    int length = FieldElement.valueLength(element);
    if (millis == 0) {
      if (!expired) {
        return element;
      }
      FieldHeap.remove(blocks, root, element);
      return reshape(blocks, root, element, length, false, true);
    }
    if (expired) {
      FieldElement.expiry(element, millis);
      FieldHeap.changed(root, element);
      return element;
    }
    long shaped = reshape(blocks, root, element, length, true, true);
    FieldElement.expiry(shaped, millis);
    FieldHeap.add(blocks, root, shaped);
    return shaped;
  }

  /** Removes a field. */
  public static void remove(Blocks blocks, long root, long element) {
    if (FieldElement.expires(element)) {
      FieldHeap.remove(blocks, root, element);
    }
    ElementTable.remove(blocks, root, ElementTable.hashOf(root, element), element);
    Root.free(blocks, root, element);
  }

  /** Returns the number of fields that expire. */
  public static int expiringCount(long root) {
    return FieldHeap.size(root);
  }

  /** Returns the first expiry of any field, or {@link PackedFields#NEVER}. */
  public static long firstExpiry(long root) {
    return FieldHeap.size(root) == 0
        ? PackedFields.NEVER
        : FieldElement.expiry(FieldHeap.first(root));
  }

  /** Counts the fields whose time has come, up to a limit. */
  public static int countDue(long root, long nowMillis, int limit) {
    return FieldHeap.countDue(root, nowMillis, limit);
  }

  /**
   * Removes fields whose time has come, at most {@code limit}.
   *
   * @return how many
   */
  public static int removeDue(Blocks blocks, long root, long nowMillis, int limit) {
    int removed = 0;
    while (removed < limit && nowMillis > firstExpiry(root)) {
      remove(blocks, root, FieldHeap.first(root));
      removed++;
    }
    return removed;
  }

  /** Returns an element chosen uniformly at random. There must be one. */
  public static long random(long root, RandomGenerator random) {
    return ElementTable.random(root, random);
  }

  /** As {@link Structures#freeSome}; the root is left. */
  static boolean freeSome(Slab slab, long root, int limit) {
    long heap = FieldHeap.block(root);
    if (heap != Slab.NONE) {
      slab.free(heap);
      Memory.putLong(root + FieldHeap.FIELDS, Slab.NONE);
    }
    return ElementTable.freeSome(slab, root, limit, true);
  }

  /** Checks the invariants of the heap. */
  public static void check(long root) {
    FieldHeap.check(root);
  }

  /* Moves to another block where this one has not the right size. Keeps the value if told so, and
   * an expiry that stays. */
  private static long reshape(
      Blocks blocks, long root, long element, int length, boolean expires, boolean keepsValue) {
    boolean stays = expires && FieldElement.expires(element);
    long word = stays ? Memory.getLong(FieldElement.valuePosition(element) - Long.BYTES) : 0;
    long rest = Element.restPosition(element, 0) - element;
    long bytes = rest + FieldElement.restBytes(length, expires);
    long oldValue = FieldElement.valuePosition(element);
    long target = element;
    if (Slab.blockSizeFor(bytes) != blocks.size(element)) {
      target = Root.allocate(blocks, root, bytes);
      Memory.copy(element, target, rest);
    }
    if (target == element && keepsValue) {
      long newValue = element + bytes - length;
      Memory.copy(oldValue, newValue, length);
    }
    FieldElement.putShape(target, length, expires);
    long value = FieldElement.valuePosition(target);
    if (target != element && keepsValue) {
      Memory.copy(oldValue, value, length);
    }
    if (expires) {
      Memory.putLong(value - Long.BYTES, word);
    }
    if (target != element) {
      ElementTable.moved(root, ElementTable.hashOf(root, target), element, target);
      if (stays) {
        FieldHeap.moved(root, element, target);
      }
      Root.free(blocks, root, element);
    }
    return target;
  }
}
