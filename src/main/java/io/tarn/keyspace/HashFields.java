// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedFields;
import io.tarn.keyspace.collection.Root;
import io.tarn.slab.Memory;
import io.tarn.slab.Slab;
import java.util.random.RandomGenerator;

/**
 * The hashes of one slot: {@link PackedFields} in the record while small, a {@link FieldTable} when
 * large. Nothing here is refused for want of budget; commands are admitted before.
 *
 * <p>A field is named by its place, which {@link #find} tells and which holds until the hash
 * changes. A hash that has, or has had, a field with an expiry is marked in its record and called
 * expiring; only such are ever asked for due fields.
 *
 * <p>See {@link FieldPromises} for how fields are removed in time.
 */
public final class HashFields {

  /** The place of a field that is not there. */
  public static final long ABSENT = PackedFields.ABSENT;

  /** The expiry of a field that has none. */
  public static final long NO_EXPIRY = 0;

  /** Packed values do not grow beyond this. */
  private static final int MOST_PACKED_BYTES = 4 << 20;

  private final Keyspace keyspace;
  private final CollectionValues values;
  private final FieldPromises promises;
  private boolean added;
  private int removed;

  HashFields(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.values = keyspace.collections();
    this.promises = new FieldPromises(keyspace, this);
  }

  /** Returns the number of fields. */
  public long count(long record) {
    return keyspace.isLarge(record)
        ? Root.count(keyspace.root(record))
        : PackedFields.count(keyspace.valuePosition(record), keyspace.fieldsExpire(record));
  }

  /** Returns the place of a field, or {@link #ABSENT}. */
  public long find(long record, byte[] name, int from, int length) {
    if (keyspace.isLarge(record)) {
      long element = FieldTable.find(keyspace.root(record), name, from, length);
      return element == Slab.NONE ? ABSENT : element;
    }
    return PackedFields.find(
        keyspace.valuePosition(record),
        keyspace.valueLength(record),
        keyspace.fieldsExpire(record),
        name,
        from,
        length);
  }

  /** Returns the place of a field chosen uniformly at random. There must be one. */
  public long random(long record, RandomGenerator random) {
    if (keyspace.isLarge(record)) {
      return FieldTable.random(keyspace.root(record), random);
    }
    long area = keyspace.valuePosition(record);
    boolean expiring = keyspace.fieldsExpire(record);
    int n = random.nextInt(PackedFields.count(area, expiring));
    return PackedFields.place(area, keyspace.valueLength(record), expiring, n);
  }

  /** Returns the expiry of a field in milliseconds since 1970, or {@link #NO_EXPIRY}. */
  public long expiry(long record, long place) {
    if (!keyspace.fieldsExpire(record)) {
      return NO_EXPIRY;
    }
    return keyspace.isLarge(record)
        ? FieldTable.expiry(place)
        : PackedFields.expiry(keyspace.valuePosition(record), keyspace.valueLength(record), place);
  }

  /* --- changes --- */

  /** True when a small hash would become too long for one block with so many bytes more. */
  public boolean isFull(long record, long more) {
    return Packed.usedBytes(keyspace.valuePosition(record)) + more > MOST_PACKED_BYTES;
  }

  /**
   * Sets a field of a small hash; {@link #added} tells whether it is new.
   *
   * @param keepsExpiry false when a field that was there loses its expiry
   * @return the record, perhaps at a new position
   */
  public long put(
      long record,
      byte[] name,
      int nameFrom,
      int nameLength,
      byte[] value,
      int valueFrom,
      int valueLength,
      boolean keepsExpiry) {
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    boolean expiring = keyspace.fieldsExpire(record);
    long place = PackedFields.find(area, capacity, expiring, name, nameFrom, nameLength);
    added = place == ABSENT;
    if (!added) {
      return replace(record, place, value, valueFrom, valueLength, keepsExpiry);
    }
    int need =
        Packed.need(name, nameFrom, nameLength)
            + Packed.need(value, valueFrom, valueLength)
            + (expiring ? 1 : 0);
    long roomy = fit(record, area, capacity, need);
    PackedFields.append(
        keyspace.valuePosition(roomy),
        keyspace.valueLength(roomy),
        expiring,
        name,
        nameFrom,
        nameLength,
        value,
        valueFrom,
        valueLength);
    return roomy;
  }

