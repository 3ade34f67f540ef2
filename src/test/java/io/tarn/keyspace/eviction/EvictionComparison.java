// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints the hit ratios of the rules, of the adaptive policy and of Redis's policies over many
 * traces and sizes; about a minute. Run by hand, with a directory of recorded traces (unpacked,
 * {@code NAME.ktr}) or without.
 */
final class EvictionComparison {

  private static final String LINE =
      "%-14s %6d | %5.1f %5.1f %5.1f | %5.1f %5.1f %5.1f %5.1f | %6.2f %+6.2f %s%n";

  private EvictionComparison() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(
        "trace           items |   lru   lfu   rnd |     A     B     C     D | adaptive, above the best of Redis");
    if (arguments.length > 0) {
      Path directory = Path.of(arguments[0]);
      recorded(directory, "sprite", 8, 353, 707, 1415);
      recorded(directory, "2pools", 8, 496, 993);
      recorded(directory, "corda", 8, 226, 904);
      recorded(directory, "ormbusy", 32, 3349, 6699, 13399);
    }
    int length = 1_000_000;
    int[] sizes = {500, 2500, 9000, 25_000};
    for (double exponent : new double[] {0.7, 0.9, 1.1}) {
      compare("zipf " + exponent, Traces.zipf(length, 50_000, exponent, 1), 16, sizes);
    }
    compare("drifting 0.9", Traces.drifting(length, 50_000, 0.9, 50, 2), 16, sizes);
    compare("loop", Traces.loop(length, 10_000), 16, 500, 2500, 9000);
    compare("scanned 0.8", Traces.scanned(length, 100_000, 0.8, 3), 16, sizes);
    compare("recent 0.8", Traces.recent(length, 50_000, 0.8, 4), 16, sizes);
    compare("recent 1.1", Traces.recent(length, 50_000, 1.1, 5), 16, sizes);
    compare(
        "phases",
        Traces.concatenated(
            Traces.zipf(250_000, 20_000, 0.9, 6),
            Traces.loop(250_000, 6_000),
            Traces.recent(250_000, 20_000, 0.8, 7),
            Traces.zipf(250_000, 20_000, 0.7, 8)),
        16,
        sizes);
  }

  private static void recorded(Path directory, String name, int window, int... sizes)
      throws IOException {
    Path file = directory.resolve(name + ".ktr");
    if (Files.exists(file)) {
      compare(name, Traces.read(file), window, sizes);
    }
  }

  private static void compare(String name, int[] trace, int window, int... sizes) {
    int distinct = Traces.distinct(trace);
    for (int size : sizes) {
      double[] redis =
          Arrays.stream(RedisSimulation.Kind.values())
              .mapToDouble(
                  kind ->
                      percent(new RedisSimulation(kind, size, distinct), trace, distinct, window))
              .toArray();
      double a = ruled(EvictionRule.FREQUENCY, trace, distinct, size, window);
      double b = ruled(EvictionRule.AGE, trace, distinct, size, window);
      double c = ruled(EvictionRule.HITS, trace, distinct, size, window);
      double d = ruled(EvictionRule.RATE, trace, distinct, size, window);
      EvictionSimulation adaptive = new EvictionSimulation(size, distinct, null);
      double chosen = percent(adaptive, trace, distinct, window);
      AdaptiveChoice.Standing standing = adaptive.choice().standing();
      double best = Arrays.stream(redis).max().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          LINE,
          name,
          size,
          redis[0],
          redis[1],
          redis[2],
          a,
          b,
          c,
          d,
          chosen,
          chosen - best,
          standing.rule() + " after " + standing.switches() + " switches");
    }
  }

  private static double ruled(
      @Nullable EvictionRule rule, int[] trace, int distinct, int size, int window) {
    return percent(new EvictionSimulation(size, distinct, rule), trace, distinct, window);
  }

  private static double percent(SimulatedCache cache, int[] trace, int distinct, int window) {
    try (cache) {
      return 100 * SimulatedCache.hitRatio(cache, trace, distinct, window);
    }
  }
}
