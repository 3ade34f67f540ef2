// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Parameters;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.PackedScores;

/** ZADD, ZINCRBY and ZREM. */
public final class AddCommands {

  private static final int KEY = 1;

  private static final Reply NOT_A_NUMBER = Reply.error("resulting score is not a number (NaN)");
  private static final Reply NX_AND_XX =
      Reply.error("XX and NX options at the same time are not compatible");
  private static final Reply GT_LT_NX =
      Reply.error("GT, LT, and/or NX options at the same time are not compatible");
  private static final Reply ONE_INCREMENT =
      Reply.error("INCR option supports a single increment-element pair");

  private static final int NX = 1;
  private static final int XX = 1 << 1;
  private static final int GT = 1 << 2;
  private static final int LT = 1 << 3;
  private static final int CH = 1 << 4;
  private static final int INCR = 1 << 5;

  /** What one element came to: bits, so that those of several can be counted. */
  private static final int NOTHING = 0;

  private static final int SAME = 1;
  private static final int ADDED = 2;
  private static final int UPDATED = 3;
  private static final int IS_NAN = 4;

  private AddCommands() {}

  static Reply zadd(Execution execution, Arguments arguments) {
    return run(execution, arguments, 0);
  }

  static Reply zincrby(Execution execution, Arguments arguments) {
    return run(execution, arguments, INCR);
  }

  private static int option(Arguments arguments, int i) {
    if (arguments.length(i) == 2) {
      return arguments.is(i, "nx")
          ? NX
          : arguments.is(i, "xx")
              ? XX
              : arguments.is(i, "gt")
                  ? GT
                  : arguments.is(i, "lt") ? LT : arguments.is(i, "ch") ? CH : 0;
    }
    return arguments.is(i, "incr") ? INCR : 0;
  }

