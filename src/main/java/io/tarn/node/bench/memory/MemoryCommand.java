// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.memory;

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
 * {@code bench/memory}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2
 * when it could not start.
 */
@Command(
    name = "memory",
    description = "Measures resident memory a key, beside redis-server with the same data.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class MemoryCommand implements Callable<Integer> {

  private static final String TOOL = "bench/memory";
  private static final List<String> PARTS = List.of("small", "large", "ttl", "idle", "flush");

  @Option(names = "--keys", paramLabel = "N", description = "Keys of 16 bytes with 32-byte values.")
  private long keys = 5_000_000;

  @Option(
      names = "--large-keys",
      paramLabel = "N",
      description = "Keys of 100 bytes with 1,000-byte values.")
  private long largeKeys = 5_000_000;

  @Option(names = "--flush-keys", paramLabel = "N", description = "Keys that FLUSHALL removes.")
  private long flushKeys = 10_000_000;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Parts to run, any of small, large, ttl, idle, flush.")
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
    if (Math.min(keys, Math.min(largeKeys, flushKeys)) < 1) {
      return RigOptions.refuse(TOOL, "numbers of keys must be 1 or more");
    }
    OptionalInt refusal = rig.prepare(TOOL, List.of("redis-server", "taskset"));
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    if (rig.tiny()) {
      keys = Math.min(keys, 50_000);
      largeKeys = Math.min(largeKeys, 10_000);
      flushKeys = Math.min(flushKeys, 50_000);
    }
    TargetTable table = new TargetTable();
    MemoryScenarios scenarios = new MemoryScenarios(new Children(), rig, table);
    Attempts attempts = new Attempts();
    for (String part : only.isEmpty() ? PARTS : only) {
      for (Contender contender : Contender.values()) {
        attempts.run(contender + ", " + part, () -> run(scenarios, contender, part));
      }
    }
    String figures = table.markdown() + breakdown(scenarios);
    System.out.print(figures);
    if (!table.isEmpty() && !rig.write(TOOL, "docs/benchmarks-memory.md", page(figures))) {
      return RigOptions.REFUSED;
    }
    return attempts.status();
  }

  private void run(MemoryScenarios scenarios, Contender contender, String part)
      throws java.io.IOException, InterruptedException {
    switch (part) {
      case "small" -> scenarios.perKey(contender, Dataset.small(keys));
      case "large" -> scenarios.perKey(contender, Dataset.large(largeKeys));
      case "ttl" -> scenarios.perKey(contender, Dataset.expiring(keys));
      case "idle" -> scenarios.idle(contender);
      default -> scenarios.flush(contender, flushKeys);
    }
  }

  private static String breakdown(MemoryScenarios scenarios) {
    if (scenarios.breakdown().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\nThe idle node's JVM has committed, in MB:");
    scenarios
        .breakdown()
        .forEach(
            (pool, megabytes) ->
                out.append(String.format(Locale.ROOT, " %s %.1f;", pool, megabytes)));
    out.setCharAt(out.length() - 1, '.');
    return out.append('\n').toString();
  }

  private String page(String figures) {
    return Page.of(
        "Memory beside redis-server",
        TOOL,
        String.format(
            Locale.ROOT,
            "--keys %d --large-keys %d --flush-keys %d%s",
            keys,
            largeKeys,
            flushKeys,
            only.isEmpty() ? "" : " --only " + String.join(",", only)),
        List.of("a fresh server of each kind for every part; both loaded by the same generator"),
        """
        %s
        Resident memory is the process's Rss of /proc, read once it stands still. Bytes a key are what it is with the keys above
        what it was after the start, so what a warm JVM takes for itself counts against Tarn; "given back by FLUSHALL" leaves that
        out on both sides. `used_memory` is the server's own word, divided by the keys. Ratios are Tarn's figure by Redis's.
        """
            .formatted(figures));
  }
}
