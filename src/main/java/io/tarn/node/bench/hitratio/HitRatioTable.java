// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import io.tarn.node.bench.rig.Contender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hit ratios by trace, number of items and policy, and how Tarn's stand to Redis's best. */
final class HitRatioTable {

  /** Differences are told to a twentieth of a point: what is less is the luck of the samples. */
  static final double SAME_POINTS = 0.05;

  /** A server under a policy. */
  record Column(Contender contender, String policy) {
    @Override
    public String toString() {
      return (contender == Contender.REDIS ? "Redis " : "Tarn ") + policy.replace("allkeys-", "");
    }
  }

  private record Row(String trace, int items) {}

  private final List<Column> columns;
  private final Column judged;
  private final Map<Row, Map<Column, Replayer.Pass>> rows = new LinkedHashMap<>();

  /**
   * @param judged the column that shall be as good as Redis's best
   */
  HitRatioTable(List<Column> columns, Column judged) {
    this.columns = columns;
    this.judged = judged;
  }

  void add(String trace, int items, Column column, Replayer.Pass pass) {
    rows.computeIfAbsent(new Row(trace, items), fresh -> new LinkedHashMap<>()).put(column, pass);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table in Markdown, and a line that sums it up. */
  String markdown() {
    StringBuilder out = new StringBuilder("| trace | items |");
    columns.forEach(column -> out.append(' ').append(column).append(" |"));
    out.append(" difference | |\n|---|--:|");
    out.append("--:|".repeat(columns.size())).append("--:|---|\n");
    int asGood = 0;
    int better = 0;
    int judgedRows = 0;
    for (Map.Entry<Row, Map<Column, Replayer.Pass>> row : rows.entrySet()) {
      out.append("| ").append(row.getKey().trace()).append(" | ").append(row.getKey().items());
      for (Column column : columns) {
        out.append(" | ").append(cell(row.getValue().get(column), row.getKey().items()));
      }
      double difference = difference(row.getValue());
      out.append(" | ").append(Double.isNaN(difference) ? "–" : signed(difference)).append(" | ");
      if (!Double.isNaN(difference)) {
        judgedRows++;
        asGood += difference >= -SAME_POINTS ? 1 : 0;
        better += difference > SAME_POINTS ? 1 : 0;
        out.append(difference >= -SAME_POINTS ? "met" : "**missed**");
      }
      out.append(" |\n");
    }
    boolean met = judgedRows > 0 && asGood == judgedRows && better * 2 > judgedRows;
    out.append(
        String.format(
            Locale.ROOT,
            "%n%s is as good as Redis's best in %d of %d, better in %d. Target: in all, better in most: %s.%n",
            judged,
            asGood,
            judgedRows,
            better,
            judgedRows == 0 ? "not measured" : met ? "met" : "**missed**"));
    return out.toString();
  }

  private static String signed(double points) {
    return String.format(Locale.ROOT, "%+.2f", points);
  }

  /** Per cent of hits; with the items held where they are not those wanted. */
  private static String cell(Replayer.@Nullable Pass pass, int items) {
    if (pass == null) {
      return "–";
    }
    String ratio = String.format(Locale.ROOT, "%.2f", pass.hitRatio() * 100);
    boolean near = Math.abs(pass.meanItems() - items) <= items * EqualItems.TOLERANCE;
    return near ? ratio : ratio + String.format(Locale.ROOT, " (at %.0f items)", pass.meanItems());
  }

  /** Points of hit ratio above Redis's best; not a number when either is missing. */
  private double difference(Map<Column, Replayer.Pass> row) {
    Replayer.Pass ours = row.get(judged);
    double best =
        row.entrySet().stream()
            .filter(entry -> entry.getKey().contender() == Contender.REDIS)
            .mapToDouble(entry -> entry.getValue().hitRatio())
            .max()
            .orElse(Double.NaN);
    return ours == null ? Double.NaN : (ours.hitRatio() - best) * 100;
  }
}
