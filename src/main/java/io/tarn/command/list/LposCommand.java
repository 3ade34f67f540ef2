// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.list;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ListCursor;
import io.tarn.keyspace.collection.PackedElement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** LPOS: where an element is. */
final class LposCommand {

  private static final int KEY = 1;
  private static final int ELEMENT = 2;
  private static final int OPTIONS = 3;

  private static final Reply RANK_OUT_OF_RANGE =
      Reply.error(
          "value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
  private static final Reply RANK_ZERO =
      Reply.error(
          "RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
              + " negative to start from the end of the list");
  private static final Reply COUNT_NEGATIVE = Reply.error("COUNT can't be negative");
  private static final Reply MAXLEN_NEGATIVE = Reply.error("MAXLEN can't be negative");

  private long rank = 1;

  /** How many matches are asked for, 0 for all; -1 for one, which is answered without a list. */
  private long count = -1;

  /** How many elements are compared, 0 for all. */
  private long most;

  private LposCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    LposCommand command = new LposCommand();
    Reply failure = command.parse(arguments);
    return failure != null ? failure : command.answer(execution, arguments);
  }

  private @Nullable Reply parse(Arguments arguments) {
    for (int i = OPTIONS; i < arguments.count(); i += 2) {
      if (i + 1 == arguments.count()) {
        return Errors.SYNTAX;
      }
      boolean number = Numbers.isLong(arguments, i + 1);
      long value = number ? Numbers.parseLong(arguments, i + 1) : -1;
      if (arguments.is(i, "rank")) {
        if (!number) {
          return Errors.NOT_AN_INTEGER;
        }
        if (value == 0 || value == Long.MIN_VALUE) {
          return value == 0 ? RANK_ZERO : RANK_OUT_OF_RANGE;
        }
        rank = value;
      } else if (arguments.is(i, "count")) {
        if (value < 0) {
          return COUNT_NEGATIVE;
        }
        count = value;
      } else if (arguments.is(i, "maxlen")) {
        if (value < 0) {
          return MAXLEN_NEGATIVE;
        }
        most = value;
      } else {
        return Errors.SYNTAX;
      }
    }
    return null;
  }

  private Reply answer(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return count < 0 ? Reply.NULL : Reply.EMPTY_ARRAY;
    }
    if (ListValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    ListCursor cursor = ListValue.cursor(keyspace, record);
    long compared = most == 0 ? cursor.size() : Math.min(most, cursor.size());
    execution.longWork(arguments, KEY, compared);
    PackedElement element = ListValue.show(arguments, ELEMENT, new PackedElement());
    Places places = new Places();
    search(cursor, element, compared, places);
    if (count >= 0) {
      return new Reply.Written(places);
    }
    return places.size == 0 ? Reply.NULL : Reply.Int.of(places.all[0]);
  }

  private void search(ListCursor cursor, PackedElement element, long compared, Places places) {
    boolean forward = rank > 0;
    long skipped = Math.abs(rank) - 1;
    long wanted = count < 0 ? 1 : count == 0 ? Long.MAX_VALUE : count;
    long index = forward ? 0 : cursor.size() - 1;
    cursor.seek(index);
    for (long left = compared; left > 0 && places.size < wanted; left--) {
      if (cursor.isAt(element) && skipped-- <= 0) {
        places.add(index);
      }
      index += forward ? 1 : -1;
      cursor.step(forward);
    }
  }

  /** Indexes that were found. */
  private static final class Places implements Reply.Body {
    private long[] all = new long[4];
    private int size;

    void add(long place) {
      if (size == all.length) {
        all = Arrays.copyOf(all, 2 * size);
      }
      all[size++] = place;
    }

    @Override
    public void writeTo(ReplyWriter writer) {
      writer.array(size);
      for (int i = 0; i < size; i++) {
        writer.integer(all[i]);
      }
    }
  }
}
