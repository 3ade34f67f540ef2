// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import io.tarn.command.LatencyMonitor;
import java.util.List;

/** Draws an event's slow moments as columns of text, the oldest first. */
final class LatencyGraph {

  private static final int HEIGHT = 4;

  private LatencyGraph() {}

  /** Returns a headline, {@link #HEIGHT} rows of columns and the age of the newest column. */
  static String draw(LatencyMonitor.Series series, long nowMillis) {
    List<LatencyMonitor.Sample> samples = series.samples();
    long high = samples.stream().mapToLong(LatencyMonitor.Sample::millis).max().orElse(0);
    long low = samples.stream().mapToLong(LatencyMonitor.Sample::millis).min().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(series.event())
        .append(" - high ")
        .append(high)
        .append(" ms, low ")
        .append(low)
        .append(" ms (all time high ")
        .append(series.longestMillis())
        .append(" ms)\n");
    for (int row = HEIGHT; row > 0; row--) {
      for (LatencyMonitor.Sample sample : samples) {
        text.append(sample.millis() * HEIGHT > high * (row - 1) ? '#' : ' ');
      }
      text.append('\n');
    }
    long age = Math.max(0, nowMillis / 1000 - samples.getLast().unixSeconds());
    return text.append("the last one ").append(age).append(" s ago\n").toString();
  }
}
