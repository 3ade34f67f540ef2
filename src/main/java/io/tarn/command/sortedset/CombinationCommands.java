// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Execution;
import io.tarn.command.KeyEvent;
import io.tarn.command.Numbers;
import io.tarn.command.Reply;
import io.tarn.command.ReplyWriter;
import io.tarn.command.set.SetValue;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.ValueType;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Unions, intersections and differences of sorted sets and sets. */
final class CombinationCommands {

  private static final Reply WEIGHT = Reply.error("weight value is not a float");
  private static final Reply LIMIT = Reply.error("LIMIT can't be negative");

  private enum Operation {
    UNION("zunion", KeyEvent.ZUNIONSTORE),
    INTERSECTION("zinter", KeyEvent.ZINTERSTORE),
    DIFFERENCE("zdiff", KeyEvent.ZDIFFSTORE),
    CARDINALITY("zintercard", KeyEvent.ZINTERSTORE);

    final String command;
    final KeyEvent event;

    Operation(String command, KeyEvent event) {
      this.command = command;
      this.event = event;
    }
  }

  private final Execution execution;
  private final Arguments arguments;
  private final Operation operation;
  private final boolean stores;
  private Combination.Aggregate aggregate = Combination.Aggregate.SUM;
  private Combination.Input[] inputs = {};
  private boolean withScores;
  private long limit;

  private CombinationCommands(
      Execution execution, Arguments arguments, Operation operation, boolean stores) {
    this.execution = execution;
    this.arguments = arguments;
    this.operation = operation;
    this.stores = stores;
  }

  static Reply zunion(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.UNION, false).run();
  }

  static Reply zunionstore(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.UNION, true).run();
  }

  static Reply zinter(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.INTERSECTION, false).run();
  }

  static Reply zinterstore(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.INTERSECTION, true).run();
  }

  static Reply zdiff(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.DIFFERENCE, false).run();
  }

  static Reply zdiffstore(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.DIFFERENCE, true).run();
  }

  static Reply zintercard(Execution execution, Arguments arguments) {
    return new CombinationCommands(execution, arguments, Operation.CARDINALITY, false).run();
  }

  private Reply run() {
    Reply refusal = findInputs();
    if (refusal == null) {
      refusal = parseOptions();
    }
    if (refusal != null) {
      return refusal;
    }
    long elements = 0;
    long bytes = 0;
    for (Combination.Input input : inputs) {
      elements += input.source().count();
      bytes += input.source().bytes();
    }
    execution.longWork(arguments, stores ? 1 : 2, elements);
    if (operation != Operation.DIFFERENCE) {
      // Stable, so that equally large ones stay in order, on which rounded sums depend.
      Arrays.sort(inputs, Comparator.comparingLong(input -> input.source().count()));
    }
    if (operation == Operation.CARDINALITY) {
      return Reply.Int.of(Combination.cardinality(inputs, limit));
    }
    if (operation != Operation.UNION) {
      elements = inputs[0].source().count();
      bytes = inputs[0].source().bytes();
    }
    if (ScoredNames.isTooMuch(elements, bytes)) {
      return Errors.OUT_OF_MEMORY;
    }
    ScoredNames result =
        switch (operation) {
          case UNION -> Combination.union(inputs, aggregate);
          case INTERSECTION, CARDINALITY -> Combination.intersection(inputs, aggregate);
          case DIFFERENCE -> Combination.difference(inputs);
        };
    return stores ? store(result) : answer(result);
  }

  private Reply answer(ScoredNames result) {
    boolean scored = withScores;
    int[] order = result.sorted();
    return new Reply.Written(writer -> write(result, order, scored, writer));
  }

  private static void write(
      ScoredNames result, int[] order, boolean withScores, ReplyWriter writer) {
    boolean pairs = withScores && writer.isResp3();
    writer.array(withScores && !pairs ? 2L * order.length : order.length);
    for (int i : order) {
      if (pairs) {
        writer.array(2);
      }
      result.writeName(writer, i);
      if (withScores) {
        writer.real(result.score(i));
      }
    }
  }

  private Reply store(ScoredNames result) {
    SortedSetStore store = new SortedSetStore(execution, arguments, 1);
    store.admit(result.count(), result.bytes());
    for (int i : result.sorted()) {
      store.add(result.names(), result.offset(i), result.length(i), result.score(i));
    }
    return Reply.Int.of(store.finish(operation.event));
  }

  /* Returns what is wrong, or null. */
  private @Nullable Reply findInputs() {
    int at = stores ? 2 : 1;
    if (!Numbers.isLong(arguments, at)) {
      return Errors.NOT_AN_INTEGER;
    }
    long keys = Numbers.parseLong(arguments, at);
    if (keys < 1) {
      String name = operation.command + (stores ? "store" : "");
      return Reply.error("at least 1 input key is needed for '" + name + "' command");
    }
    if (keys > arguments.count() - at - 1) {
      return Errors.SYNTAX;
    }
    inputs = new Combination.Input[(int) keys];
    for (int i = 0; i < inputs.length; i++) {
      int key = at + 1 + i;
      Keyspace keyspace = execution.keyspace(arguments, key);
      long record = execution.find(keyspace, arguments, key);
      Source source = Source.EMPTY;
      if (record != Keyspace.NONE) {
        ValueType type = keyspace.type(record);
        if (type == ValueType.ZSET) {
          source = new Source.OfSortedSet(SortedSetValue.of(keyspace, record));
        } else if (type == ValueType.SET) {
          source = new SetSource(new SetValue(keyspace, record));
        } else {
          return Errors.WRONG_TYPE;
        }
      }
      inputs[i] = new Combination.Input(source, 1);
    }
    return null;
  }

  private @Nullable Reply parseOptions() {
    boolean scales = operation == Operation.UNION || operation == Operation.INTERSECTION;
    int i = (stores ? 3 : 2) + inputs.length;
    while (i < arguments.count()) {
      int behind = arguments.count() - i - 1;
      if (scales && behind >= inputs.length && arguments.is(i, "weights")) {
        for (int k = 0; k < inputs.length; k++) {
          double weight = ScoreText.strict(arguments, ++i);
          if (Double.isNaN(weight)) {
            return WEIGHT;
          }
          inputs[k] = new Combination.Input(inputs[k].source(), weight);
        }
      } else if (scales && behind >= 1 && arguments.is(i, "aggregate")) {
        Combination.Aggregate chosen = Combination.Aggregate.of(arguments, ++i);
        if (chosen == null) {
          return Errors.SYNTAX;
        }
        aggregate = chosen;
      } else if (!stores && operation != Operation.CARDINALITY && arguments.is(i, "withscores")) {
        withScores = true;
      } else if (operation == Operation.CARDINALITY && behind >= 1 && arguments.is(i, "limit")) {
        i++;
        if (!Numbers.isLong(arguments, i) || Numbers.parseLong(arguments, i) < 0) {
          return LIMIT;
        }
        limit = Numbers.parseLong(arguments, i);
      } else {
        return Errors.SYNTAX;
      }
      i++;
    }
    return null;
  }
}
