// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.RigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Lets a process's clock run faster, by {@code bench/fastclock.c}: Redis's LRU clock ticks once a
 * second and its LFU counters decay once a minute, so hours that are replayed in seconds would be
 * one moment to it.
 */
final class ClockShim {

  static final int SPEED = 200;

  private static final Path SOURCE = Path.of("bench", "fastclock.c");
  private static final long COMPILE_SECONDS = 60;

  private ClockShim() {}

  /** Why there is none here, or "". */
  static String missing() {
    if (!RigOptions.isInstalled("gcc")) {
      return "gcc is not installed";
    }
    return Files.isReadable(SOURCE) ? "" : SOURCE + " is not there";
  }

  /** Compiles it and gives the variables that a process needs to be under it. */
  static Map<String, String> variables(Children children) throws IOException, InterruptedException {
    Path library = Files.createTempFile("tarn-fastclock-", ".so");
    library.toFile().deleteOnExit();
    children.run(
        new ProcessBuilder(
            "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), SOURCE.toString()),
        COMPILE_SECONDS);
    return Map.of("LD_PRELOAD", library.toString(), "TARN_CLOCK_SPEED", "" + SPEED);
  }
}
