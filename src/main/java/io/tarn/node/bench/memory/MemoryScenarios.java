// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.memory;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Load;
import io.tarn.node.bench.rig.ResidentMemory;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.ServerJvm;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What is measured on a fresh server each. */
final class MemoryScenarios {

  /** Loading ten million keys takes less than a minute; a run that hangs ends as an error. */
  static final long LOAD_LIMIT_SECONDS = 600;

  /** Resident memory is read once it stands still, or after this long. */
  static final double SETTLE_SECONDS = 40;

  /** An idle node with no data, resident. */
  static final double IDLE_MEGABYTES = 250;

  /** Memory counts as given back when less than this share of what was loaded is left. */
  static final double LEFT_SHARE = 0.1;

  /** After this long, memory that is still there will stay. */
  static final double GIVE_BACK_SECONDS = 60;

  /** Requests a second beside FLUSHALL. */
  static final int BESIDE_RATE = 20_000;

  private static final double MEGABYTE = 1e6;

  private final Children children;
  private final RigOptions rig;
  private final TargetTable table;
  private final Load load;
  private final Map<String, Double> breakdown = new TreeMap<>();

  MemoryScenarios(Children children, RigOptions rig, TargetTable table) {
    this.children = children;
    this.rig = rig;
    this.table = table;
    this.load = new Load(children, rig.generatorCpus(), LOAD_LIMIT_SECONDS);
  }

  /** Bytes a key of a data set above the empty process, and what FLUSHALL gives back of them. */
  void perKey(Contender contender, Dataset data) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      long empty = settled(server);
      data.load(load, server);
      long loaded = settled(server);
      double used = server.info("used_memory");
      add(
          data + ", resident",
          contender,
          (double) (loaded - empty),
          data,
          new Target.AtMostTimes(data.share()));
      add(data + ", used_memory in all", contender, used, data, new Target.None());
      server.call("FLUSHALL");
      long flushed = settled(server);
      add(
          data + ", given back by FLUSHALL",
          contender,
          (double) (loaded - flushed),
          data,
          new Target.None());
    }
  }

  private void add(String what, Contender contender, double bytes, Dataset data, Target target) {
    table.add(what, "bytes/key", contender, bytes / data.keys(), target);
  }

  private long settled(RunningServer server) throws IOException, InterruptedException {
    return ResidentMemory.settled(server.pid(), rig.tiny() ? 0.5 : SETTLE_SECONDS);
  }

  /** A node with no data, when it is ready and later. */
  void idle(Contender contender) throws IOException, InterruptedException {
    int seconds = rig.tiny() ? 2 : 20;
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      table.add(
          "idle, when it is ready",
          "MB",
          contender,
          ResidentMemory.of(server.pid()) / MEGABYTE,
          new Target.AtMost(IDLE_MEGABYTES));
      Thread.sleep(seconds * 1000L);
      table.add(
          "idle, " + seconds + " s later",
          "MB",
          contender,
          ResidentMemory.of(server.pid()) / MEGABYTE,
          new Target.AtMost(IDLE_MEGABYTES));
      if (contender == Contender.TARN) {
        try (ServerJvm jvm = ServerJvm.of(server.pid())) {
          jvm.committedBytes().forEach((pool, bytes) -> breakdown.put(pool, bytes / MEGABYTE));
          breakdown.put("(threads)", (double) jvm.threads());
        }
      }
    }
  }

  /** Committed megabytes of each of the JVM's memory pools on the idle node; may be empty. */
  Map<String, Double> breakdown() {
    return breakdown;
  }

  /** FLUSHALL of a full server under a light load of other keys. */
  void flush(Contender contender, long keys) throws IOException, InterruptedException {
    int seconds = rig.tiny() ? 4 : 12;
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      long empty = settled(server);
      Dataset data = Dataset.small(keys);
      data.load(load, server);
      long loaded = settled(server);
      Load.Running beside =
          load.start(
              server.port(),
              "--key-size",
              "20",
              "--keys",
              "10000",
              "--mix",
              "get:1,set:1",
              "--rate",
              "" + (rig.tiny() ? 2000 : BESIDE_RATE),
              "--warmup",
              "1",
              "--seconds",
              "" + seconds,
              "--interval",
              "1");
      awaitLoad(server, keys);
      long flushEpochMillis = System.currentTimeMillis();
      long begin = System.nanoTime();
      server.call("FLUSHALL");
      double answered = (System.nanoTime() - begin) / 1e6;
      double back = untilBack(server, empty + (long) ((loaded - empty) * LEFT_SHARE), begin);
      String what = String.format(java.util.Locale.ROOT, "FLUSHALL of %,d keys, ", keys);
      table.add(what + "answered in", "ms", contender, answered, new Target.AtMost(100));
      table.add(what + "resident back within 10 % in", "s", contender, back);
      JsonNode result = beside.result();
      JsonNode worst = worstSecondFrom(result, flushEpochMillis);
      table.add(
          what + "others meanwhile, p99.9 of the worst second",
          "ms",
          contender,
          worst.path("p99.9").asDouble() / 1e3);
      table.add(
          what + "others meanwhile, max", "ms", contender, worst.path("max").asDouble() / 1e3);
    }
  }

  /** Waits until the load beside it has written keys and has warmed up. */
  private static void awaitLoad(RunningServer server, long before)
      throws IOException, InterruptedException {
    for (int i = 0; i < 100 && server.keys() == before; i++) {
      Thread.sleep(100);
    }
    Thread.sleep(2000);
  }

  /** Seconds until resident memory is down to a level; not a number when it does not go there. */
  private double untilBack(RunningServer server, long level, long begin)
      throws IOException, InterruptedException {
    double seconds = 0;
    while (seconds < (rig.tiny() ? 2 : GIVE_BACK_SECONDS)) {
      long resident = ResidentMemory.quick(server.pid());
      seconds = (System.nanoTime() - begin) / 1e9;
      if (resident <= level) {
        return seconds;
      }
      Thread.sleep(10);
    }
    return Double.NaN;
  }

  /** The interval with the highest p99.9 among those that end after a time. */
  static JsonNode worstSecondFrom(JsonNode result, long epochMillis) {
    double since = (epochMillis - result.path("measureEpochMillis").asLong()) / 1e3;
    JsonNode worst = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    for (JsonNode interval : result.path("intervals")) {
      boolean counts = interval.path("fromSeconds").asDouble() + 1 > since;
      if (counts && interval.path("p99.9").asDouble() > worst.path("p99.9").asDouble()) {
        worst = interval;
      }
    }
    return worst;
  }
}
