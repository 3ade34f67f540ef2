// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Latencies apart by when the request was due, in intervals of equal length from the start of
 * measuring: what a pause does to one second is lost in the percentiles of a minute.
 */
final class LatencyTimeline {

  /** One interval's histogram has two digits and takes some 30 KB. */
  static final int MAX_INTERVALS = 2000;

  private final long intervalNanos;
  private final Histogram[] intervals;

  /**
   * @param count intervals; what comes later counts in the last one
   */
  LatencyTimeline(long intervalNanos, int count) {
    this.intervalNanos = intervalNanos;
    this.intervals = new Histogram[count];
    for (int i = 0; i < count; i++) {
      intervals[i] = new Histogram(100, LoadCounters.MAX_LATENCY_NANOS, 2);
    }
  }

  void record(long sinceStartNanos, long latencyNanos, int replies) {
    int interval = Math.clamp(sinceStartNanos / intervalNanos, 0, intervals.length - 1);
    intervals[interval].recordValueWithCount(
        Math.clamp(latencyNanos, 0, LoadCounters.MAX_LATENCY_NANOS), replies);
  }

  void add(LatencyTimeline other) {
    for (int i = 0; i < intervals.length; i++) {
      intervals[i].add(other.intervals[i]);
    }
  }

  /** One object an interval, latencies in microseconds. */
  List<Map<String, Object>> json() {
    return IntStream.range(0, intervals.length).mapToObj(this::json).toList();
  }

  private Map<String, Object> json(int index) {
    Histogram interval = intervals[index];
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fromSeconds", index * (intervalNanos / 1e9));
    json.put("requests", interval.getTotalCount());
    json.put("p50", interval.getValueAtPercentile(50) / 1e3);
    json.put("p99", interval.getValueAtPercentile(99) / 1e3);
    json.put("p99.9", interval.getValueAtPercentile(99.9) / 1e3);
    json.put("max", interval.getMaxValue() / 1e3);
    return json;
  }
}
