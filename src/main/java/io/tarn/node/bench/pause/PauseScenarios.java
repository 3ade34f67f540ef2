// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.pause;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Load;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.SafepointLog;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import io.tarn.node.wire.RespClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is measured on a fresh server each.
 *
 * @param keys that are there, and are written
 * @param rate writes a second
 * @param seconds of measured writes
 * @param expiring keys that expire in the same second
 */
record PauseScenarios(
    Children children,
    RigOptions rig,
    TargetTable table,
    long keys,
    int rate,
    int seconds,
    long expiring) {

  static final long LIMIT_SECONDS = 900;
  static final int CONNECTIONS = 50;
  static final int VALUE_BYTES = 64;
  static final double LONGEST_PAUSE_MILLIS = 5;

  /** Requests a second while keys expire, half GET half SET. */
  static final int STORM_RATE = 20_000;

  static final double STORM_MILLIS = 2;

  /** From the start of writing the keys until they expire: longer than writing them takes. */
  static final int STORM_DELAY_SECONDS = 22;

  static final int TINY_DELAY_SECONDS = 11;

  /** The load begins so long before the keys expire: what it meets without that is known too. */
  static final int STORM_LEAD_SECONDS = 5;

  /** Memory counts as back when less than this share of what the keys took is left. */
  static final double LEFT_SHARE = 0.05;

  static final long BACK_LIMIT_SECONDS = 30;

  /** Paced writes over all keys; the stops of the JVM meanwhile, when it is one. */
  List<SafepointLog.Stop> writes(Contender contender) throws IOException, InterruptedException {
    SafepointLog log = SafepointLog.create();
    try (RunningServer server =
        RunningServer.start(children, contender, rig.launch().withJavaOptions(log.javaOption()))) {
      Load load = new Load(children, rig.generatorCpus(), LIMIT_SECONDS);
      fill(load, server);
      log.restart();
      JsonNode result =
          load.run(
              server.port(),
              "--mix",
              "set",
              "--keys",
              "" + keys,
              "--value-size",
              "" + VALUE_BYTES,
              "--connections",
              "" + CONNECTIONS,
              "--pipeline",
              "16",
              "--rate",
              "" + rate,
              "--warmup",
              rig.tiny() ? "0.5" : "3",
              "--seconds",
              "" + seconds);
      List<SafepointLog.Stop> stops = contender == Contender.TARN ? log.longest() : List.of();
      String what = "paced writes, ";
      table.add(what + "rate met", "SET/s", contender, result.path("requestsPerSecond").asDouble());
      for (String percentile : List.of("p50", "p99", "p99.9", "max")) {
        table.add(
            what + percentile,
            "ms",
            contender,
            result.path("latencyMicros").path(percentile).asDouble() / 1e3);
      }
      if (contender == Contender.TARN) {
        table.add(
            what + "longest stop of the JVM",
            "ms",
            contender,
            stops.isEmpty() ? 0 : stops.getFirst().millis(),
            new Target.AtMost(LONGEST_PAUSE_MILLIS));
        table.add(what + "stops of the JVM", "", contender, stops.size());
      }
      return stops;
    } finally {
      log.delete();
    }
  }

  private void fill(Load load, RunningServer server) throws IOException, InterruptedException {
    writeEach(load, server, keys, "--mix", "set");
  }

  /* Requests of one kind, one for each key, as fast as the server takes them. */
  private void writeEach(Load load, RunningServer server, long count, String... kind)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(kind));
    arguments.addAll(List.of("--distribution", "sequential"));
    arguments.addAll(List.of("--keys", "" + count, "--requests", "" + count));
    arguments.addAll(List.of("--value-size", "" + VALUE_BYTES));
    arguments.addAll(List.of("--pipeline", "64", "--warmup", "0"));
    load.run(server.port(), arguments.toArray(String[]::new));
  }

  /** Keys that expire in the same second, under paced GETs and SETs of others. */
  void storm(Contender contender) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch());
        RespClient asking = server.connect()) {
      Load load = new Load(children, rig.generatorCpus(), LIMIT_SECONDS);
      int delay = rig.tiny() ? TINY_DELAY_SECONDS : STORM_DELAY_SECONDS;
      paced(load, server, 2).result();
      double before = RunningServer.info(asking, "used_memory");
      long expireSecond = System.currentTimeMillis() / 1000 + delay;
      String command = "SET storm:__key__ __value__ EXAT " + expireSecond;
      writeEach(load, server, expiring, "--command", command);
      double loaded = RunningServer.info(asking, "used_memory");
      long early = (expireSecond - STORM_LEAD_SECONDS) * 1000;
      if (System.currentTimeMillis() > early) {
        throw new IOException("writing the keys took too long: fewer keys, or a faster machine");
      }
      Thread.sleep(early - System.currentTimeMillis());
      Load.Running beside = paced(load, server, STORM_LEAD_SECONDS + 1);
      Thread.sleep(Math.max(0, expireSecond * 1000 - System.currentTimeMillis()));
      double back = untilBack(asking, before + (loaded - before) * LEFT_SHARE, expireSecond);
      addTails(contender, beside.result(), expireSecond);
      table.add(stormName() + "used_memory back in", "s", contender, back, new Target.AtMost(1));
    }
  }

  private String stormName() {
    return String.format(Locale.ROOT, "%,d keys expire at once, ", expiring);
  }

  /* The second of the expiry lies in two intervals; the two before them are what it would be. */
  private void addTails(Contender contender, JsonNode result, long expireSecond) {
    double since = expireSecond - result.path("measureEpochMillis").asLong() / 1e3;
    double[] before = worst(result, since - 2, since);
    double[] during = worst(result, since, since + 2);
    String what = stormName();
    table.add(what + "p99.9 of others before", "ms", contender, before[0]);
    table.add(
        what + "p99.9 of others in that second",
        "ms",
        contender,
        during[0],
        new Target.AtMost(STORM_MILLIS));
    table.add(what + "added to p99.9", "ms", contender, Math.max(0, during[0] - before[0]));
    table.add(what + "max of others before", "ms", contender, before[1]);
    table.add(what + "max of others in that second", "ms", contender, during[1]);
  }

  /* p99.9 and maximum in milliseconds, of the intervals of a second that end in a time. */
  private static double[] worst(JsonNode result, double afterSecond, double untilSecond) {
    double[] worst = new double[2];
    for (JsonNode interval : result.path("intervals")) {
      double end = interval.path("fromSeconds").asDouble() + 1;
      if (end > afterSecond && end <= untilSecond) {
        worst[0] = Math.max(worst[0], interval.path("p99.9").asDouble() / 1e3);
        worst[1] = Math.max(worst[1], interval.path("max").asDouble() / 1e3);
      }
    }
    return worst;
  }

  /** A light load of other keys; begins to measure a second after it begins. */
  private Load.Running paced(Load load, RunningServer server, int lasting) {
    return load.start(
        server.port(),
        "--mix",
        "get:1,set:1",
        "--keys",
        "10000",
        "--rate",
        "" + (rig.tiny() ? STORM_RATE / 10 : STORM_RATE),
        "--warmup",
        "1",
        "--seconds",
        "" + lasting,
        "--interval",
        "1");
  }

  /** Seconds from the expiry until used_memory is down to a level, or not a number. */
  private static double untilBack(RespClient asking, double level, long expireSecond)
      throws IOException, InterruptedException {
    double seconds = 0;
    while (seconds < BACK_LIMIT_SECONDS) {
      double used = RunningServer.info(asking, "used_memory");
      seconds = System.currentTimeMillis() / 1e3 - expireSecond;
      if (used <= level) {
        return seconds;
      }
      Thread.sleep(20);
    }
    return Double.NaN;
  }
}
