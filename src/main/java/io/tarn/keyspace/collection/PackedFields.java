// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;

/**
 * The fields of a small hash in a {@link Packed} area, in the order in which they were added.
 *
 * <pre>
 *   plain:     field, value, field, value, ...
 *   expiring:  promise, field, value, expiry, field, value, expiry, ...
 *
 *   promise: 8 bytes: the time in milliseconds when this hash is to be looked at, no later than
 *            the first expiry; {@link #NEVER} when no field expires
 *   expiry:  an integer: milliseconds since 1970; 0 for a field that does not expire
 * </pre>
 *
 * <p>A hash becomes expiring with the first field that gets an expiry, and stays it.
 *
 * <p>A field's place is its index in the upper and its offset in the lower half of a long. It holds
 * until the area changes.
 */
public final class PackedFields {

  /** The answer of {@link #find} when there is no such field. */
  public static final long ABSENT = Packed.ABSENT;

  /** No time. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Most that an expiry takes beyond what 0 takes. */
  public static final int EXPIRY_NEED = Long.BYTES;

  private static final int PROMISE_NEED = 1 + Long.BYTES;
  private static final byte[] NO_PROMISE = new byte[Long.BYTES];

  private PackedFields() {}

  /** Returns the number of fields. */
  public static int count(long area, boolean expiring) {
    return (Packed.count(area) - first(expiring)) / step(expiring);
  }

  /** Returns the place of a field, or {@link #ABSENT}. */
  public static long find(
      long area, int capacity, boolean expiring, byte[] name, int from, int length) {
    return PackedPlaces.find(area, capacity, first(expiring), step(expiring), name, from, length);
  }

  /** Returns the place of the first field. */
  public static long firstPlace(long area, int capacity, boolean expiring) {
    long start = Packed.firstOffset();
    return expiring ? next(area, capacity, start, 1) : start;
  }

  /** Returns the place of field {@code n}, counted from 0. */
  public static long place(long area, int capacity, boolean expiring, int n) {
    int index = first(expiring) + n * step(expiring);
    return (long) index << 32 | Packed.offset(area, capacity, index);
  }

  /** Returns the place of the field behind the one at a place. */
  public static long nextField(long area, int capacity, boolean expiring, long place) {
    return next(area, capacity, place, step(expiring));
  }

  /** Returns the place of the value of the field at a place. */
  public static long value(long area, int capacity, long place) {
    return next(area, capacity, place, 1);
  }

  /** Returns the expiry of the field at a place of an expiring hash, 0 for none. */
  public static long expiry(long area, int capacity, long place) {
    long at = next(area, capacity, place, 2);
    return Packed.integer(area, capacity, index(at), offset(at));
  }

  /** Sets the expiry of the field at a place. Needs room for {@link #EXPIRY_NEED} bytes. */
  public static void expiry(long area, int capacity, long place, long millis) {
    long at = next(area, capacity, place, 2);
    PackedPlaces.replace(area, capacity, index(at), offset(at), millis);
  }

  /** Adds a field, its value and its expiry, if it is an expiring hash. */
  public static void append(
      long area,
      int capacity,
      boolean expiring,
      byte[] name,
      int nameFrom,
      int nameLength,
      byte[] value,
      int valueFrom,
      int valueLength) {
    appendName(area, capacity, name, nameFrom, nameLength);
    int end = Packed.endOffset(area);
    int index = Packed.count(area);
    int _ = Packed.insert(area, capacity, index, end, value, valueFrom, valueLength);
    if (expiring) {
      appendNoExpiry(area, capacity);
    }
  }

  private static void appendName(long area, int capacity, byte[] name, int from, int length) {
    int end = Packed.endOffset(area);
    int _ = Packed.insert(area, capacity, Packed.count(area), end, name, from, length);
  }

  private static void appendNoExpiry(long area, int capacity) {
    int end = Packed.endOffset(area);
    int _ = Packed.insertInteger(area, capacity, Packed.count(area), end, 0);
  }

  /**
   * Puts a value in the place of another. Needs room for {@link Packed#need} beyond what that one
   * takes.
   */
  public static void replace(
      long area, int capacity, long place, byte[] value, int from, int length) {
    PackedPlaces.replace(area, capacity, index(place), offset(place), value, from, length);
  }

  /** Removes the field at a place. */
  public static void remove(long area, int capacity, boolean expiring, long place) {
    Packed.delete(area, capacity, index(place), offset(place), step(expiring));
  }

  /** Returns what {@link #expire} takes in an area of so many fields. */
  public static int expiringNeed(int fields) {
    return PROMISE_NEED + fields;
  }

  /** Makes a plain hash an expiring one. Needs room for {@link #expiringNeed}. */
  public static void expire(long area, int capacity) {
    int fields = count(area, false);
    int size =
        Packed.insert(area, capacity, 0, Packed.firstOffset(), NO_PROMISE, 0, NO_PROMISE.length);
    promise(area, NEVER);
    int offset = Packed.firstOffset() + size;
    for (int i = 0; i < fields; i++) {
      int index = 1 + 3 * i;
      offset = Packed.advance(area, capacity, index, offset, 2);
      offset += Packed.insertInteger(area, capacity, index + 2, offset, 0);
    }
  }

  /** Returns when an expiring hash is to be looked at. */
  public static long promise(long area) {
    return Memory.getLong(area + Packed.firstOffset());
  }

  /** Sets when an expiring hash is to be looked at. */
  public static void promise(long area, long millis) {
    Memory.putLong(area + Packed.firstOffset(), millis);
  }

  /** Returns the first expiry of any field of an expiring hash, or {@link #NEVER}. */
  public static long firstExpiry(long area, int capacity) {
    long first = NEVER;
    int count = count(area, true);
    long place = firstPlace(area, capacity, true);
    for (int i = 0; i < count; i++) {
      long expiry = expiry(area, capacity, place);
      if (expiry != 0 && expiry < first) {
        first = expiry;
      }
      place = nextField(area, capacity, true, place);
    }
    return first;
  }

  /**
   * Removes the fields of an expiring hash whose time has come.
   *
   * @return how many
   */
  public static int removeDue(long area, int capacity, long nowMillis) {
    int removed = 0;
    int count = count(area, true);
    long place = firstPlace(area, capacity, true);
    for (int i = 0; i < count; i++) {
      long expiry = expiry(area, capacity, place);
      if (expiry != 0 && nowMillis > expiry) {
        remove(area, capacity, true, place);
        removed++;
      } else {
        place = nextField(area, capacity, true, place);
      }
    }
    return removed;
  }

  /** Returns the index of a place. */
  public static int index(long place) {
    return (int) (place >>> 32);
  }

  /** Returns the offset of a place. */
  public static int offset(long place) {
    return (int) place;
  }

  private static int first(boolean expiring) {
    return expiring ? 1 : 0;
  }

  private static int step(boolean expiring) {
    return expiring ? 3 : 2;
  }

  private static long next(long area, int capacity, long place, int steps) {
    int index = index(place);
    long offset = Packed.advance(area, capacity, index, offset(place), steps);
    return (long) (index + steps) << 32 | offset;
  }
}
