// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementCursor;
import io.tarn.keyspace.collection.PackedFields;
import io.tarn.slab.Slab;
import org.jspecify.annotations.Nullable;

/** A way through all fields of a hash, which must not change meanwhile. */
final class FieldCursor {

  private final @Nullable ElementCursor elements;
  private final long area;
  private final int capacity;
  private final boolean expiring;
  private long left;
  private long place;

  /** Creates one before the first field. */
  FieldCursor(Keyspace keyspace, long record) {
    expiring = keyspace.fieldsExpire(record);
    left = keyspace.fields().count(record);
    if (keyspace.isLarge(record)) {
      elements = new ElementCursor(keyspace.root(record));
      area = Slab.NONE;
      capacity = 0;
    } else {
      elements = null;
      area = keyspace.valuePosition(record);
      capacity = keyspace.valueLength(record);
      place = HashFields.ABSENT;
    }
  }

  /** Returns the place of the next field, or HashFields.ABSENT behind the last. */
  long next() {
    if (left == 0) {
      return HashFields.ABSENT;
    }
    left--;
    if (elements != null) {
      return elements.next();
    }
    place =
        place == HashFields.ABSENT
            ? PackedFields.firstPlace(area, capacity, expiring)
            : PackedFields.nextField(area, capacity, expiring, place);
    return place;
  }
}
