// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/** ZRANGE in all its forms, the old commands with names of their own included. */
final class RangeCommands {

  private static final Reply RANKS_UNLIMITED =
      Reply.error(
          "syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  private static final Reply NAMES_WITHOUT_SCORES =
      Reply.error("syntax error, WITHSCORES not supported in combination with BYLEX");

  /** What the ends of a range are; ANY is for options to say. */
  private enum By {
    ANY,
    RANK,
    SCORE,
    NAME
  }

  /** In which direction a range is gone through; ANY is for options to say. */
  private enum Direction {
    ANY,
    FORWARD,
    REVERSE
  }

  private final Arguments arguments;

  /** Argument of the source; the ends follow. */
  private final int key;

  private final boolean stores;
  private By by;
  private Direction direction;
  private boolean withScores;
  private long offset;
  private long most = -1;
  private long first;
  private long last;
  private @Nullable ScoreRange scores;
  private @Nullable NameRange names;

  private RangeCommands(Arguments arguments, int key, boolean stores, By by, Direction direction) {
    this.arguments = arguments;
    this.key = key;
    this.stores = stores;
    this.by = by;
    this.direction = direction;
  }

  static Reply zrange(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.ANY, Direction.ANY);
  }

  static Reply zrevrange(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.RANK, Direction.REVERSE);
  }

  static Reply zrangebyscore(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.SCORE, Direction.FORWARD);
  }

  static Reply zrevrangebyscore(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.SCORE, Direction.REVERSE);
  }

  static Reply zrangebylex(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.NAME, Direction.FORWARD);
  }

  static Reply zrevrangebylex(Execution execution, Arguments arguments) {
    return answer(execution, arguments, By.NAME, Direction.REVERSE);
  }

  private static Reply answer(
      Execution execution, Arguments arguments, By by, Direction direction) {
    RangeCommands range = new RangeCommands(arguments, 1, false, by, direction);
    Reply refusal = range.parse();
    if (refusal != null) {
      return refusal;
    }
    Keyspace keyspace = execution.keyspace(arguments, 1);
    long record = execution.find(keyspace, arguments, 1);
    if (record == Keyspace.NONE) {
      return Reply.EMPTY_ARRAY;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    Window window = range.window(value);
    if (window.count() == 0) {
      return Reply.EMPTY_ARRAY;
    }
    execution.longWork(arguments, 1, window.count());
    boolean reverse = range.isReverse();
    boolean withScores = range.withScores;
    return new Reply.Written(writer -> write(value, window, reverse, withScores, writer));
  }

  private static void write(
      SortedSetValue value,
      Window window,
      boolean reverse,
      boolean withScores,
      ReplyWriter writer) {
    long count = window.count();
    boolean pairs = withScores && writer.isResp3();
    writer.array(withScores && !pairs ? 2 * count : count);
    Entries entries = value.entries(reverse ? window.to() - 1 : window.from(), reverse);
    for (long i = 0; i < count; i++, entries.advance()) {
      if (pairs) {
        writer.array(2);
      }
      entries.writeName(writer);
      if (withScores) {
        writer.real(entries.score());
      }
    }
  }

  static Reply zrangestore(Execution execution, Arguments arguments) {
    RangeCommands range = new RangeCommands(arguments, 2, true, By.ANY, Direction.ANY);
    Reply refusal = range.parse();
    if (refusal != null) {
      return refusal;
    }
    Keyspace keyspace = execution.keyspace(arguments, 2);
    long record = execution.find(keyspace, arguments, 2);
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    SortedSetStore store = new SortedSetStore(execution, arguments, 1);
    if (record != Keyspace.NONE) {
      SortedSetValue value = SortedSetValue.of(keyspace, record);
      Window window = range.window(value);
      execution.longWork(arguments, 1, window.count());
      store.admit(window.count(), value.bytes() / value.count() * window.count());
      Entries entries = value.entries(window.from(), false);
      Entries.Name name = new Entries.Name();
      for (long i = 0; i < window.count(); i++, entries.advance()) {
        entries.copyName(name);
        store.add(name.bytes(), 0, name.length(), entries.score());
      }
    }
    return Reply.Int.of(store.finish(KeyEvent.ZRANGESTORE));
  }

  private boolean isReverse() {
    return direction == Direction.REVERSE;
  }

  private Window window(SortedSetValue value) {
    boolean reverse = isReverse();
    if (scores != null) {
      return scores.window(value).limited(offset, most, reverse);
    }
    if (names != null) {
      return names.window(value, reverse).limited(offset, most, reverse);
    }
    return Window.ofRanks(first, last, value.count(), reverse);
  }

  /* Returns what is wrong, or null. */
  private @Nullable Reply parse() {
    for (int i = key + 3; i < arguments.count(); i++) {
      if (!stores && arguments.is(i, "withscores")) {
        withScores = true;
      } else if (arguments.is(i, "limit") && i + 2 < arguments.count()) {
        if (!Numbers.isLong(arguments, i + 1) || !Numbers.isLong(arguments, i + 2)) {
          return Errors.NOT_AN_INTEGER;
        }
        offset = Numbers.parseLong(arguments, i + 1);
        most = Numbers.parseLong(arguments, i + 2);
        i += 2;
      } else if (direction == Direction.ANY && arguments.is(i, "rev")) {
        direction = Direction.REVERSE;
      } else if (by == By.ANY && arguments.is(i, "bylex")) {
        by = By.NAME;
      } else if (by == By.ANY && arguments.is(i, "byscore")) {
        by = By.SCORE;
      } else {
        return Errors.SYNTAX;
      }
    }
    if (by == By.ANY) {
      by = By.RANK;
    }
    if (most != -1 && by == By.RANK) {
      return RANKS_UNLIMITED;
    }
    if (withScores && by == By.NAME) {
      return NAMES_WITHOUT_SCORES;
    }
    return parseEnds();
  }

  private @Nullable Reply parseEnds() {
    boolean swapped = isReverse() && by != By.RANK;
    int min = swapped ? key + 2 : key + 1;
    int max = swapped ? key + 1 : key + 2;
    if (by == By.SCORE) {
      scores = ScoreRange.of(arguments, min, max);
      return scores == null ? ScoreRange.INVALID : null;
    }
    if (by == By.NAME) {
      names = NameRange.of(arguments, min, max);
      return names == null ? NameRange.INVALID : null;
    }
    if (!Numbers.isLong(arguments, min) || !Numbers.isLong(arguments, max)) {
      return Errors.NOT_AN_INTEGER;
    }
    first = Numbers.parseLong(arguments, min);
    last = Numbers.parseLong(arguments, max);
    return null;
  }
}
