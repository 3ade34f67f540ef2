// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.PackedFields;
import java.util.HashMap;
import java.util.Map;

/** Checks what the hashes of a slot promise: looks at every key. */
public final class HashFieldsCheck {

  private HashFieldsCheck() {}

  /** Throws {@link IllegalStateException} when an invariant is broken. */
  public static void check(Keyspace keyspace) {
    KeyspaceCheck.check(keyspace);
    FieldExpiries expiries = keyspace.fields().promises().expiries();
    expiries.check();
    Map<Long, Integer> entries = expiries.entries();
    long next = Math.min(expiries.nextMillis(), keyspace.expiries().nextMillis());
    if (keyspace.nextExpiryMillis() != next) {
      throw new IllegalStateException("next expiry is wrong: " + keyspace.nextExpiryMillis());
    }
    Map<Long, Long> wanted = new HashMap<>();
    keyspace.scan(
        0,
        Integer.MAX_VALUE,
        record -> {
          if (keyspace.fieldsExpire(record)) {
            check(keyspace, record);
            wanted.put(RecordLayout.hash(record), FieldPromises.of(keyspace, record));
          }
        });
    wanted.forEach(
        (hash, promise) -> {
          if (promise != PackedFields.NEVER && !entries.containsKey(hash ^ promise)) {
            throw new IllegalStateException("no entry: promise=" + promise);
          }
        });
  }

  private static void check(Keyspace keyspace, long record) {
    long first;
    if (keyspace.isLarge(record)) {
      FieldTable.check(keyspace.root(record));
      first = FieldTable.firstExpiry(keyspace.root(record));
    } else {
      first =
          PackedFields.firstExpiry(keyspace.valuePosition(record), keyspace.valueLength(record));
    }
    if (FieldPromises.of(keyspace, record) > first) {
      throw new IllegalStateException("promised too late: first=" + first);
    }
  }

  /** Returns how many entries there are for hashes with fields that expire. */
  public static int entries(Keyspace keyspace) {
    return keyspace.fields().promises().expiries().size();
  }
}
