// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Glob;
import io.tarn.command.Numbers;
import io.tarn.command.RealFormat;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.ScanOptions;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.ScoredElement;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** ZSCAN. A small sorted set is answered as a whole, whatever the cursor, as Redis does. */
final class ScanCommand {

  private static final int KEY = 1;
  private static final int DEFAULT_COUNT = 10;
  private static final Reply EMPTY = Reply.Array.of(Reply.Bulk.of("0"), Reply.EMPTY_ARRAY);

  private long count = DEFAULT_COUNT;
  private @Nullable Glob glob;
  private final ScoredNames found = new ScoredNames(DEFAULT_COUNT);
  private final Entries.Name name = new Entries.Name();

  private ScanCommand() {}

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
    ScanCommand scan = new ScanCommand();
    Reply refusal = scan.parse(arguments);
    if (refusal != null) {
      return refusal;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    execution.longWork(arguments, KEY, Math.min(scan.count, value.count()));
    long next = 0;
    if (value.isLarge()) {
      long cursor = ScanOptions.cursor(arguments, 2) & 0xffff_ffffL;
      int atLeast = (int) Math.min(scan.count, Integer.MAX_VALUE);
      next = ElementTable.scan(keyspace.root(record), cursor, atLeast, scan::meet);
    } else {
      scan.walk(value);
    }
    return scan.answer(next);
  }

  private @Nullable Reply parse(Arguments arguments) {
    for (int i = 3; i < arguments.count(); i += 2) {
      boolean valued = i + 1 < arguments.count();
      if (valued && arguments.is(i, "count")) {
        if (!Numbers.isLong(arguments, i + 1)) {
          return Errors.NOT_AN_INTEGER;
        }
        count = Numbers.parseLong(arguments, i + 1);
        if (count < 1) {
          return Errors.SYNTAX;
        }
      } else if (valued && arguments.is(i, "match")) {
        Glob pattern = Glob.of(arguments.bytes(i + 1));
        glob = pattern.isEverything() ? null : pattern;
      } else {
        return Errors.SYNTAX;
      }
    }
    return null;
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
    if (glob == null || glob.matches(name.bytes(), 0, name.length())) {
      found.append(name.bytes(), 0, name.length(), score);
    }
  }

  private Reply answer(long next) {
    return new Reply.Written(
        writer -> {
          writer.array(2);
          writer.text(next);
          writer.array(2L * found.count());
          for (int i = 0; i < found.count(); i++) {
            found.writeName(writer, i);
            writeText(found.score(i), writer);
          }
        });
  }

  /* A string in RESP3 too. */
  private static void writeText(double score, ReplyWriter writer) {
    if (RealFormat.isInteger(score)) {
      writer.text((long) score);
    } else {
      byte[] text = RealFormat.text(score).getBytes(StandardCharsets.US_ASCII);
      writer.bulk(text, 0, text.length);
    }
  }
}
