// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** The page that keeps a comparison: the table, and what one needs to repeat it. */
final class Page {

  private Page() {}

  static String of(
      Comparison comparison, int rounds, Set<Scenarios.Part> parts, String javaOptions) {
    String again = "bench/compare --rounds " + rounds + " --only " + CompareCommand.names(parts);
    return """
        # Tarn beside redis-server

        Written by `bench/compare`; run it again rather than edit this page.

        - machine: %s, %d cores, Linux %s
        - Java: %s
        - Redis: %s
        - commit: %s
        - date: %s
        - rounds: %d, a fresh server of each kind in every round, Redis and Tarn in turns
        - again: `%s`%s

        %s
        Load: 50 connections, 64-byte values, 1 million random keys, all present; persistence off in both. Throughput by
        redis-benchmark. "One core": the server on one core, the generator on another. "Both cores": both on both. Latency at a
        fixed rate by `./tarn bench`, half GET and half SET, from the time a request was due. Figures are medians over the rounds; a
        ratio is Tarn's figure by Redis's of the same round (of throughput, more is better; of all else, less). Server CPU is
        user and system time of the whole process; heap allocated is what the JVM counts for all threads.
        """
        .formatted(
            cpuModel(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            outputOf("redis-server", "--version"),
            outputOf("git", "describe", "--always", "--dirty", "--abbrev=12"),
            LocalDate.now(ZoneOffset.UTC),
            rounds,
            again,
            javaOptions.isEmpty() ? "" : " with `--java-opts '" + javaOptions + "'`",
            comparison.table());
  }

  private static String cpuModel() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown CPU");
    } catch (IOException e) {
      return "unknown CPU";
    }
  }

  private static String outputOf(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String line =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? line.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
