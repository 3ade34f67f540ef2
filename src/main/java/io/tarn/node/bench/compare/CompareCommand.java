// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Page;
import io.tarn.node.bench.rig.RigOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench/compare}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2
 * when it could not start.
 */
@Command(
    name = "compare",
    description = "Compares Tarn with redis-server on the same cores under the same load.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {

  private static final String TOOL = "bench/compare";

  private static final List<String> PROGRAMS =
      List.of("redis-server", "redis-benchmark", "taskset");

  @Option(names = "--rounds", paramLabel = "N", description = "How often everything is measured.")
  private int rounds = 3;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Parts to run, any of pinned, shared, rate, allocation, start.")
  private List<String> only = new ArrayList<>();

  @Mixin private final RigOptions rig = new RigOptions();

  @Override
  public Integer call() throws InterruptedException {
    Set<Scenarios.Part> parts = EnumSet.noneOf(Scenarios.Part.class);
    try {
      for (String name : only) {
        parts.add(Scenarios.Part.valueOf(name.strip().toUpperCase(java.util.Locale.ROOT)));
      }
    } catch (IllegalArgumentException e) {
      return refuse("--only takes pinned, shared, rate, allocation, start; not " + only);
    }
    if (parts.isEmpty()) {
      parts = EnumSet.allOf(Scenarios.Part.class);
    }
    if (rounds < 1 || rounds > 1000) {
      return refuse("--rounds must be 1 to 1000, not " + rounds);
    }
    OptionalInt refusal = rig.prepare(TOOL, PROGRAMS);
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    return measure(parts);
  }

  private int measure(Set<Scenarios.Part> parts) throws InterruptedException {
    Comparison comparison = new Comparison();
    Scenarios scenarios =
        new Scenarios(
            new Children(), rig.tiny() ? Effort.TINY : Effort.FULL, parts, rig, comparison);
    Set<Contender> failed = EnumSet.noneOf(Contender.class);
    int last = rig.tiny() ? 1 : rounds;
    for (int round = 1; round <= last; round++) {
      for (Contender contender : order(round)) {
        if (!failed.contains(contender)) {
          System.err.println("round " + round + " of " + last + ": " + contender);
          attempt(contender, failed, () -> scenarios.round(contender));
        }
      }
    }
    if (parts.contains(Scenarios.Part.START)) {
      for (Contender contender : Contender.values()) {
        if (!failed.contains(contender)) {
          System.err.println("starts: " + contender);
          attempt(contender, failed, () -> scenarios.starts(contender));
        }
      }
    }
    System.out.print(comparison.table());
    if (!comparison.isEmpty()
        && !rig.write(TOOL, "docs/benchmarks.md", page(comparison, last, parts))) {
      return RigOptions.REFUSED;
    }
    return failed.isEmpty() ? 0 : 1;
  }

  /**
   * Redis first in odd rounds, Tarn first in even ones, so that neither always has the warmer
   * machine.
   */
  private static List<Contender> order(int round) {
    return round % 2 == 1
        ? List.of(Contender.REDIS, Contender.TARN)
        : List.of(Contender.TARN, Contender.REDIS);
  }

  private interface Measurement {
    void run() throws IOException, InterruptedException;
  }

  private static void attempt(Contender contender, Set<Contender> failed, Measurement measurement)
      throws InterruptedException {
    try {
      measurement.run();
    } catch (IOException e) {
      failed.add(contender);
      System.err.println("skipped: the rest of " + contender + ": " + e.getMessage());
    }
  }

  private static int refuse(String reason) {
    return RigOptions.refuse(TOOL, reason);
  }

  private String page(Comparison comparison, int rounds, Set<Scenarios.Part> parts) {
    String java = rig.javaOptions();
    return Page.of(
        "Tarn beside redis-server",
        TOOL,
        "--rounds "
            + rounds
            + " --only "
            + names(parts)
            + (java.isEmpty() ? "" : " --java-opts '" + java + "'"),
        List.of(
            "rounds: "
                + rounds
                + ", a fresh server of each kind in every round, Redis and Tarn in turns"),
        """
        %s
        Load: 50 connections, 64-byte values, 1 million random keys, all present; persistence off in both. Throughput by
        redis-benchmark. "One core": the server on one core, the generator on another. "Both cores": both on both. Latency at a
        fixed rate by `./tarn bench`, half GET and half SET, from the time a request was due. Figures are medians over the rounds; a
        ratio is Tarn's figure by Redis's of the same round (of throughput, more is better; of all else, less). Server CPU is
        user and system time of the whole process; heap allocated is what the JVM counts for all threads.
        """
            .formatted(comparison.table()));
  }

  /** The parts as they are written on the command line. */
  static String names(Set<Scenarios.Part> parts) {
    return parts.stream()
        .map(part -> part.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
