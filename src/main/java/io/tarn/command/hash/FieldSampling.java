// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.hash;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.HashFields;
import io.tarn.keyspace.Keyspace;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** HRANDFIELD. */
final class FieldSampling {

  /*
   * Distinct fields are chosen in one pass over all of them (Knuth's algorithm S), which needs no
   * memory and answers them in the order of the hash; when they are few of many, by drawing until
   * enough different ones are drawn.
   */

  /** Fewer than this part of all fields are drawn one by one. */
  private static final int FEW_PART = 8;

  /** Most fields that are drawn one by one when they must differ. */
  private static final int MOST_DRAWN = 10_000;

  private static final Reply COUNT_RANGE =
      Reply.error(
          "value is out of range, value must between -9223372036854775807 and 9223372036854775807");
  private static final Reply OUT_OF_RANGE = Reply.error("value is out of range");

  private FieldSampling() {}

  static Reply hrandfield(Execution execution, Arguments arguments) {
    if (arguments.count() == 2) {
      return one(execution, arguments);
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long count = Numbers.parseLong(arguments, 2);
    if (count == Long.MIN_VALUE) {
      return COUNT_RANGE;
    }
    boolean withValues = arguments.count() == 4 && arguments.is(3, "withvalues");
    if (arguments.count() > 3 && !withValues) {
      return Errors.SYNTAX;
    }
    if (withValues && (count < -(Long.MAX_VALUE / 2) || count > Long.MAX_VALUE / 2)) {
      return OUT_OF_RANGE;
    }
    return several(execution, arguments, count, withValues);
  }

  private static Reply one(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return Reply.NULL;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    long place = keyspace.fields().random(record, ThreadLocalRandom.current());
    return new Reply.Written(writer -> StoredHash.writeName(keyspace, record, place, writer));
  }

  private static Reply several(
      Execution execution, Arguments arguments, long count, boolean withValues) {
    Keyspace keyspace = execution.keyspace(arguments, StoredHash.KEY);
    long record = StoredHash.find(execution, keyspace, arguments);
    if (record == Keyspace.NONE) {
      return Reply.EMPTY_ARRAY;
    }
    if (StoredHash.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    if (count == 0) {
      return Reply.EMPTY_ARRAY;
    }
    long size = keyspace.fields().count(record);
    long answered = count < 0 ? -count : Math.min(count, size);
    if (answered > Integer.MAX_VALUE) {
      return OUT_OF_RANGE; // Redis tries, until memory ends
    }
    boolean drawn = count > 0 && answered < size / FEW_PART && answered <= MOST_DRAWN;
    execution.longWork(arguments, StoredHash.KEY, count < 0 || drawn ? answered : size);
    return new Reply.Written(
        writer -> {
          Answer answer = new Answer(keyspace, record, withValues, writer);
          answer.begin(answered);
          if (count < 0) {
            answer.repeated(answered);
          } else if (drawn) {
            answer.drawn(answered);
          } else {
            answer.selected(answered, size);
          }
        });
  }

  /** Writes chosen fields. */
  private record Answer(Keyspace keyspace, long record, boolean withValues, ReplyWriter writer) {

    void begin(long fields) {
      writer.array(withValues && !writer.isResp3() ? 2 * fields : fields);
    }

    void repeated(long fields) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      for (long i = 0; i < fields; i++) {
        write(keyspace.fields().random(record, random));
      }
    }

    void drawn(long fields) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      Set<Long> seen = new HashSet<>();
      while (seen.size() < fields) {
        long place = keyspace.fields().random(record, random);
        if (seen.add(place)) {
          write(place);
        }
      }
    }

    void selected(long fields, long size) {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      FieldCursor cursor = new FieldCursor(keyspace, record);
      long wanted = fields;
      long left = size;
      for (long place = cursor.next();
          place != HashFields.ABSENT && wanted > 0;
          place = cursor.next()) {
        if (random.nextLong(left) < wanted) {
          write(place);
          wanted--;
        }
        left--;
      }
    }

    private void write(long place) {
      if (withValues && writer.isResp3()) {
        writer.array(2);
      }
      StoredHash.writeName(keyspace, record, place, writer);
      if (withValues) {
        StoredHash.writeValue(keyspace, record, place, writer);
      }
    }
  }
}
