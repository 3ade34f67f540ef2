// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;

/** What can be asked of single elements, and numbers of elements. */
final class ScoreCommands {

  private static final int KEY = 1;

  private ScoreCommands() {}

  /** Answers for a sorted set that exists. */
  private interface Question {
    Reply answer(SortedSetValue value);
  }

  private static Reply ask(
      Execution execution, Arguments arguments, Reply absent, Question question) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return absent;
    }
    return SortedSetValue.isOther(keyspace, record)
        ? Errors.WRONG_TYPE
        : question.answer(SortedSetValue.of(keyspace, record));
  }

  static Reply zcard(Execution execution, Arguments arguments) {
    return ask(execution, arguments, Reply.ZERO, value -> Reply.Int.of(value.count()));
  }

  static Reply zscore(Execution execution, Arguments arguments) {
    return ask(
        execution,
        arguments,
        Reply.NULL,
        value -> {
          long entry = value.find(arguments, 2);
          return entry == SortedSetValue.ABSENT ? Reply.NULL : new Reply.Real(value.score(entry));
        });
  }

  static Reply zmscore(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.find(keyspace, arguments, KEY);
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    execution.longWork(arguments, KEY, arguments.count());
    return new Reply.Written(writer -> writeScores(keyspace, record, arguments, writer));
  }

  private static void writeScores(
      Keyspace keyspace, long record, Arguments arguments, ReplyWriter writer) {
    writer.array(arguments.count() - 2);
    SortedSetValue value = record == Keyspace.NONE ? null : SortedSetValue.of(keyspace, record);
    for (int i = 2; i < arguments.count(); i++) {
      long entry = value == null ? SortedSetValue.ABSENT : value.find(arguments, i);
      if (value == null || entry == SortedSetValue.ABSENT) {
        writer.nil();
      } else {
        writer.real(value.score(entry));
      }
    }
  }

  static Reply zrank(Execution execution, Arguments arguments) {
    return rank(execution, arguments, false);
  }

  static Reply zrevrank(Execution execution, Arguments arguments) {
    return rank(execution, arguments, true);
  }

  private static Reply rank(Execution execution, Arguments arguments, boolean reverse) {
    if (arguments.count() > 4) {
      return Errors.wrongArity(reverse ? "zrevrank" : "zrank");
    }
    boolean withScore = arguments.count() == 4;
    if (withScore && !arguments.is(3, "withscore")) {
      return Errors.SYNTAX;
    }
    Reply absent = withScore ? Reply.NULL_ARRAY : Reply.NULL;
    return ask(
        execution,
        arguments,
        absent,
        value -> {
          long entry = value.find(arguments, 2);
          if (entry == SortedSetValue.ABSENT) {
            return absent;
          }
          long before = value.rank(entry);
          Reply rank = Reply.Int.of(reverse ? value.count() - 1 - before : before);
          return withScore ? Reply.Array.of(rank, new Reply.Real(value.score(entry))) : rank;
        });
  }

  static Reply zcount(Execution execution, Arguments arguments) {
    ScoreRange range = ScoreRange.of(arguments, 2, 3);
    return range == null
        ? ScoreRange.INVALID
        : ask(execution, arguments, Reply.ZERO, value -> Reply.Int.of(range.window(value).count()));
  }

  static Reply zlexcount(Execution execution, Arguments arguments) {
    NameRange range = NameRange.of(arguments, 2, 3);
    return range == null
        ? NameRange.INVALID
        : ask(
            execution,
            arguments,
            Reply.ZERO,
            value -> Reply.Int.of(range.window(value, false).count()));
  }
}