  private static Reply run(Execution execution, Arguments arguments, int given) {
    int options = given;
    int first = KEY + 1;
    for (int option; first < arguments.count(); first++) {
      option = option(arguments, first);
      if (option == 0) {
        break;
      }
      options |= option;
    }
    int rest = arguments.count() - first;
    if (rest == 0 || rest % 2 != 0) {
      return Errors.SYNTAX;
    }
    if ((options & (NX | XX)) == (NX | XX)) {
      return NX_AND_XX;
    }
    if (Integer.bitCount(options & (NX | GT | LT)) > 1) {
      return GT_LT_NX;
    }
    if ((options & INCR) != 0 && rest > 2) {
      return ONE_INCREMENT;
    }
    double[] scores = new double[rest / 2];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = ScoreText.strict(arguments, first + 2 * i);
      if (Double.isNaN(scores[i])) {
        return Errors.NOT_A_FLOAT;
      }
    }
    return add(execution, arguments, options, first + 1, scores);
  }

  /**
   * Adds elements as ZADD does.
   *
   * @param onlyNew as NX
   * @param onlyOld as XX
   * @param countChanged as CH
   * @param firstName argument of the first name; the others follow {@code step} arguments apart
   */
  public static Reply add(
      Execution execution,
      Arguments arguments,
      boolean onlyNew,
      boolean onlyOld,
      boolean countChanged,
      int firstName,
      int step,
      double[] scores) {
    int options = (onlyNew ? NX : 0) | (onlyOld ? XX : 0) | (countChanged ? CH : 0);
    return add(execution, arguments, options, firstName, step, scores);
  }

  private static Reply add(
      Execution execution, Arguments arguments, int options, int firstName, double[] scores) {
    return add(execution, arguments, options, firstName, 2, scores);
  }

  private static Reply add(
      Execution execution,
      Arguments arguments,
      int options,
      int firstName,
      int step,
      double[] scores) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    boolean increments = (options & INCR) != 0;
    if (record == Keyspace.NONE && (options & XX) != 0) {
      return increments ? Reply.NULL : Reply.ZERO;
    }
    execution.longWork(arguments, KEY, scores.length);
    admit(execution, arguments, firstName, step, scores.length);
    Parameters limits = execution.environment().parameters();
    SortedSetValue value =
        record == Keyspace.NONE
            ? create(execution, keyspace, arguments, firstName, scores[0], limits)
            : SortedSetValue.of(keyspace, record);
    int added = 0;
    int updated = 0;
    int outcome = NOTHING;
    for (int i = 0; i < scores.length && outcome != IS_NAN; i++) {
      outcome = put(value, arguments, firstName + i * step, scores, i, options, limits);
      added += outcome == ADDED ? 1 : 0;
      updated += outcome == UPDATED ? 1 : 0;
    }
    if (added + updated > 0) {
      KeyEvent event = increments ? KeyEvent.ZINCR : KeyEvent.ZADD;
      execution.changed(keyspace, arguments, KEY, event);
    }
    if (outcome == IS_NAN) {
      return NOT_A_NUMBER;
    }
    if (increments) {
      return outcome == NOTHING ? Reply.NULL : new Reply.Real(scores[0]);
    }
    return Reply.Int.of((options & CH) != 0 ? added + updated : added);
  }

  private static void admit(
      Execution execution, Arguments arguments, int firstName, int step, int elements) {
    long nameBytes = 0;
    for (int i = 0; i < elements; i++) {
      nameBytes += arguments.length(firstName + i * step);
    }
    SortedSetValue.admit(execution, elements, nameBytes);
  }

  private static SortedSetValue create(
      Execution execution,
      Keyspace keyspace,
      Arguments arguments,
      int name,
      double score,
      Parameters limits) {
    int bytes = 0;
    if (arguments.length(name) <= limits.zsetMaxPackedValue() && !arguments.isBlock(name)) {
      bytes =
          PackedScores.need(
              arguments.array(name), arguments.offset(name), arguments.length(name), score);
    }
    return SortedSetValue.create(execution, keyspace, arguments, KEY, bytes);
  }

  /* Leaves the score that the element has then in scores[i]. */
  private static int put(
      SortedSetValue value,
      Arguments arguments,
      int name,
      double[] scores,
      int i,
      int options,
      Parameters limits) {
    byte[] array = arguments.array(name);
    int offset = arguments.offset(name);
    int length = arguments.length(name);
    long entry = value.find(array, offset, length);
    double score = scores[i];
    if (entry == SortedSetValue.ABSENT) {
      if ((options & XX) != 0) {
        return NOTHING;
      }
      value.add(array, offset, length, score, limits);
      return ADDED;
    }
    if ((options & NX) != 0) {
      return NOTHING;
    }
    double before = value.score(entry);
    if ((options & INCR) != 0) {
      score += before;
      if (Double.isNaN(score)) {
        return IS_NAN;
      }
    }
    if (((options & LT) != 0 && score >= before) || ((options & GT) != 0 && score <= before)) {
      return NOTHING;
    }
    scores[i] = score;
    if (score == before) {
      return SAME;
    }
    value.score(entry, score);
    return UPDATED;
  }

  static Reply zrem(Execution execution, Arguments arguments) {
    Keyspace keyspace = execution.keyspace(arguments, KEY);
    long record = execution.findToWrite(keyspace, arguments, KEY);
    if (record == Keyspace.NONE) {
      return Reply.ZERO;
    }
    if (SortedSetValue.isOther(keyspace, record)) {
      return Errors.WRONG_TYPE;
    }
    execution.longWork(arguments, KEY, arguments.count());
    SortedSetValue value = SortedSetValue.of(keyspace, record);
    int removed = 0;
    boolean emptied = false;
    for (int i = KEY + 1; i < arguments.count() && !emptied; i++) {
      long entry = value.find(arguments, i);
      if (entry != SortedSetValue.ABSENT) {
        removed++;
        emptied = value.count() == 1;
        if (emptied) {
          keyspace.remove(value.record());
        } else {
          value.remove(entry);
        }
      }
    }
    if (removed > 0) {
      execution.changed(keyspace, arguments, KEY, KeyEvent.ZREM);
      if (emptied) {
        execution.changed(keyspace, arguments, KEY, KeyEvent.DEL);
      }
    }
    return Reply.Int.of(removed);
  }
}
