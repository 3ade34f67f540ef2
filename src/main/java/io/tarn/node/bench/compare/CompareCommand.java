// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
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

  /** Above this load average before the first measurement, something else is running. */
  private static final double BUSY_LOAD = 0.7;

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

  @Option(
      names = "--tiny",
      description = "A run of seconds that shows that all of it works; writes no file.")
  private boolean tiny;

  @Option(names = "--server-cpus", paramLabel = "LIST", description = "Cores of a pinned server.")
  private String serverCpus = "0";

  @Option(
      names = "--generator-cpus",
      paramLabel = "LIST",
      description = "Cores of the generator beside it.")
  private String generatorCpus = "1";

  @Option(
      names = "--java-opts",
      paramLabel = "OPTIONS",
      description = "Further JVM options for Tarn's server.")
  private String javaOptions = "";

  @Option(names = "--output", paramLabel = "FILE", description = "The page to write; - for none.")
  private String output = "docs/benchmarks.md";

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
    List<String> missing = PROGRAMS.stream().filter(program -> !isInstalled(program)).toList();
    if (!missing.isEmpty()) {
      System.out.println("skipped: not installed here: " + String.join(", ", missing));
      return tiny ? 0 : 2;
    }
    if (!Files.isExecutable(Path.of("tarn"))) {
      return refuse("no ./tarn here: start it as bench/compare");
    }
    return measure(parts);
  }

  private int measure(Set<Scenarios.Part> parts) throws InterruptedException {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY_LOAD) {
      System.err.printf(
          "the machine is busy (load average %.1f): figures will mean little%n", load);
    }
    Comparison comparison = new Comparison();
    Scenarios scenarios =
        new Scenarios(
            new Children(),
            tiny ? Effort.TINY : Effort.FULL,
            parts,
            serverCpus,
            generatorCpus,
            javaOptions,
            comparison);
    Set<Contender> failed = EnumSet.noneOf(Contender.class);
    int last = tiny ? 1 : rounds;
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
    if (!tiny && !output.equals("-") && !comparison.isEmpty()) {
      try {
        Files.writeString(Path.of(output), Page.of(comparison, last, parts, javaOptions));
      } catch (IOException e) {
        return refuse("could not write " + output + ": " + e.getMessage());
      }
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

  private static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return java.util.Arrays.stream(path.split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  private static int refuse(String reason) {
    System.err.println("bench/compare: " + reason);
    return 2;
  }

  /** The parts as they are written on the command line. */
  static String names(Set<Scenarios.Part> parts) {
    return parts.stream()
        .map(part -> part.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
