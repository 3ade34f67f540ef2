// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.util.Locale;

/** What a figure of Tarn's shall be. */
public sealed interface Target {

  /** Nothing is asked of it. */
  record None() implements Target {}

  /** At most a share of Redis's figure of the same run. */
  record AtMostTimes(double share) implements Target {}

  /** At least a share of Redis's figure of the same run. */
  record AtLeastTimes(double share) implements Target {}

  /** At most so much, in the figure's unit. */
  record AtMost(double bound) implements Target {}

  /** As it is written into the table. */
  default String text() {
    return switch (this) {
      case None() -> "";
      case AtMostTimes(double share) -> "≤ " + number(share) + " × Redis";
      case AtLeastTimes(double share) -> "≥ " + number(share) + " × Redis";
      case AtMost(double bound) -> "≤ " + number(bound);
    };
  }

  /** "met", "missed", or "" when nothing is asked or a figure is missing (not a number). */
  default String verdict(double redis, double tarn) {
    return switch (this) {
      case None() -> "";
      case AtMostTimes(double share) -> said(redis, tarn, tarn <= share * redis);
      case AtLeastTimes(double share) -> said(redis, tarn, tarn >= share * redis);
      case AtMost(double bound) -> said(0, tarn, tarn <= bound);
    };
  }

  private static String said(double redis, double tarn, boolean met) {
    return Double.isNaN(redis) || Double.isNaN(tarn) ? "" : met ? "met" : "**missed**";
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
