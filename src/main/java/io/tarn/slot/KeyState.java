// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Execution;
import io.tarn.command.value.ValuePayload;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordWriter;
import io.tarn.slab.Memory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes what a key holds as a record that makes another key space hold the same. */
final class KeyState {

  private static final byte[] DEL = word("del");
  private static final byte[] SET = word("set");
  private static final byte[] PXAT = word("pxat");
  private static final byte[] RESTORE = word("restore");
  private static final byte[] REPLACE = word("replace");
  private static final byte[] ABSTTL = word("absttl");

  /** Most that the elements of a collection may have: its payload is made on the heap. */
  private static final long MOST_BYTES = 1L << 30;

  private KeyState() {}

  /**
   * Writes one record: the value with its expiry, or that the key is gone.
   *
   * @param kind STATE or ITEM; no ITEM is written of a key that is gone
   */
  static void write(
      RecordWriter writer, RecordKind kind, Keyspace keyspace, byte[] key, Execution context) {
    long millis = context.nowMillis();
    long record = live(keyspace, key, millis);
    if (record == Keyspace.NONE) {
      if (kind == RecordKind.STATE) {
        gone(writer, keyspace.slot(), key, millis);
      }
      return;
    }
    long expireAt = keyspace.expireAt(record);
    boolean expires = expireAt != Keyspace.NO_EXPIRY;
    if (keyspace.type(record) == ValueType.STRING) {
      writer.begin(kind, keyspace.slot(), millis, expires ? 5 : 3);
      writer.word(SET);
      writer.word(key);
      int length = keyspace.valueLength(record);
      int at = writer.word(length);
      Memory.copyOut(keyspace.valuePosition(record), writer.array(), at, length);
      if (expires) {
        writer.word(PXAT);
        writer.word(word(Long.toString(expireAt)));
      }
      writer.end();
      return;
    }
    byte @Nullable [] payload = ValuePayload.of(context, key, keyspace.type(record), MOST_BYTES);
    if (payload == null) {
      throw new IllegalStateException("too long to be copied: slot=" + keyspace.slot());
    }
    writer.begin(kind, keyspace.slot(), millis, 6);
    writer.word(RESTORE);
    writer.word(key);
    writer.word(word(expires ? Long.toString(expireAt) : "0"));
    writer.word(payload);
    writer.word(REPLACE);
    writer.word(ABSTTL);
    writer.end();
  }

  /* Fields that have expired go first: the payload would be made without them, or of none. */
  private static long live(Keyspace keyspace, byte[] key, long millis) {
    long record = keyspace.peek(key, 0, key.length, millis);
    if (record != Keyspace.NONE
        && keyspace.fieldsExpire(record)
        && keyspace.fields().mayBeDue(record, millis)) {
      return keyspace.fields().removeDue(record, millis, Integer.MAX_VALUE);
    }
    return record;
  }

  /** Writes that a key is gone. */
  static void gone(RecordWriter writer, int slot, byte[] key, long millis) {
    writer.begin(RecordKind.STATE, slot, millis, 2);
    writer.word(DEL);
    writer.word(key);
    writer.end();
  }

  /** Writes that the key of a record is gone. */
  static void gone(RecordWriter writer, Keyspace keyspace, long record) {
    writer.begin(RecordKind.STATE, keyspace.slot(), 0, 2);
    writer.word(DEL);
    key(writer, keyspace, record);
    writer.end();
  }

  /** Writes that fields of a hash are gone. */
  static void pruned(RecordWriter writer, Keyspace keyspace, long record, long nowMillis) {
    writer.begin(RecordKind.PRUNE, keyspace.slot(), nowMillis, 1);
    key(writer, keyspace, record);
    writer.end();
  }

  private static void key(RecordWriter writer, Keyspace keyspace, long record) {
    int length = keyspace.keyLength(record);
    int at = writer.word(length);
    Memory.copyOut(keyspace.keyPosition(record), writer.array(), at, length);
  }

  static byte[] word(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
