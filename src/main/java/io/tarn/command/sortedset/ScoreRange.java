// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import org.jspecify.annotations.Nullable;

/**
 * A range of scores, as "1", "(1" or "-inf" give its ends.
 *
 * @param openMin true when {@code min} itself is not in it
 * @param openMax true when {@code max} itself is not in it
 */
public record ScoreRange(double min, boolean openMin, double max, boolean openMax) {

  static final Reply INVALID = Reply.error("min or max is not a float");

  /** Reads the ends at two arguments; null when one is invalid. */
  static @Nullable ScoreRange of(Arguments arguments, int minAt, int maxAt) {
    double min = end(arguments, minAt);
    double max = end(arguments, maxAt);
    if (Double.isNaN(min) || Double.isNaN(max)) {
      return null;
    }
    return new ScoreRange(min, isOpen(arguments, minAt), max, isOpen(arguments, maxAt));
  }

  private static boolean isOpen(Arguments arguments, int i) {
    return arguments.length(i) > 0 && arguments.byteAt(i, 0) == '(';
  }

  private static double end(Arguments arguments, int i) {
    return ScoreText.lenient(arguments, i, isOpen(arguments, i) ? 1 : 0);
  }

  /** Returns the ranks of the elements in this range. */
  Window window(SortedSetValue value) {
    if (min > max || (min == max && (openMin || openMax))) {
      return Window.EMPTY;
    }
    return Window.of(value.rankOfScore(min, openMin), value.rankOfScore(max, !openMax));
  }
}
