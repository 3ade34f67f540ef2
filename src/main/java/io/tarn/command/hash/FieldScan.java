// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.ScanOptions;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedFields;
import io.tarn.slab.Memory;
import java.util.Arrays;

/** HSCAN. A small hash is answered as a whole, whatever the cursor, as Redis does. */
final class FieldScan {

  private static final Reply EMPTY = Reply.Array.of(Reply.Bulk.of("0"), Reply.EMPTY_ARRAY);

  private final ScanOptions options;
  private byte[] scratch = new byte[64];
  private long[] places = new long[16];
  private int found;

  private FieldScan(ScanOptions options) {
    this.options = options;
  }

  static Reply hscan(Execution execution, Arguments arguments) {
    if (!ScanOptions.isCursor(arguments, 2)) {
      return ScanOptions.INVALID_CURSOR;
    }
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return EMPTY;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long size = keyspace.fields().count(record);
    long cursor = ScanOptions.cursor(arguments, 2);
    return ScanOptions.read(
        arguments,
        true,
        options -> {
          execution.longWork(arguments, StoredHash.KEY, Math.min(options.count(), size));
          return new FieldScan(options).walk(keyspace, record, cursor);
        });
  }

  private Reply walk(Keyspace keyspace, long record, long cursor) {
    long next = 0;
    if (keyspace.isLarge(record)) {
      int atLeast = (int) Math.min(options.count(), Integer.MAX_VALUE);
      next = ElementTable.scan(keyspace.root(record), cursor & 0xffff_ffffL, atLeast, this::meet);
    } else {
      FieldCursor fields = new FieldCursor(keyspace, record);
      for (long place = fields.next(); place != HashFields.ABSENT; place = fields.next()) {
        meetPacked(keyspace, record, place);
      }
    }
    long answered = next;
    return new Reply.Written(
        writer -> {
          writer.array(2);
          writer.text(answered);
          writer.array(options.novalues() ? found : 2L * found);
          for (int i = 0; i < found; i++) {
            StoredHash.writeName(keyspace, record, places[i], writer);
            if (!options.novalues()) {
              StoredHash.writeValue(keyspace, record, places[i], writer);
            }
          }
        });
  }

  private void meet(long element) {
    if (options.glob() != null) {
      int length = FieldTable.nameLength(element);
      if (scratch.length < length) {
        scratch = new byte[length];
      }
      Memory.copyOut(FieldTable.namePosition(element), scratch, 0, length);
      if (!options.takes(scratch, 0, length)) {
        return;
      }
    }
    add(element);
  }

  private void meetPacked(Keyspace keyspace, long record, long place) {
    if (options.glob() != null) {
      byte[] name =
          Packed.text(
              keyspace.valuePosition(record),
              keyspace.valueLength(record),
              PackedFields.index(place),
              PackedFields.offset(place));
      if (!options.takes(name, 0, name.length)) {
        return;
      }
    }
    add(place);
  }

  private void add(long place) {
    if (found == places.length) {
      places = Arrays.copyOf(places, 2 * found);
    }
    places[found++] = place;
  }
}
