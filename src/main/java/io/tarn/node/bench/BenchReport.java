// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A run's result as text for people and as JSON for programs. */
final class BenchReport {

  private static final Map<String, Double> PERCENTILES = percentiles();

  private BenchReport() {}

  private static Map<String, Double> percentiles() {
    Map<String, Double> names = new LinkedHashMap<>();
    names.put("p50", 50.0);
    names.put("p90", 90.0);
    names.put("p99", 99.0);
    names.put("p99.9", 99.9);
    names.put("p99.99", 99.99);
    names.put("max", 100.0);
    return names;
  }

  /** A handful of lines, with the last one ended. */
  static String text(LoadResult result) {
    BenchSettings settings = result.settings();
    LoadCounters counters = result.counters();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "requests    %,d in %.2f s over %d connections, pipeline %d%s",
        counters.replies(),
        result.seconds(),
        settings.connections(),
        settings.pipeline(),
        result.interrupted() ? " (interrupted)" : "");
    double seconds = Math.max(result.seconds(), 1e-9);
    line(
        out,
        "throughput  %,.0f requests/s%s, %.1f MB/s sent, %.1f MB/s received",
        result.requestsPerSecond(),
        settings.rate() > 0
            ? String.format(Locale.ROOT, " of %,.0f intended", settings.rate())
            : "",
        counters.bytesSent / seconds / 1e6,
        counters.bytesReceived / seconds / 1e6);
    StringBuilder latencies = new StringBuilder();
    PERCENTILES.forEach(
        (name, percentile) ->
            latencies.append(
                String.format(
                    Locale.ROOT, "  %s %.3f", name, result.latencyMicros(percentile) / 1e3)));
    line(out, "latency ms%s", latencies);
    line(out, "errors      %s", result.errorCount() == 0 ? "none" : counters.errors());
    if (counters.disconnected > 0) {
      line(out, "lost        %d connections: %s", counters.disconnected, result.failure());
    }
    if (counters.unanswered > 0) {
      line(out, "unanswered  %,d requests", counters.unanswered);
    }
    line(out, "generator   %.2f us CPU a request", result.generatorCpuMicrosPerRequest());
    return out.toString();
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** One JSON object with the settings and everything measured; latencies in microseconds. */
  static String json(LoadResult result) {
    BenchSettings settings = result.settings();
    LoadCounters counters = result.counters();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("host", settings.host());
    json.put("port", settings.port());
    json.put("connections", settings.connections());
    json.put("threads", settings.threads());
    json.put("pipeline", settings.pipeline());
    json.put("rate", settings.rate());
    json.put("keys", settings.keys());
    json.put("keySize", settings.keySize());
    ValueSizes sizes = settings.valueSizes();
    json.put("valueSize", sizes.isFixed() ? sizes.min() : sizes.toString());
    json.put("distribution", settings.distribution().toString());
    json.put("load", settings.command().orElse(settings.mix()));
    json.put("resp3", settings.resp3());
    json.put("seed", settings.seed());
    json.put("warmupSeconds", settings.warmupSeconds());
    json.put("seconds", result.seconds());
    json.put("requests", counters.replies());
    json.put("requestsPerSecond", result.requestsPerSecond());
    Map<String, Object> latency = new LinkedHashMap<>();
    PERCENTILES.forEach((name, percentile) -> latency.put(name, result.latencyMicros(percentile)));
    latency.put("mean", counters.latencyNanos().getMean() / 1e3);
    json.put("latencyMicros", latency);
    LatencyTimeline timeline = counters.timeline();
    if (timeline != null) {
      json.put("measureEpochMillis", result.measureEpochMillis());
      json.put("intervals", timeline.json());
    }
    json.put("errorCount", result.errorCount());
    json.put("errors", counters.errors());
    json.put("disconnected", counters.disconnected);
    json.put("unanswered", counters.unanswered);
    json.put("bytesSent", counters.bytesSent);
    json.put("bytesReceived", counters.bytesReceived);
    json.put("generatorCpuMicrosPerRequest", result.generatorCpuMicrosPerRequest());
    json.put("interrupted", result.interrupted());
    try {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      return mapper.writeValueAsString(json) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
