// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import org.jspecify.annotations.Nullable;

/** The arithmetic of unions, intersections and differences. */
final class Combination {

  /**
   * One of the sorted sets.
   *
   * @param weight what its scores are multiplied by
   */
  record Input(Source source, double weight) {}

  /** How the scores of equal names become one. */
  enum Aggregate {
    SUM {
      @Override
      double of(double a, double b) {
        return orZero(a + b);
      }
    },
    MIN {
      @Override
      double of(double a, double b) {
        return b < a ? b : a;
      }
    },
    MAX {
      @Override
      double of(double a, double b) {
        return b > a ? b : a;
      }
    };

    abstract double of(double a, double b);

    /** Returns the one that argument {@code i} names, or null. */
    static @Nullable Aggregate of(Arguments arguments, int i) {
      if (arguments.is(i, "sum")) {
        return SUM;
      }
      if (arguments.is(i, "min")) {
        return MIN;
      }
      return arguments.is(i, "max") ? MAX : null;
    }
  }

  /** Counts names up to a limit. */
  private static final class Counter {
    private final long limit;
    private long count;

    Counter(long limit) {
      this.limit = limit;
    }

    boolean isBelowAnother() {
      return ++count != limit;
    }
  }

  private Combination() {}

  /* Infinity less infinity, and infinity times 0, are 0 here. */
  private static double orZero(double score) {
    return Double.isNaN(score) ? 0 : score;
  }

  static ScoredNames union(Input[] inputs, Aggregate aggregate) {
    ScoredNames result = new ScoredNames(expected(inputs));
    for (Input input : inputs) {
      input
          .source()
          .forEach(
              (array, length, score) -> {
                double weighted = orZero(input.weight() * score);
                int known = result.find(array, 0, length);
                if (known == ScoredNames.ABSENT) {
                  result.add(array, 0, length, weighted);
                } else {
                  result.score(known, aggregate.of(result.score(known), weighted));
                }
                return true;
              });
    }
    return result;
  }

  private static int expected(Input[] inputs) {
    return (int) Math.min(Integer.MAX_VALUE, inputs[inputs.length - 1].source().count());
  }

  static ScoredNames intersection(Input[] inputs, Aggregate aggregate) {
    ScoredNames result = new ScoredNames(16);
    Input first = inputs[0];
    first
        .source()
        .forEach(
            (array, length, score) -> {
              double sum = orZero(first.weight() * score);
              for (int i = 1; i < inputs.length; i++) {
                double other = inputs[i].source().find(array, 0, length);
                if (Double.isNaN(other)) {
                  return true;
                }
                sum = aggregate.of(sum, other * inputs[i].weight());
              }
              result.append(array, 0, length, sum);
              return true;
            });
    return result;
  }

  /** Counts what is in all inputs, up to a limit; 0 is none. */
  static long cardinality(Input[] inputs, long limit) {
    Counter counter = new Counter(limit);
    inputs[0]
        .source()
        .forEach(
            (array, length, score) -> {
              for (int i = 1; i < inputs.length; i++) {
                if (Double.isNaN(inputs[i].source().find(array, 0, length))) {
                  return true;
                }
              }
              return counter.isBelowAnother();
            });
    return counter.count;
  }

  static ScoredNames difference(Input[] inputs) {
    ScoredNames result = new ScoredNames(16);
    inputs[0]
        .source()
        .forEach(
            (array, length, score) -> {
              for (int i = 1; i < inputs.length; i++) {
                if (!Double.isNaN(inputs[i].source().find(array, 0, length))) {
                  return true;
                }
              }
              result.append(array, 0, length, score);
              return true;
            });
    return result;
  }
}
