// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.HashSegment;
import io.tarn.keyspace.collection.PackedFields;

/**
 * Removes fields of a slot's hashes when their time has come. Every expiring hash holds a promise,
 * a time no later than its first expiry, and {@link FieldExpiries} has an entry of that time for
 * its key. The slot's next expiry takes these entries into account. So nothing else needs to know
 * of such fields, and slots without them pay nothing.
 */
final class FieldPromises {

  private static final byte[] NO_KEY = {};

  private final Keyspace keyspace;
  private final HashFields fields;
  private final FieldExpiries expiries;

  FieldPromises(Keyspace keyspace, HashFields fields) {
    this.keyspace = keyspace;
    this.fields = fields;
    this.expiries = new FieldExpiries(keyspace.collections(), this::isKept);
  }

  /** Returns the promise of an expiring hash. */
  static long of(Keyspace keyspace, long record) {
    return keyspace.isLarge(record)
        ? FieldTable.promise(keyspace.root(record))
        : PackedFields.promise(keyspace.valuePosition(record));
  }

  /** Promises to look at an expiring hash at a time, which replaces what was promised before. */
  void make(long record, long millis) {
    if (keyspace.isLarge(record)) {
      FieldTable.promise(keyspace.root(record), millis);
    } else {
      PackedFields.promise(keyspace.valuePosition(record), millis);
    }
    if (millis != PackedFields.NEVER) {
      expiries.add(millis, RecordLayout.hash(record));
      publish();
    }
  }

  /** Takes over what a record promises that came from elsewhere. */
  void renew(long record) {
    if (keyspace.fieldsExpire(record)) {
      make(record, of(keyspace, record));
    }
  }

  /** Removes due fields of all hashes, at most about {@code limit}; returns how many. */
  int removeDue(long nowMillis, int limit) {
    int done = 0;
    while (done < limit && nowMillis > expiries.nextMillis()) {
      long record = promised(expiries.firstHash(), expiries.nextMillis());
      if (record == Keyspace.NONE) {
        expiries.removeFirst();
        publish();
        done++;
      } else {
        done += removeDue(record, nowMillis, limit - done);
      }
    }
    return done;
  }

  private int removeDue(long record, long nowMillis, int limit) {
    KeyObserver observer = keyspace.population().observer();
    byte[] key = observer == null ? NO_KEY : keyspace.keyBytes(record);
    long left = fields.removeDue(record, nowMillis, limit);
    if (observer != null && fields.removed() > 0) {
      observer.fieldsExpired(keyspace.slot(), key, left == Keyspace.NONE);
    }
    return Math.max(1, fields.removed());
  }

  /** Called when a key was removed: this may have been the last that needed some entry. */
  void keyRemoved() {
    if (expiries.size() > 0) {
      if (keyspace.size() == 0) {
        expiries.clear();
      } else {
        expiries.review();
      }
      publish();
    }
  }

  /** Forgets all hashes. */
  void clear() {
    expiries.clear();
    publish();
  }

  /** Returns the bytes that the promise of a record takes. */
  long memoryUsage(long record) {
    return keyspace.fieldsExpire(record) && of(keyspace, record) != PackedFields.NEVER
        ? FieldExpiries.ENTRY
        : 0;
  }

  /** Returns the entries. */
  FieldExpiries expiries() {
    return expiries;
  }

  private void publish() {
    keyspace.expiries().otherMillis(expiries.nextMillis());
  }

  private boolean isKept(long hash, long millis) {
    return promised(hash, millis) != Keyspace.NONE;
  }

  /* The key of that hash that is to be looked at at that time. */
  private long promised(long hash, long millis) {
    KeyIndex index = keyspace.index();
    long handle = index.handle(hash);
    if (handle == 0) {
      return Keyspace.NONE;
    }
    long[] found = {Keyspace.NONE};
    int home = HashSegment.home(HashSegment.tag(hash, HashSegment.depth(handle)), handle);
    int _ =
        HashSegment.visit(
            handle,
            home,
            record -> {
              if (keyspace.fieldsExpire(record)
                  && of(keyspace, record) == millis
                  && RecordLayout.hash(record) == hash) {
                found[0] = record;
              }
            });
    return found[0];
  }
}
