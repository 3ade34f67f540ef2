// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** A page that keeps a measurement: what one needs to repeat it, then its figures. */
public final class Page {

  private Page() {}

  /**
   * A page in Markdown.
   *
   * @param script what wrote it, such as bench/compare
   * @param options what it was called with
   * @param facts further lines of the list at its head
   * @param body all that follows
   */
  public static String of(
      String title, String script, String options, List<String> facts, String body) {
    return """
        # %s

        Written by `%s`; run it again rather than edit this page.

        - machine: %s, %d cores, Linux %s
        - Java: %s
        - Redis: %s
        - commit: %s
        - date: %s
        %s- again: `%s`

        %s"""
        .formatted(
            title,
            script,
            cpuModel(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            outputOf("redis-server", "--version"),
            outputOf("git", "describe", "--always", "--dirty", "--abbrev=12"),
            LocalDate.now(ZoneOffset.UTC),
            facts.stream().map(fact -> "- " + fact + "\n").collect(Collectors.joining()),
            (script + " " + options).strip(),
            body);
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
