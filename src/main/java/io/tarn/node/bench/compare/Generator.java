// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Load;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The load, as processes on given cores: redis-benchmark for throughput, so that nobody need trust
 * ours, and {@code ./tarn bench} to fill the server and for a fixed rate, which redis-benchmark has
 * not.
 */
final class Generator {

  static final int CONNECTIONS = 50;
  static final int VALUE_BYTES = 64;

  /** Far more than any run here takes; a run that hangs ends as an error. */
  static final long LIMIT_SECONDS = 180;

  private final Children children;
  private final String cpus;
  private final long keys;
  private final Load load;

  Generator(Children children, String cpus, long keys) {
    this.children = children;
    this.cpus = cpus;
    this.keys = keys;
    this.load = new Load(children, cpus, LIMIT_SECONDS);
  }

  /** Requests a second of {@code requests} GETs or SETs of random keys. */
  double throughput(int port, String command, int pipeline, long requests)
      throws IOException, InterruptedException {
    String output =
        run(
            List.of(
                "redis-benchmark",
                "-p",
                "" + port,
                "-r",
                "" + keys,
                "-n",
                "" + requests,
                "-d",
                "" + VALUE_BYTES,
                "-c",
                "" + CONNECTIONS,
                "-P",
                "" + pipeline,
                "-t",
                command.toLowerCase(Locale.ROOT),
                "--csv"));
    return parseThroughput(output);
  }

  /** The second field of the last line of redis-benchmark's CSV. */
  static double parseThroughput(String csv) throws IOException {
    String last = csv.strip().lines().reduce((before, line) -> line).orElse("");
    String[] fields = last.replace("\"", "").split(",", -1);
    try {
      return Double.parseDouble(fields[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("not a result of redis-benchmark: " + last, e);
    }
  }

  /** Writes every key once. */
  void fill(int port) throws IOException, InterruptedException {
    bench(
        port,
        "--distribution",
        "sequential",
        "--mix",
        "set",
        "--pipeline",
        "64",
        "--warmup",
        "0",
        "--requests",
        "" + keys);
  }

  /**
   * Latencies in microseconds at a fixed rate, half GET half SET, measured from when a request was
   * due.
   */
  JsonNode atRate(int port, double rate, double warmup, double seconds)
      throws IOException, InterruptedException {
    return bench(
        port,
        "--mix",
        "get:1,set:1",
        "--rate",
        "" + rate,
        "--warmup",
        "" + warmup,
        "--seconds",
        "" + seconds);
  }

  private JsonNode bench(int port, String... options) throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of("--keys", "" + keys, "--value-size", "" + VALUE_BYTES, "--connections"));
    all.add("" + CONNECTIONS);
    all.addAll(List.of(options));
    return load.run(port, all.toArray(String[]::new));
  }

  private String run(List<String> load) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", cpus));
    command.addAll(load);
    return children.run(new ProcessBuilder(command), LIMIT_SECONDS);
  }
}
