// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.evict;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Launch;
import io.tarn.node.bench.rig.Load;
import io.tarn.node.bench.rig.ResidentMemory;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.SafepointLog;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import java.io.IOException;
import java.util.List;

/**
 * Fills a fresh server to its budget and writes on.
 *
 * @param maxMemory bytes
 * @param times how often the budget is written once it is full
 */
record EvictScenario(
    Children children, RigOptions rig, TargetTable table, long maxMemory, double times) {

  /** Even a slow server writes 80 GB in this time. */
  static final long LIMIT_SECONDS = 3600;

  /** Sizes of values, evenly on a logarithmic scale. */
  static final int MIN_BYTES = 16;

  static final int MAX_BYTES = 100 << 10;

  /** The mean of such sizes, in bytes. */
  static final double MEAN_BYTES =
      (MAX_BYTES + 1.0 - MIN_BYTES) / Math.log((MAX_BYTES + 1.0) / MIN_BYTES) - 0.5;

  /** Different keys, by how many fit: nearly every write is of a key that is not there. */
  static final int KEYS_PER_ITEM = 16;

  static final int CONNECTIONS = 20;
  static final int PIPELINE = 4;

  /** What a process may hold beside its budget and a tenth more. */
  static final double BESIDE_BYTES = 250e6;

  static final double LONGEST_PAUSE_MILLIS = 5;

  private static final double MEGABYTE = 1e6;

  /** Measures one server under a policy; the longest stops of the JVM, when it is one. */
  List<SafepointLog.Stop> run(Contender contender, String policy)
      throws IOException, InterruptedException {
    SafepointLog log = SafepointLog.create();
    Launch launch = rig.launch().withBudget(maxMemory, policy).withJavaOptions(log.javaOption());
    try (RunningServer server = RunningServer.start(children, contender, launch);
        ResidentMemory.Watch watch = new ResidentMemory.Watch(server.pid())) {
      Load load = new Load(children, rig.generatorCpus(), LIMIT_SECONDS);
      write(load, server, maxMemory * 1.05, 1);
      long full = server.keys();
      log.restart();
      JsonNode result = write(load, server, maxMemory * times, 2);
      List<SafepointLog.Stop> stops = contender == Contender.TARN ? log.longest() : List.of();
      record(contender, result, stops);
      double settled = ResidentMemory.settled(server.pid(), 3);
      double allowed = (1.1 * maxMemory + BESIDE_BYTES) / MEGABYTE;
      table.add(
          "resident, peak",
          "MB",
          contender,
          watch.getAsLong() / MEGABYTE,
          new Target.AtMost(allowed));
      table.add(
          "resident, at the end", "MB", contender, settled / MEGABYTE, new Target.AtMost(allowed));
      table.add("used_memory, at the end", "MB", contender, server.info("used_memory") / MEGABYTE);
      table.add("mem_fragmentation_ratio", "", contender, server.info("mem_fragmentation_ratio"));
      table.add("evicted_keys", "keys", contender, server.info("evicted_keys"));
      table.add("keys when full", "keys", contender, (double) full);
      table.add("keys at the end", "keys", contender, (double) server.keys());
      return stops;
    } finally {
      log.delete();
    }
  }

  private void record(Contender contender, JsonNode result, List<SafepointLog.Stop> stops) {
    double seconds = result.path("seconds").asDouble();
    table.add(
        "throughput",
        "MB/s",
        contender,
        result.path("bytesSent").asDouble() / seconds / MEGABYTE,
        new Target.AtLeastTimes(1));
    table.add(
        "throughput",
        "SET/s",
        contender,
        result.path("requestsPerSecond").asDouble(),
        new Target.AtLeastTimes(1));
    for (String percentile : List.of("p50", "p99", "p99.9", "max")) {
      table.add(
          "latency of a batch of " + PIPELINE + ", " + percentile,
          "ms",
          contender,
          result.path("latencyMicros").path(percentile).asDouble() / 1e3);
    }
    if (contender == Contender.TARN) {
      table.add(
          "longest stop of the JVM",
          "ms",
          contender,
          stops.isEmpty() ? 0 : stops.getFirst().millis(),
          new Target.AtMost(LONGEST_PAUSE_MILLIS));
    }
  }

  private JsonNode write(Load load, RunningServer server, double bytes, int seed)
      throws IOException, InterruptedException {
    long requests = Math.max(1, (long) (bytes / MEAN_BYTES));
    long keys = Math.max(1, (long) (maxMemory / MEAN_BYTES * KEYS_PER_ITEM));
    return load.run(
        server.port(),
        "--mix",
        "set",
        "--value-size",
        MIN_BYTES + "-" + MAX_BYTES,
        "--keys",
        "" + keys,
        "--connections",
        "" + CONNECTIONS,
        "--pipeline",
        "" + PIPELINE,
        "--warmup",
        "0",
        "--seed",
        "" + seed,
        "--requests",
        "" + requests);
  }
}