  private long replace(
      long record, long place, byte[] value, int from, int length, boolean keepsExpiry) {
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    long at = PackedFields.value(area, capacity, place);
    int index = PackedFields.index(at);
    int offset = PackedFields.offset(at);
    int more = Packed.need(value, from, length) - Packed.needOf(area, capacity, index, offset);
    long roomy = record;
    if (more > 0) {
      roomy = fit(record, area, capacity, more);
      area = keyspace.valuePosition(roomy);
      capacity = keyspace.valueLength(roomy);
    }
    PackedFields.replace(area, capacity, at, value, from, length);
    if (!keepsExpiry
        && keyspace.fieldsExpire(roomy)
        && PackedFields.expiry(area, capacity, place) != NO_EXPIRY) {
      PackedFields.expiry(area, capacity, place, NO_EXPIRY);
    }
    return more < 0 ? shrink(roomy) : roomy;
  }

  /**
   * As {@link #put}, in a large hash, whose record stays.
   *
   * @return where the caller writes the {@code valueLength} bytes of the value
   */
  public long place(
      long record, byte[] name, int from, int length, int valueLength, boolean keepsExpiry) {
    long root = keyspace.root(record);
    long element = FieldTable.find(root, name, from, length);
    added = element == Slab.NONE;
    if (added) {
      element = FieldTable.add(values, root, name, from, length, valueLength);
    } else {
      if (!keepsExpiry && FieldTable.expiry(element) != NO_EXPIRY) {
        element = FieldTable.expiry(values, root, element, NO_EXPIRY);
      }
      element = FieldTable.resize(values, root, element, valueLength);
    }
    return FieldTable.valuePosition(element);
  }

  /** True when the last {@link #put} or {@link #place} added a field. */
  public boolean added() {
    return added;
  }

  /** Makes a small hash large; returns the record, perhaps at a new position. */
  public long enlarge(long record) {
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    boolean expiring = keyspace.fieldsExpire(record);
    long root = FieldTable.create(values);
    int fields = PackedFields.count(area, expiring);
    long place = PackedFields.firstPlace(area, capacity, expiring);
    for (int i = 0; i < fields; i++) {
      long at = PackedFields.value(area, capacity, place);
      byte[] name = text(area, capacity, place);
      byte[] value = text(area, capacity, at);
      long element = FieldTable.add(values, root, name, 0, name.length, value.length);
      Memory.copyIn(value, 0, FieldTable.valuePosition(element), value.length);
      long expiry = expiring ? PackedFields.expiry(area, capacity, place) : NO_EXPIRY;
      if (expiry != NO_EXPIRY) {
        long _ = FieldTable.expiry(values, root, element, expiry);
      }
      place = PackedFields.nextField(area, capacity, expiring, place);
    }
    if (expiring) {
      FieldTable.promise(root, PackedFields.promise(area));
    }
    long large = values.adoptRoot(record, ValueType.HASH, root);
    if (expiring) {
      keyspace.markFieldsExpire(large);
    }
    return large;
  }

  /**
   * Removes a field. A hash without fields must not stay: the caller removes the key.
   *
   * @return the record, perhaps at a new position
   */
  public long remove(long record, long place) {
    if (keyspace.isLarge(record)) {
      FieldTable.remove(values, keyspace.root(record), place);
      return record;
    }
    long area = keyspace.valuePosition(record);
    PackedFields.remove(area, keyspace.valueLength(record), keyspace.fieldsExpire(record), place);
    return shrink(record);
  }

  /* --- expiry --- */

