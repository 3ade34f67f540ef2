// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import static io.tarn.node.bench.rig.TargetTable.figure;
import static io.tarn.node.bench.rig.TargetTable.ratio;

import io.tarn.node.bench.rig.Contender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of all rounds and their table. */
final class Comparison {

  /** One line of the table; {@code target} is what the ratio shall be, or empty. */
  record Row(String what, String unit, String target) {}

  private final Map<Row, Map<Contender, List<Double>>> figures = new LinkedHashMap<>();

  void add(Row row, Contender contender, double value) {
    figures
        .computeIfAbsent(row, fresh -> new EnumMap<>(Contender.class))
        .computeIfAbsent(contender, fresh -> new ArrayList<>())
        .add(value);
  }

  boolean isEmpty() {
    return figures.isEmpty();
  }

  /** All figures as a table in Markdown: medians of both, then the ratios of the rounds. */
  String table() {
    StringBuilder out = new StringBuilder();
    out.append("| what | unit | Redis | Tarn | ratio min | median | max | target |\n");
    out.append("|---|---|---:|---:|---:|---:|---:|---|\n");
    figures.forEach(
        (row, values) -> {
          double[] redis = sorted(values.getOrDefault(Contender.REDIS, List.of()));
          double[] tarn = sorted(values.getOrDefault(Contender.TARN, List.of()));
          double[] ratios = ratios(values);
          out.append("| ").append(row.what()).append(" | ").append(row.unit());
          out.append(" | ")
              .append(figure(median(redis)))
              .append(" | ")
              .append(figure(median(tarn)));
          out.append(" | ").append(ratio(ratios.length == 0 ? Double.NaN : ratios[0]));
          out.append(" | ").append(ratio(median(ratios)));
          out.append(" | ")
              .append(ratio(ratios.length == 0 ? Double.NaN : ratios[ratios.length - 1]));
          out.append(" | ").append(row.target()).append(" |\n");
        });
    return out.toString();
  }

  /** Tarn's figure by Redis's, round by round, in ascending order. */
  private static double[] ratios(Map<Contender, List<Double>> values) {
    List<Double> redis = values.getOrDefault(Contender.REDIS, List.of());
    List<Double> tarn = values.getOrDefault(Contender.TARN, List.of());
    double[] ratios = new double[Math.min(redis.size(), tarn.size())];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = tarn.get(i) / redis.get(i);
    }
    Arrays.sort(ratios);
    return ratios;
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** The middle value, or the mean of the two in the middle; not a number when there is none. */
  static double median(double[] sorted) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
