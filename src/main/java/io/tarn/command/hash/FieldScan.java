// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ScanCursor;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.FieldTable;
import io.tarn.keyspace.collection.Packed;
import io.tarn.keyspace.collection.PackedFields;
import io.tarn.slab.Memory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** HSCAN. A small hash is answered as a whole, whatever the cursor, as Redis does. */
final class FieldScan {

  private static final int DEFAULT_COUNT = 10;
  private static final Reply EMPTY = Reply.Array.of(Reply.Bulk.of("0"), Reply.EMPTY_ARRAY);

  private long count = DEFAULT_COUNT;
  private @Nullable Glob glob;
  private boolean withValues = true;
  private byte[] scratch = new byte[64];
  private long[] places = new long[16];
  private int found;

  private FieldScan() {}

  static Reply hscan(Execution execution, Arguments arguments) {
    if (!ScanCursor.is(arguments, 2)) {
      return ScanCursor.INVALID;
    }
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return EMPTY;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    FieldScan scan = new FieldScan();
    Reply refusal = scan.parse(arguments);
    if (refusal != null) {
      return refusal;
    }
    long size = keyspace.fields().count(record);
    execution.longWork(arguments, StoredHash.KEY, Math.min(scan.count, size));
    return scan.walk(keyspace, record, ScanCursor.parse(arguments, 2));
  }

  private @Nullable Reply parse(Arguments arguments) {
    int i = 3;
    while (i < arguments.count()) {
      boolean valued = i + 1 < arguments.count();
      if (valued && arguments.is(i, "count")) {
        if (!Numbers.isLong(arguments, i + 1)) {
          return Errors.NOT_AN_INTEGER;
        }
        count = Numbers.parseLong(arguments, i + 1);
        if (count < 1) {
          return Errors.SYNTAX;
        }
        i += 2;
      } else if (valued && arguments.is(i, "match")) {
        Glob pattern = Glob.of(arguments.bytes(i + 1));
        glob = pattern.isEverything() ? null : pattern;
        i += 2;
      } else if (arguments.is(i, "novalues")) {
        withValues = false;
        i++;
      } else {
        return Errors.SYNTAX;
      }
    }
    return null;
  }

  private Reply walk(Keyspace keyspace, long record, long cursor) {
    long next = 0;
    if (keyspace.isLarge(record)) {
      int atLeast = (int) Math.min(count, Integer.MAX_VALUE);
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
          writer.array(withValues ? 2L * found : found);
          for (int i = 0; i < found; i++) {
            StoredHash.writeName(keyspace, record, places[i], writer);
            if (withValues) {
              StoredHash.writeValue(keyspace, record, places[i], writer);
            }
          }
        });
  }

  private void meet(long element) {
    if (glob != null) {
      int length = FieldTable.nameLength(element);
      if (scratch.length < length) {
        scratch = new byte[length];
      }
      Memory.copyOut(FieldTable.namePosition(element), scratch, 0, length);
      if (!glob.matches(scratch, 0, length)) {
        return;
      }
    }
    add(element);
  }

  private void meetPacked(Keyspace keyspace, long record, long place) {
    if (glob != null) {
      byte[] name =
          Packed.text(
              keyspace.valuePosition(record),
              keyspace.valueLength(record),
              PackedFields.index(place),
              PackedFields.offset(place));
      if (!glob.matches(name, 0, name.length)) {
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
