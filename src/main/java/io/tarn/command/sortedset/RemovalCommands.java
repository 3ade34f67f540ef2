// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;

/** ZREMRANGEBYRANK, ZREMRANGEBYSCORE and ZREMRANGEBYLEX. */
final class RemovalCommands {

  private static final int KEY = 1;

  private RemovalCommands() {}

  /** What to remove of a sorted set. */
  private interface Selection {
    Window window(SortedSetValue value);
  }

  static Reply byRank(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 2) || !Numbers.isLong(arguments, 3)) {
      return Errors.NOT_AN_INTEGER;
    }
    long first = Numbers.parseLong(arguments, 2);
    long last = Numbers.parseLong(arguments, 3);
    return remove(
        execution,
        arguments,
        value -> Window.ofRanks(first, last, value.count(), false),
        KeyEvent.ZREMRANGEBYRANK);
  }

  static Reply byScore(Execution execution, Arguments arguments) {
    ScoreRange range = ScoreRange.of(arguments, 2, 3);
    return range == null
        ? ScoreRange.INVALID
        : remove(execution, arguments, range::window, KeyEvent.ZREMRANGEBYSCORE);
  }

  static Reply byLex(Execution execution, Arguments arguments) {
    NameRange range = NameRange.of(arguments, 2, 3);
    return range == null
        ? NameRange.INVALID
        : remove(
            execution, arguments, value -> range.window(value, false), KeyEvent.ZREMRANGEBYLEX);
  }

  private static Reply remove(
      Execution execution, Arguments arguments, Selection selection, KeyEvent event) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    Window window = selection.window(value);
    long removed = window.count();
    if (removed == 0) {
      return Reply.ZERO;
    }
    if (removed == value.count()) {
      keyspace.remove(record);
      execution.changed(keyspace, arguments, KEY, event);
      execution.changed(keyspace, arguments, KEY, KeyEvent.DEL);
    } else {
      execution.longWork(arguments, KEY, removed);
      value.removeRange(window.from(), removed);
      execution.changed(keyspace, arguments, KEY, event);
    }
    return Reply.Int.of(removed);
  }
}
