// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every measurement beside redis-server lets its user choose, and what it needs to begin. */
public final class RigOptions {

  /** Exit status when a measurement cannot start. */
  public static final int REFUSED = 2;

  /** Above this load average before the first measurement, something else is running. */
  private static final double BUSY_LOAD = 0.7;

  @Option(
      names = "--tiny",
      description = "A run of seconds that shows that all of it works; writes no file.")
  private boolean tiny;

  @Option(names = "--server-cpus", paramLabel = "LIST", description = "Cores of a server.")
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

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The page to write, instead of the tool's own in docs; - for none.")
  private @Nullable String output;

  public boolean tiny() {
    return tiny;
  }

  public String serverCpus() {
    return serverCpus;
  }

  public String generatorCpus() {
    return generatorCpus;
  }

  /** Both lists together. */
  public String allCpus() {
    return serverCpus + "," + generatorCpus;
  }

  public String javaOptions() {
    return javaOptions;
  }

  /** A server's start on its cores. */
  public Launch launch() {
    return Launch.on(serverCpus).withJavaOptions(javaOptions);
  }

  /**
   * Looks for what a measurement needs and says what is missing.
   *
   * @return the exit status to leave with, or empty when all is there
   */
  public OptionalInt prepare(String tool, List<String> programs) {
    List<String> missing = programs.stream().filter(program -> !isInstalled(program)).toList();
    if (!missing.isEmpty()) {
      System.out.println("skipped: not installed here: " + String.join(", ", missing));
      return OptionalInt.of(tiny ? 0 : REFUSED);
    }
    if (!Files.isExecutable(Path.of("tarn"))) {
      return OptionalInt.of(refuse(tool, "no ./tarn here: start it as " + tool));
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY_LOAD) {
      System.err.printf(
          "the machine is busy (load average %.1f): figures will mean little%n", load);
    }
    return OptionalInt.empty();
  }

  /**
   * Writes the page, unless nobody wants it.
   *
   * @return false when the file cannot be written; the reason has been said
   */
  public boolean write(String tool, String ownPage, String page) {
    String file = output == null ? ownPage : output;
    if ((output == null && tiny) || file.equals("-")) {
      return true;
    }
    try {
      Files.writeString(Path.of(file), page);
      return true;
    } catch (IOException e) {
      refuse(tool, "could not write " + file + ": " + e.getMessage());
      return false;
    }
  }

  /** Says why a measurement does not start. */
  public static int refuse(String tool, String reason) {
    System.err.println(tool + ": " + reason);
    return REFUSED;
  }

  /** Whether a program is on the path. */
  public static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(":"))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }
}
