// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Figures of both servers, what was asked of them, and whether it was met, in Markdown. */
public final class TargetTable {

  private record Row(String what, String unit) {}

  private static final class Figures {
    private double redis = Double.NaN;
    private double tarn = Double.NaN;
    private Target target = new Target.None();
  }

  private final Map<Row, Figures> rows = new LinkedHashMap<>();

  /** Adds a figure; rows stand in the order in which they were first named. */
  public void add(String what, String unit, Contender contender, double value) {
    Figures figures = rows.computeIfAbsent(new Row(what, unit), fresh -> new Figures());
    switch (contender) {
      case REDIS -> figures.redis = value;
      case TARN -> figures.tarn = value;
    }
  }

  /** Adds a figure with what is asked of Tarn's. */
  public void add(String what, String unit, Contender contender, double value, Target target) {
    add(what, unit, contender, value);
    rows.computeIfAbsent(new Row(what, unit), fresh -> new Figures()).target = target;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table, its last line ended. */
  public String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("| what | unit | Redis | Tarn | ratio | target | |\n");
    out.append("|---|---|---:|---:|---:|---|---|\n");
    rows.forEach(
        (row, figures) ->
            out.append("| ")
                .append(row.what())
                .append(" | ")
                .append(row.unit())
                .append(" | ")
                .append(figure(figures.redis))
                .append(" | ")
                .append(figure(figures.tarn))
                .append(" | ")
                .append(ratio(figures.tarn / figures.redis))
                .append(" | ")
                .append(figures.target.text())
                .append(" | ")
                .append(figures.target.verdict(figures.redis, figures.tarn))
                .append(" |\n"));
    return out.toString();
  }

  /** A figure with as many digits as mean something; a dash for what is not a number. */
  public static String figure(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(
        Locale.ROOT, value >= 1000 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** A ratio to two digits; a dash for what is not a finite number. */
  public static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
  }
}
