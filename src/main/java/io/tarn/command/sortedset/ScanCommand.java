// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.RealFormat;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.ScanOptions;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.ScoredElement;
import java.nio.charset.StandardCharsets;

/** ZSCAN. A small sorted set is answered as a whole, whatever the cursor, as Redis does. */
final class ScanCommand {

  private static final int KEY = 1;
  private static final int EXPECTED = 10;

  private static final double MOST_WHOLE = 0x1p62;

  /** Cursors of a table have 32 bits. */
  private static final long CURSOR_MASK = 0xffff_ffffL;

  private static final Reply EMPTY = Reply.Array.of(Reply.Bulk.of("0"), Reply.EMPTY_ARRAY);

  private final ScanOptions options;
  private final ScoredNames found = new ScoredNames(EXPECTED);
  private final Entries.Name name = new Entries.Name();

  private ScanCommand(ScanOptions options) {
    this.options = options;
  }

  static Reply run(Execution execution, Arguments arguments) {
    if (!ScanOptions.isCursor(arguments, 2)) {
      return ScanOptions.INVALID_CURSOR;
    }
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return EMPTY;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    return ScanOptions.read(
        arguments,
        false,
        options -> {
          execution.longWork(arguments, KEY, Math.min(options.count(), value.count()));
          return new ScanCommand(options).scan(value, ScanOptions.cursor(arguments, 2));
        });
  }

  private Reply scan(SortedSetValue value, long cursor) {
    if (!value.isLarge()) {
      walk(value);
      return answer(0, true);
    }
    int atLeast = (int) Math.min(options.count(), Integer.MAX_VALUE);
    return answer(
        ElementTable.scan(value.root(), cursor & CURSOR_MASK, atLeast, this::meet), false);
  }

  private void meet(long element) {
    name.set(ScoredElement.namePosition(element), ScoredElement.nameLength(element));
    take(ScoredElement.score(element));
  }

  private void walk(SortedSetValue value) {
    Entries entries = value.entries(0, false);
    long all = value.count();
    for (long i = 0; i < all; i++, entries.advance()) {
      entries.copyName(name);
      take(entries.score());
    }
  }

  private void take(double score) {
    if (options.takes(name.bytes(), 0, name.length())) {
      found.append(name.bytes(), 0, name.length(), score);
    }
  }

  private Reply answer(long next, boolean small) {
    return new Reply.Written(
        writer -> {
          writer.array(2);
          writer.text(next);
          writer.array(2L * found.count());
          for (int i = 0; i < found.count(); i++) {
            found.writeName(writer, i);
            writeText(found.score(i), small, writer);
          }
        });
  }

  /* A string in RESP3 too. Redis's listpack has whole numbers as integers, so they have all digits. */
  private static void writeText(double score, boolean small, ReplyWriter writer) {
    boolean whole = small && score == Math.rint(score) && Math.abs(score) <= MOST_WHOLE;
    if (whole || RealFormat.isInteger(score)) {
      writer.text((long) score);
    } else {
      byte[] text = RealFormat.text(score).getBytes(StandardCharsets.US_ASCII);
      writer.bulk(text, 0, text.length);
    }
  }
}
