// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Intersections, unions and differences of sets, answered or stored. */
final class AlgebraCommands {

  private static final Reply NO_KEYS = Reply.error("numkeys should be greater than 0");
  private static final Reply TOO_MANY_KEYS =
      Reply.error("Number of keys can't be greater than number of args");
  private static final Reply NEGATIVE_LIMIT = Reply.error("LIMIT can't be negative");

  /** The three ways to combine sets. */
  enum Operation {
    INTERSECTION(KeyEvent.SINTERSTORE),
    UNION(KeyEvent.SUNIONSTORE),
    DIFFERENCE(KeyEvent.SDIFFSTORE);

    private final KeyEvent event;

    Operation(KeyEvent event) {
      this.event = event;
    }
  }

  private AlgebraCommands() {}

  /** SINTER, SUNION, SDIFF. */
  static Reply answer(Execution execution, Arguments arguments, Operation operation) {
    List<@Nullable SetValue> sets = operands(execution, arguments, 1, arguments.count());
    if (sets == null) {
      return Errors.WRONG_TYPE;
    }
    Selection result = select(execution, arguments, 1, operation, sets);
    return result == null ? MemberCommands.EMPTY : new Reply.Written(result::writeTo);
  }

  /** SINTERSTORE, SUNIONSTORE, SDIFFSTORE. */
  static Reply store(Execution execution, Arguments arguments, Operation operation) {
    List<@Nullable SetValue> sets = operands(execution, arguments, 2, arguments.count());
    if (sets == null) {
      return Errors.WRONG_TYPE;
    }
    Selection result = select(execution, arguments, 2, operation, sets);
    if (result == null) {
      result = Selection.of(List.of(), (source, member) -> false);
    }
    return Storing.store(
        execution, arguments, 1, result, form(execution, operation, sets, result), operation.event);
  }

  /** SINTERCARD. */
  static Reply sintercard(Execution execution, Arguments arguments) {
    if (!Numbers.isLong(arguments, 1) || Numbers.parseLong(arguments, 1) <= 0) {
      return NO_KEYS;
    }
    long keys = Numbers.parseLong(arguments, 1);
    if (keys > arguments.count() - 2) {
      return TOO_MANY_KEYS;
    }
    long limit = 0;
    int end = (int) keys + 2;
    for (int i = end; i < arguments.count(); i += 2) {
      if (!arguments.is(i, "limit") || i + 1 == arguments.count()) {
        return Errors.SYNTAX;
      }
      if (!Numbers.isLong(arguments, i + 1) || Numbers.parseLong(arguments, i + 1) < 0) {
        return NEGATIVE_LIMIT;
      }
      limit = Numbers.parseLong(arguments, i + 1);
    }
    List<@Nullable SetValue> sets = operands(execution, arguments, 2, end);
    if (sets == null) {
      return Errors.WRONG_TYPE;
    }
    List<SetValue> ordered = bySize(sets);
    if (ordered.size() < sets.size()) {
      return Reply.ZERO;
    }
    execution.longWork(arguments, 2, ordered.getFirst().size() * ordered.size());
    Members members = ordered.getFirst().members();
    long count = 0;
    while ((limit == 0 || count < limit) && members.next()) {
      count += isInAll(ordered, members) ? 1 : 0;
    }
    return Reply.Int.of(count);
  }

  /* The sets of some keys, null for each that is absent; null when one has another type. */
  private static @Nullable List<@Nullable SetValue> operands(
      Execution execution, Arguments arguments, int from, int to) {
    List<@Nullable SetValue> sets = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      Keyspace keyspace = execution.keyspace(arguments, i);
      long record = execution.find(keyspace, arguments, i);
      if (SetValue.isOther(keyspace, record)) {
        return null;
      }
      sets.add(record == Keyspace.NONE ? null : new SetValue(keyspace, record));
    }
    return sets;
  }

  /* Null for a result that is empty because an operand is. */
  private static @Nullable Selection select(
      Execution execution,
      Arguments arguments,
      int firstKey,
      Operation operation,
      List<@Nullable SetValue> sets) {
    return switch (operation) {
      case INTERSECTION -> {
        List<SetValue> ordered = bySize(sets);
        if (ordered.size() < sets.size()) {
          yield null;
        }
        SetValue smallest = ordered.getFirst();
        execution.longWork(arguments, firstKey, smallest.size() * ordered.size());
        yield Selection.of(List.of(smallest), (source, member) -> isInAll(ordered, member));
      }
      case UNION -> {
        List<SetValue> present = present(sets);
        long members = 0;
        for (SetValue set : present) {
          members += set.size();
        }
        execution.longWork(arguments, firstKey, members);
        yield Union.of(present, members, execution);
      }
      case DIFFERENCE -> {
        SetValue first = sets.getFirst();
        if (first == null) {
          yield null;
        }
        List<SetValue> others = present(sets.subList(1, sets.size()));
        execution.longWork(arguments, firstKey, first.size() * (others.size() + 1));
        yield Selection.of(List.of(first), (source, member) -> !isInAny(others, member));
      }
    };
  }

  private static SetForm form(
      Execution execution, Operation operation, List<@Nullable SetValue> sets, Selection result) {
    var parameters = execution.environment().parameters();
    if (result.count() == 0) {
      return SetForm.TABLE;
    }
    return switch (operation) {
      case INTERSECTION -> result.formOfPart(parameters, bySize(sets).getFirst().form());
      case UNION -> result.formOfSum(parameters);
      case DIFFERENCE ->
          isBySubtraction(sets)
              ? Selection.of(present(sets.subList(0, 1)), (source, member) -> true)
                  .formOfSum(parameters)
              : result.formOfSum(parameters);
    };
  }

  /*
   * Redis makes a difference by looking each member of the first set up in all others, or by adding the
   * first set and removing the others from it, whichever it thinks is less work. The second leaves
   * the form that the whole first set had.
   */
  private static boolean isBySubtraction(List<@Nullable SetValue> sets) {
    long lookUps = 0;
    long removals = 0;
    SetValue first = sets.getFirst();
    for (SetValue set : present(sets)) {
      if (first == null || (set != first && set.record() == first.record())) {
        return false;
      }
      lookUps += first.size();
      removals += set.size();
    }
    return lookUps / 2 > removals;
  }

  private static List<SetValue> present(List<@Nullable SetValue> sets) {
    List<SetValue> present = new ArrayList<>(sets.size());
    for (SetValue set : sets) {
      if (set != null) {
        present.add(set);
      }
    }
    return present;
  }

  private static List<SetValue> bySize(List<@Nullable SetValue> sets) {
    List<SetValue> ordered = present(sets);
    ordered.sort(Comparator.comparingLong(SetValue::size));
    return ordered;
  }

  /* The walk stands in the first of them. */
  private static boolean isInAll(List<SetValue> sets, Members member) {
    for (int i = 1; i < sets.size(); i++) {
      if (!sets.get(i).contains(member)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInAny(List<SetValue> sets, Members member) {
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).contains(member)) {
        return true;
      }
    }
    return false;
  }
}
