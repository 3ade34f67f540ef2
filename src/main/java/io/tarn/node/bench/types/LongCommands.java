// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Load;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.Target;
import io.tarn.node.bench.rig.TargetTable;
import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.util.Locale;

/** What clients of other keys see while one client has commands of millions of elements run. */
record LongCommands(Children children, RigOptions rig, TargetTable table) {

  private static final long LIMIT_SECONDS = 300;
  private static final int RATE = 10_000;
  private static final double BOUND_MILLIS = 5;

  /** Between two commands. */
  private static final long PAUSE_MILLIS = 100;

  /** A server as it is without long commands: what of the figures is the machine's. */
  void baseline(Contender contender) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      add("nothing", contender, beside(server, () -> {}), new Target.None());
    }
  }

  /** LRANGE of all of a long list, again and again. */
  void range(Contender contender, long elements) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      try (Pipeline pipeline = new Pipeline(server)) {
        for (long i = 0; i < elements; i++) {
          pipeline.add("RPUSH", "long", "element:" + i);
        }
      }
      String what = String.format(Locale.ROOT, "LRANGE of %,d", elements);
      add(what, contender, again(server, "LRANGE", "long", "0", "-1"), bound());
    }
  }

  /** SMEMBERS of a large set, again and again. */
  void members(Contender contender, long members) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
      Collections.SET.load(server, members);
      String what = String.format(Locale.ROOT, "SMEMBERS of %,d", members);
      add(what, contender, again(server, "SMEMBERS", "big"), bound());
    }
  }

  /** DEL of a very large set. */
  void delete(Contender contender, long members) throws IOException, InterruptedException {
    try (RunningServer server = RunningServer.start(children, contender, rig.launch());
        RespClient client = server.connect()) {
      Collections.SET.load(server, members);
      JsonNode result = beside(server, () -> receive(client, "DEL", "big"));
      add(String.format(Locale.ROOT, "DEL of a set of %,d", members), contender, result, bound());
    }
  }

  private static Target bound() {
    return new Target.AtMost(BOUND_MILLIS);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private JsonNode again(RunningServer server, String... words)
      throws IOException, InterruptedException {
    try (RespClient client = server.connect()) {
      long until = System.nanoTime() + (seconds() + 1) * 1_000_000_000L;
      return beside(
          server,
          () -> {
            while (System.nanoTime() < until) {
              receive(client, words);
              Thread.sleep(PAUSE_MILLIS);
            }
          });
    }
  }

  private static void receive(RespClient client, String... words) throws IOException {
    client.send(RespRequest.of(words));
    if (client.receive() instanceof WireReply.Failure failure) {
      throw new IOException(String.join(" ", words) + " answered " + failure.message());
    }
  }

  /* Paced GETs and SETs of other keys, measured from a second after they begin. */
  private JsonNode beside(RunningServer server, Work work)
      throws IOException, InterruptedException {
    Load load = new Load(children, rig.generatorCpus(), LIMIT_SECONDS);
    Load.Running beside =
        load.start(
            server.port(),
            "--mix",
            "get:1,set:1",
            "--keys",
            "10000",
            "--rate",
            "" + (rig.tiny() ? RATE / 10 : RATE),
            "--warmup",
            "1",
            "--seconds",
            "" + seconds());
    Thread.sleep(2000);
    work.run();
    return beside.result();
  }

  private int seconds() {
    return rig.tiny() ? 2 : 10;
  }

  private void add(String what, Contender contender, JsonNode result, Target target) {
    JsonNode latency = result.path("latencyMicros");
    String others = "others during " + what + ", ";
    table.add(others + "p99", "ms", contender, latency.path("p99").asDouble() / 1e3);
    table.add(others + "p99.9", "ms", contender, latency.path("p99.9").asDouble() / 1e3, target);
    table.add(others + "max", "ms", contender, latency.path("max").asDouble() / 1e3);
  }
}
