// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.node.bench.compare.Comparison.Row;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.RunningServer;
import io.tarn.node.bench.rig.ServerJvm;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** What is measured on one server in one round. */
final class Scenarios {

  /** Parts that {@code --only} can name. */
  enum Part {
    /** Server and generator on a core each: throughput and CPU time a command. */
    PINNED,
    /** The same two cores for both. */
    SHARED,
    /** Pinned, at a fixed rate of half of Redis's own peak. */
    RATE,
    /** Pinned: heap bytes a command, Tarn only. */
    ALLOCATION,
    /** From process start to ready. */
    START
  }

  private static final List<String> COMMANDS = List.of("SET", "GET");

  private final Children children;
  private final Effort effort;
  private final Set<Part> parts;
  private final RigOptions rig;
  private final Comparison comparison;
  private double redisPeak;

  Scenarios(
      Children children, Effort effort, Set<Part> parts, RigOptions rig, Comparison comparison) {
    this.children = children;
    this.effort = effort;
    this.parts = parts;
    this.rig = rig;
    this.comparison = comparison;
  }

  /**
   * One round on one server, freshly started for each arrangement of cores. Redis must have had the
   * first one.
   */
  void round(Contender contender) throws IOException, InterruptedException {
    if (parts.contains(Part.PINNED)
        || parts.contains(Part.RATE)
        || parts.contains(Part.ALLOCATION)) {
      try (RunningServer server = RunningServer.start(children, contender, rig.launch())) {
        Generator generator = new Generator(children, rig.generatorCpus(), effort.keys());
        warm(server, generator);
        if (parts.contains(Part.PINNED)) {
          throughputs(server, generator, contender, "one core", List.of(16, 64, 1), "1.3");
        }
        if (parts.contains(Part.RATE)) {
          rate(server, generator, contender);
        }
        if (parts.contains(Part.ALLOCATION) && contender == Contender.TARN) {
          allocation(server, generator);
        }
      }
    }
    if (parts.contains(Part.SHARED)) {
      String all = rig.allCpus();
      try (RunningServer server =
          RunningServer.start(children, contender, rig.launch().withCpus(all))) {
        Generator generator = new Generator(children, all, effort.keys());
        warm(server, generator);
        throughputs(server, generator, contender, "both cores", List.of(16, 64), "1.7");
      }
    }
  }

  /** Starts a server once or more and notes how long each took. */
  void starts(Contender contender) throws IOException, InterruptedException {
    for (int i = 0; i < effort.starts(); i++) {
      String all = rig.allCpus();
      try (RunningServer server =
          RunningServer.start(children, contender, rig.launch().withCpus(all))) {
        comparison.add(
            new Row("start to ready", "s", "Tarn ≤ 3 s"), contender, server.startSeconds());
      }
    }
  }

  private void warm(RunningServer server, Generator generator)
      throws IOException, InterruptedException {
    generator.fill(server.port());
    for (String command : COMMANDS) {
      generator.throughput(server.port(), command, 16, effort.warmRequests());
      generator.throughput(
          server.port(), command, 1, Math.min(effort.warmRequests(), effort.singleRequests()));
    }
  }

  private void throughputs(
      RunningServer server,
      Generator generator,
      Contender contender,
      String cores,
      List<Integer> pipelines,
      String target)
      throws IOException, InterruptedException {
    for (int pipeline : pipelines) {
      for (String command : COMMANDS) {
        long requests = effort.requests(pipeline);
        double before = server.cpuSeconds();
        double perSecond = generator.throughput(server.port(), command, pipeline, requests);
        double cpuMicros = (server.cpuSeconds() - before) * 1e6 / requests;
        boolean isShared = cores.equals("both cores");
        String what = cores + ", P" + pipeline + " " + command;
        boolean absolute = isShared && pipeline == 64 && command.equals("GET");
        String wanted =
            "≥ " + (pipeline == 1 ? "1.0" : target) + (absolute ? ", Tarn > 1,200,000" : "");
        comparison.add(new Row(what, "requests/s", wanted), contender, perSecond);
        comparison.add(new Row(what + ", server CPU", "µs/command", ""), contender, cpuMicros);
      }
    }
  }

  private void rate(RunningServer server, Generator generator, Contender contender)
      throws IOException, InterruptedException {
    if (redisPeak == 0 && contender != Contender.REDIS) {
      System.err.println("skipped: the fixed rate on " + contender + ": Redis's peak is not known");
      return;
    }
    if (redisPeak == 0) {
      redisPeak = generator.throughput(server.port(), "GET", 1, effort.singleRequests());
    }
    double rate = Math.rint(redisPeak / 2);
    JsonNode result =
        generator.atRate(server.port(), rate, effort.rateWarmupSeconds(), effort.rateSeconds());
    JsonNode latency = result.path("latencyMicros");
    String load = "one core, P1 at half of Redis's peak, ";
    comparison.add(
        new Row(load + "rate met", "requests/s", ""),
        contender,
        result.path("requestsPerSecond").asDouble());
    comparison.add(new Row(load + "p50", "µs", ""), contender, latency.path("p50").asDouble());
    comparison.add(
        new Row(load + "p99", "µs", "≤ 1.0, Tarn < 1000"),
        contender,
        latency.path("p99").asDouble());
    comparison.add(
        new Row(load + "p99.9", "µs", "≤ 1.5"), contender, latency.path("p99.9").asDouble());
  }

  private void allocation(RunningServer server, Generator generator)
      throws IOException, InterruptedException {
    try (ServerJvm jvm = ServerJvm.of(server.pid())) {
      for (String command : COMMANDS) {
        long before = jvm.allocatedBytes();
        generator.throughput(server.port(), command, 16, effort.pipelinedRequests());
        double bytes = (double) (jvm.allocatedBytes() - before) / effort.pipelinedRequests();
        comparison.add(
            new Row("heap allocated, " + command, "bytes/command", "≤ 1 small object"),
            Contender.TARN,
            bytes);
      }
    }
  }
}
