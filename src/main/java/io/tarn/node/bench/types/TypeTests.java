// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * redis-benchmark's own tests of collections, pipelines of 16, on one core. Each round has a fresh
 * server of either kind; what is shown is the median over the rounds of each server's figures, and
 * the geometric mean of the ratios of these.
 */
final class TypeTests {

  private static final long LIMIT_SECONDS = 300;
  private static final int CONNECTIONS = 50;
  private static final int PIPELINE = 16;
  private static final int MOST_LOOKS = 600;
  private static final long LOOK_MILLIS = 50;

  /** All tests run so often before they count: a JVM compiles what it sees to be used. */
  private static final int WARM_PASSES = 3;

  /**
   * A test: redis-benchmark's name for it, which part of the requests it gets (a range of 600
   * elements takes as long as hundreds of pushes), and what fills the key before.
   */
  private record Test(String name, int divisor, String before) {}

  private static final List<Test> TESTS =
      List.of(
          new Test("incr", 1, ""),
          new Test("mset", 5, ""),
          new Test("lpush", 1, ""),
          new Test("lpop", 1, "lpush"),
          new Test("rpush", 1, ""),
          new Test("rpop", 1, "rpush"),
          new Test("sadd", 1, ""),
          new Test("spop", 2, "sadd"),
          new Test("hset", 1, ""),
          new Test("zadd", 1, ""),
          new Test("zpopmin", 2, "zadd"),
          new Test("lrange_100", 10, ""),
          new Test("lrange_300", 30, ""),
          new Test("lrange_600", 60, ""));

  private final Children children;
  private final RigOptions rig;
  private final TargetTable table;
  private final long requests;
  private final Map<String, Map<Contender, List<Double>>> figures = new LinkedHashMap<>();

  TypeTests(Children children, RigOptions rig, TargetTable table, long requests) {
    this.children = children;
    this.rig = rig;
    this.table = table;
    this.requests = requests;
  }

  /** All tests on one fresh server. */
  void round(Contender contender) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      for (int pass = 0; pass < WARM_PASSES; pass++) {
        for (Test test : TESTS) {
          measure(server, test);
        }
      }
      for (Test test : TESTS) {
        figures
            .computeIfAbsent(test.name(), fresh -> new EnumMap<>(Contender.class))
            .computeIfAbsent(contender, fresh -> new ArrayList<>())
            .add(measure(server, test));
      }
    }
  }

  private double measure(RunningServer server, Test test) throws IOException, InterruptedException {
    server.call("FLUSHALL");
    awaitFreed(server);
    prepare(server, test);
    return run(server, test.name(), Math.max(1000, requests / test.divisor()));
  }

  /* What a server frees in the background belongs to the test before. */
  private static void awaitFreed(RunningServer server) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_LOOKS && server.info("lazyfree_pending_objects") > 0; i++) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void prepare(RunningServer server, Test test) throws IOException, InterruptedException {
    if (!test.before().isEmpty()) {
      run(server, test.before(), requests);
    }
  }

  /** Puts the figures of all rounds into the table. */
  void conclude() {
    double logarithms = 0;
    int ratios = 0;
    for (Map.Entry<String, Map<Contender, List<Double>>> test : figures.entrySet()) {
      double redis = median(test.getValue().getOrDefault(Contender.REDIS, List.of()));
      double tarn = median(test.getValue().getOrDefault(Contender.TARN, List.of()));
      String what = test.getKey().toUpperCase(Locale.ROOT) + ", P16";
      table.add(what, "requests/s", Contender.REDIS, redis);
      table.add(what, "requests/s", Contender.TARN, tarn, new Target.AtLeastTimes(1));
      if (tarn / redis > 0) {
        logarithms += Math.log(tarn / redis);
        ratios++;
      }
    }
    table.add("geometric mean of the ratios", "", Contender.REDIS, 1);
    table.add(
        "geometric mean of the ratios",
        "",
        Contender.TARN,
        ratios == 0 ? Double.NaN : Math.exp(logarithms / ratios),
        new Target.AtLeastTimes(1.15));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /* redis-benchmark -t lrange_100 fills the list itself, before the test. */
  private double run(RunningServer server, String test, long count)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", rig.generatorCpus()));
    command.addAll(List.of("redis-benchmark", "-p", "" + server.port(), "-t", test));
    command.addAll(List.of("-n", "" + count, "-r", "" + requests, "-c", "" + CONNECTIONS));
    command.addAll(List.of("-P", "" + PIPELINE, "--csv"));
    String csv = children.run(new ProcessBuilder(command), LIMIT_SECONDS);
    String last = csv.strip().lines().reduce((before, line) -> line).orElse("");
    try {
      return Double.parseDouble(last.replace("\"", "").split(",", -1)[1]);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException("not a result of redis-benchmark: " + last, e);
    }
  }
}
