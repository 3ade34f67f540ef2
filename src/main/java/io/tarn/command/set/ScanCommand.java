// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.ScanOptions;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import java.util.Arrays;
import java.util.List;

/**
 * SSCAN. A table is walked by hash, with the cursor of {@link ElementTable#scan}; any other set is
 * answered as a whole.
 */
final class ScanCommand {

  private static final long LAST_CURSOR = 0xffff_ffffL;
  private static final Reply NOTHING = Reply.Array.of(Reply.Bulk.of("0"), Reply.EMPTY_ARRAY);

  private ScanCommand() {}

  static Reply sscan(Execution execution, Arguments arguments) {
    if (!ScanOptions.isCursor(arguments, 2)) {
      return ScanOptions.INVALID_CURSOR;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return NOTHING;
    }
    if (SetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SetValue set = new SetValue(keyspace, record);
    return ScanOptions.read(arguments, false, options -> scan(execution, arguments, set, options));
  }

  private static Reply scan(
      Execution execution, Arguments arguments, SetValue set, ScanOptions options) {
    execution.longWork(arguments, 1, Math.min(options.count(), set.size()));
    if (set.form() != SetForm.TABLE) {
      Selection matching = Selection.of(List.of(set), (source, member) -> takes(options, member));
      return new Reply.Written(writer -> writeSelection(writer, matching));
    }
    long cursor = ScanOptions.cursor(arguments, 2);
    if (cursor < 0 || cursor > LAST_CURSOR) {
      return NOTHING; // no walk has given it
    }
    Found found = new Found(set.members(), options);
    int atLeast = (int) Math.min(options.count(), Integer.MAX_VALUE);
    long next = ElementTable.scan(set.keyspace().root(set.record()), cursor, atLeast, found::visit);
    return new Reply.Written(writer -> found.writeTo(writer, next));
  }

  private static boolean takes(ScanOptions options, Members member) {
    int length = member.load();
    return options.takes(member.array(), 0, length);
  }

  private static void writeSelection(ReplyWriter writer, Selection matching) {
    writer.array(2);
    writer.text(0);
    writer.array(matching.count());
    matching.forEach(member -> member.writeTo(writer));
  }

  /** The elements of one step that match. */
  private static final class Found {
    private final Members members;
    private final ScanOptions options;
    private long[] elements = new long[16];
    private int count;

    Found(Members members, ScanOptions options) {
      this.members = members;
      this.options = options;
    }

    void visit(long element) {
      members.at(element);
      if (options.glob() != null && !takes(options, members)) {
        return;
      }
      if (count == elements.length) {
        elements = Arrays.copyOf(elements, count * 2);
      }
      elements[count++] = element;
    }

    void writeTo(ReplyWriter writer, long next) {
      writer.array(2);
      writer.text(next);
      writer.array(count);
      for (int i = 0; i < count; i++) {
        members.at(elements[i]);
        members.writeTo(writer);
      }
    }
  }
}
