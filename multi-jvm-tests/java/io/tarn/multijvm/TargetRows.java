// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What was measured beside what was asked for, in Markdown. */
final class TargetRows {

  private record Row(String what, String measured, String target, String verdict) {}

  private final List<Row> rows = new ArrayList<>();

  /** A figure that shall be at most so much. */
  void atMost(String what, String unit, double measured, double target) {
    add(
        what,
        figure(measured) + " " + unit,
        "≤ " + figure(target),
        verdict(measured, measured <= target));
  }

  /** A figure that shall be at least so much. */
  void atLeast(String what, String unit, double measured, double target) {
    add(
        what,
        figure(measured) + " " + unit,
        "≥ " + figure(target),
        verdict(measured, measured >= target));
  }

  /** The middle of some figures, not a number when there are none. */
  static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** Median and worst of several figures. */
  void spread(String what, List<Double> millis, double median, double worst) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      failed(what, "nothing was measured");
      return;
    }
    double middle = median(millis);
    double last = sorted[sorted.length - 1];
    add(
        what + " (" + sorted.length + " times)",
        "median " + figure(middle) + " ms, worst " + figure(last) + " ms",
        "median ≤ " + figure(median) + ", worst ≤ " + figure(worst),
        verdict(last, middle <= median && last <= worst));
    System.out.println(what + ": " + Arrays.toString(sorted));
  }

  /** A figure of which nothing is asked. */
  void note(String what, String measured) {
    add(what, measured, "", "");
  }

  /** A part that could not be measured. */
  void failed(String what, String reason) {
    add(what, "not measured: " + reason.lines().findFirst().orElse(""), "", "**failed**");
  }

  private void add(String what, String measured, String target, String verdict) {
    rows.add(new Row(what, measured, target, verdict));
    System.out.println("target: " + what + " | " + measured + " | " + target + " | " + verdict);
  }

  private static String verdict(double measured, boolean met) {
    return Double.isNaN(measured) ? "" : met ? "met" : "**missed**";
  }

  /** A figure with as many digits as mean something. */
  static String figure(double value) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? "–"
        : String.format(
            Locale.ROOT, value == Math.rint(value) || value >= 100 ? "%,.0f" : "%.2f", value);
  }

  boolean hasFailures() {
    return rows.stream().anyMatch(row -> row.verdict().equals("**failed**"));
  }

  String markdown() {
    StringBuilder out = new StringBuilder("| what | measured | target | |\n|---|---|---|---|\n");
    for (Row row : rows) {
      out.append("| ").append(row.what()).append(" | ").append(row.measured());
      out.append(" | ").append(row.target()).append(" | ").append(row.verdict()).append(" |\n");
    }
    return out.toString();
  }
}
