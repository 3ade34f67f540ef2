// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** ZRANDMEMBER. */
final class RandomCommand {

  private static final int KEY = 1;

  /** Most elements that may be asked for with repetitions. Redis has no limit but its memory. */
  private static final long MOST_REPEATED = 1 << 24;

  private static final Reply TOO_MANY = Reply.error("too many members for one answer");
  private static final Reply OUT_OF_RANGE = Reply.error("value is out of range");
  private static final Reply NOT_IN_RANGE =
      Reply.error(
          "value is out of range, value must between "
              + -Long.MAX_VALUE
              + " and "
              + Long.MAX_VALUE);

  private RandomCommand() {}

  static Reply run(Execution execution, Arguments arguments) {
    Reply refusal = refusal(arguments);
    if (refusal != null) {
      return refusal;
    }
    boolean counted = arguments.count() > 2;
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return counted ? Reply.EMPTY_ARRAY : Reply.NULL;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    if (!counted) {
      return new Reply.Written(writer -> value.entries(randomRank(value), false).writeName(writer));
    }
    long count = Numbers.parseLong(arguments, 2);
    if (count == 0) {
      return Reply.EMPTY_ARRAY;
    }
    if (count < -MOST_REPEATED) {
      return TOO_MANY;
    }
    boolean withScores = arguments.count() == 4;
    long answered = count < 0 ? -count : Math.min(count, value.count());
    execution.longWork(arguments, KEY, answered);
    return new Reply.Written(
        writer -> {
          boolean pairs = withScores && writer.isResp3();
          writer.array(withScores && !pairs ? 2 * answered : answered);
          if (count < 0) {
            writeAny(value, answered, withScores, writer);
          } else {
            writeDistinct(value, answered, withScores, writer);
          }
        });
  }

  private static @Nullable Reply refusal(Arguments arguments) {
    if (arguments.count() == 2) {
      return null;
    }
    if (!Numbers.isLong(arguments, 2)) {
      return Errors.NOT_AN_INTEGER;
    }
    long count = Numbers.parseLong(arguments, 2);
    if (count == Long.MIN_VALUE) {
      return NOT_IN_RANGE;
    }
    if (arguments.count() == 3) {
      return null;
    }
    if (arguments.count() > 4 || !arguments.is(3, "withscores")) {
      return Errors.SYNTAX;
    }
    return count < -(Long.MAX_VALUE / 2) || count > Long.MAX_VALUE / 2 ? OUT_OF_RANGE : null;
  }

  private static long randomRank(SortedSetValue value) {
    return ThreadLocalRandom.current().nextLong(value.count());
  }

  private static void writeAny(
      SortedSetValue value, long answered, boolean withScores, ReplyWriter writer) {
    for (long i = 0; i < answered; i++) {
      write(value.entries(randomRank(value), false), withScores, writer);
    }
  }

  /* By Floyd's method: of the last n of N ranks each is drawn from those up to it (Bentley 1987). */
  private static void writeDistinct(
      SortedSetValue value, long answered, boolean withScores, ReplyWriter writer) {
    long count = value.count();
    if (answered == count) {
      Entries all = value.entries(0, false);
      for (long i = 0; i < count; i++, all.advance()) {
        write(all, withScores, writer);
      }
      return;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    BitSet drawn = new BitSet();
    for (long last = count - answered; last < count; last++) {
      int rank = (int) random.nextLong(last + 1);
      rank = drawn.get(rank) ? (int) last : rank;
      drawn.set(rank);
      write(value.entries(rank, false), withScores, writer);
    }
  }

  private static void write(Entries entry, boolean withScores, ReplyWriter writer) {
    if (withScores && writer.isResp3()) {
      writer.array(2);
    }
    entry.writeName(writer);
    if (withScores) {
      writer.real(entry.score());
    }
  }
}
