// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.types;

import io.tarn.node.bench.rig.Attempts;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Page;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench/types}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2 when
 * it could not start.
 */
@Command(
    name = "types",
    description = "Measures lists, sets, hashes and sorted sets beside redis-server.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TypesCommand implements Callable<Integer> {

  private static final String TOOL = "bench/types";
  private static final List<String> PARTS = List.of("throughput", "memory", "long");

  /** A run that only shows that all works has this part of the elements. */
  private static final long TINY_DIVISOR = 500;

  @Option(names = "--rounds", paramLabel = "N", description = "How often throughput is measured.")
  private int rounds = 3;

  @Option(names = "--requests", paramLabel = "N", description = "Requests of one test.")
  private long requests = 1_000_000;

  @Option(
      names = "--scale",
      paramLabel = "F",
      description = "Part of the full amount of data that is loaded.")
  private double scale = 1;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Parts to run, any of throughput, memory, long.")
  private List<String> only = new ArrayList<>();

  @Mixin private final RigOptions rig = new RigOptions();

  @Override
  public Integer call() throws InterruptedException {
    for (String part : only) {
      if (!PARTS.contains(part)) {
        return RigOptions.refuse(
            TOOL, "--only takes " + String.join(", ", PARTS) + "; not " + part);
      }
    }
    if (rounds < 1 || requests < 1000 || !(scale > 0) || scale > 100) {
      return RigOptions.refuse(TOOL, "--rounds from 1, --requests from 1000, --scale up to 100");
    }
    OptionalInt refusal = rig.prepare(TOOL, List.of("redis-server", "redis-benchmark", "taskset"));
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    if (rig.tiny()) {
      rounds = 1;
      requests = 2_000;
      scale = 1.0 / TINY_DIVISOR;
    }
    TargetTable table = new TargetTable();
    Attempts attempts = new Attempts();
    for (String part : only.isEmpty() ? PARTS : only) {
      switch (part) {
        case "throughput" -> throughput(table, attempts);
        case "memory" -> memory(table, attempts);
        default -> longCommands(table, attempts);
      }
    }
    System.out.print(table.markdown());
    if (!table.isEmpty() && !rig.write(TOOL, "docs/benchmarks-types.md", page(table.markdown()))) {
      return RigOptions.REFUSED;
    }
    return attempts.status();
  }

  private void throughput(TargetTable table, Attempts attempts) throws InterruptedException {
    TypeTests tests = new TypeTests(new Children(), rig, table, requests);
    for (int round = 1; round <= rounds; round++) {
      List<Contender> order = new ArrayList<>(List.of(Contender.values()));
      for (Contender contender : round % 2 == 1 ? order : order.reversed()) {
        attempts.run("round " + round + ": " + contender, () -> tests.round(contender));
      }
    }
    tests.conclude();
  }

  private void memory(TargetTable table, Attempts attempts) throws InterruptedException {
    TypeMemory memory = new TypeMemory(new Children(), rig, table);
    for (Collections data : Collections.values()) {
      long count =
          scaled(
              switch (data) {
                case HASHES -> 1_000_000;
                case LISTS -> 100_000;
                case SET -> 5_000_000;
                case SORTED_SET -> 2_000_000;
              });
      for (Contender contender : Contender.values()) {
        attempts.run(
            contender + ", " + data.name(count), () -> memory.measure(contender, data, count));
      }
    }
  }

  private void longCommands(TargetTable table, Attempts attempts) throws InterruptedException {
    LongCommands commands = new LongCommands(new Children(), rig, table);
    for (Contender contender : Contender.values()) {
      attempts.run(contender + ", no long command", () -> commands.baseline(contender));
      attempts.run(contender + ", LRANGE", () -> commands.range(contender, scaled(1_000_000)));
      attempts.run(contender + ", SMEMBERS", () -> commands.members(contender, scaled(1_000_000)));
      attempts.run(contender + ", DEL", () -> commands.delete(contender, scaled(10_000_000)));
    }
  }

  private long scaled(long count) {
    return Math.max(100, (long) (count * scale));
  }

  private String page(String figures) {
    return Page.of(
        "Lists, sets, hashes and sorted sets beside redis-server",
        TOOL,
        String.format(
            Locale.ROOT,
            "--rounds %d --requests %d --scale %s%s",
            rounds,
            requests,
            scale,
            only.isEmpty() ? "" : " --only " + String.join(",", only)),
        List.of("cores: server " + rig.serverCpus() + ", generator " + rig.generatorCpus()),
        """
        %s
        Throughput: redis-benchmark's own tests, 50 connections, pipelines of 16, fresh servers in every round, all tests
        three times to warm up and once to count, medians over the rounds. Memory: resident above the empty process, so what a warm JVM takes for itself counts against Tarn; elements are
        random text of 10 bytes, members of 16. Others: GETs and SETs of other keys at 10,000 a second for ten seconds, while a
        client has one long command run after the other, or one; latency counts from when a request was due, and the rows
        without a long command say what of it is the machine's.
        """
            .formatted(figures));
  }
}