  /**
   * Sets the expiry of a field, or takes it away ({@link #NO_EXPIRY}).
   *
   * @return the record, perhaps at a new position; the place does not hold any more
   */
  public long expireAt(long record, long place, long millis) {
    if (millis == NO_EXPIRY && !keyspace.fieldsExpire(record)) {
      return record;
    }
    long target = record;
    if (keyspace.isLarge(record)) {
      keyspace.markFieldsExpire(record);
      long _ = FieldTable.expiry(values, keyspace.root(record), place, millis);
    } else {
      target = expirePacked(record, place, millis);
    }
    if (millis != NO_EXPIRY && millis < FieldPromises.of(keyspace, target)) {
      promises.make(target, millis);
    }
    return target;
  }

  private long expirePacked(long record, long place, long millis) {
    long area = keyspace.valuePosition(record);
    int capacity = keyspace.valueLength(record);
    boolean expiring = keyspace.fieldsExpire(record);
    int need =
        PackedFields.EXPIRY_NEED
            + (expiring ? 0 : PackedFields.expiringNeed(PackedFields.count(area, false)));
    long target = fit(record, area, capacity, need);
    area = keyspace.valuePosition(target);
    capacity = keyspace.valueLength(target);
    long at = place;
    if (!expiring) {
      PackedFields.expire(area, capacity);
      keyspace.markFieldsExpire(target);
      at = PackedFields.place(area, capacity, true, PackedFields.index(place) / 2);
    }
    PackedFields.expiry(area, capacity, at, millis);
    return target;
  }

  /** True when an expiring hash may have fields whose time has come. */
  public boolean mayBeDue(long record, long nowMillis) {
    return keyspace.fieldsExpire(record) && nowMillis > FieldPromises.of(keyspace, record);
  }

  /** Counts the fields whose time has come, about, and up to a limit. */
  public int countDue(long record, long nowMillis, int limit) {
    return keyspace.isLarge(record)
        ? FieldTable.countDue(keyspace.root(record), nowMillis, limit)
        : 0;
  }

  /**
   * Removes the fields of an expiring hash whose time has come, at most about {@code limit}, and
   * the key when none is left; {@link #removed} tells how many.
   *
   * @return the record, perhaps at a new position, or {@link Keyspace#NONE}
   */
  public long removeDue(long record, long nowMillis, int limit) {
    RemovalObserver removals = keyspace.population().removals();
    if (removals != null) {
      removals.fieldsRemoved(keyspace, record, nowMillis);
    }
    long next;
    if (keyspace.isLarge(record)) {
      long root = keyspace.root(record);
      removed = FieldTable.removeDue(values, root, nowMillis, limit);
      next = FieldTable.firstExpiry(root);
    } else {
      long area = keyspace.valuePosition(record);
      int capacity = keyspace.valueLength(record);
      removed = PackedFields.removeDue(area, capacity, nowMillis);
      next = PackedFields.firstExpiry(area, capacity);
    }
    if (count(record) == 0) {
      keyspace.remove(record);
      return Keyspace.NONE;
    }
    if (nowMillis <= next) {
      promises.make(record, next);
    }
    return keyspace.isLarge(record) || removed == 0 ? record : shrink(record);
  }

  /** Returns how many fields the last {@link #removeDue} has removed. */
  public int removed() {
    return removed;
  }

  /** Sees to it that a hash that came to this key space with its fields is looked at in time. */
  public void adopted(long record) {
    promises.renew(record);
  }

  FieldPromises promises() {
    return promises;
  }

  private long fit(long record, long area, int capacity, int more) {
    int wanted = Packed.usedBytes(area) + more;
    return wanted <= capacity ? record : values.fit(record, wanted);
  }

  private long shrink(long record) {
    int used = Packed.usedBytes(keyspace.valuePosition(record));
    return used > keyspace.valueLength(record) / 2 ? record : values.fit(record, used);
  }

  private static byte[] text(long area, int capacity, long place) {
    return Packed.text(area, capacity, PackedFields.index(place), PackedFields.offset(place));
  }
}
