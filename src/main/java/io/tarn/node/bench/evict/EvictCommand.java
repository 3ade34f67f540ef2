// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.evict;

import io.tarn.node.bench.rig.Attempts;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Page;
import io.tarn.node.bench.rig.RigOptions;
import io.tarn.node.bench.rig.SafepointLog;
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
 * {@code bench/evict}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2 when
 * it could not start.
 */
@Command(
    name = "evict",
    description = "Fills Tarn and redis-server to maxmemory and writes on for many times its size.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class EvictCommand implements Callable<Integer> {

  private static final String TOOL = "bench/evict";
  private static final int STOPS_SHOWN = 5;

  @Option(names = "--maxmemory", paramLabel = "MB", description = "Budget, in 1,000,000 bytes.")
  private long megabytes = 4000;

  @Option(names = "--times", paramLabel = "N", description = "Budgets written after the filling.")
  private double times = 20;

  @Option(names = "--policy", paramLabel = "NAME", description = "Tarn's policy.")
  private String policy = "allkeys-adaptive";

  @Option(names = "--redis-policy", paramLabel = "NAME", description = "Redis's policy.")
  private String redisPolicy = "allkeys-lru";

  @Mixin private final RigOptions rig = new RigOptions();

  @Override
  public Integer call() throws InterruptedException {
    if (megabytes < 10 || megabytes > 1_000_000 || !(times > 0 && times <= 10_000)) {
      return RigOptions.refuse(TOOL, "--maxmemory takes 10 to 1000000, --times above 0 to 10000");
    }
    OptionalInt refusal = rig.prepare(TOOL, List.of("redis-server", "taskset"));
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    if (rig.tiny()) {
      megabytes = Math.min(megabytes, 50);
      times = Math.min(times, 3);
    }
    TargetTable table = new TargetTable();
    EvictScenario scenario =
        new EvictScenario(new Children(), rig, table, megabytes * 1_000_000, times);
    List<SafepointLog.Stop> stops = new ArrayList<>();
    Attempts attempts = new Attempts();
    attempts.run("Redis with " + redisPolicy, () -> scenario.run(Contender.REDIS, redisPolicy));
    attempts.run("Tarn with " + policy, () -> stops.addAll(scenario.run(Contender.TARN, policy)));
    String figures = table.markdown() + SafepointLog.text(stops, STOPS_SHOWN);
    System.out.print(figures);
    if (!table.isEmpty() && !rig.write(TOOL, "docs/benchmarks-evict.md", page(figures))) {
      return RigOptions.REFUSED;
    }
    return attempts.status();
  }

  private String page(String figures) {
    return Page.of(
        "Writing on at the budget, beside redis-server",
        TOOL,
        String.format(
            Locale.ROOT,
            "--maxmemory %d --times %s --policy %s --redis-policy %s",
            megabytes,
            times,
            policy,
            redisPolicy),
        List.of("cores: server " + rig.serverCpus() + ", generator " + rig.generatorCpus()),
        """
        %s
        Load: filled to %,d MB, then written on for %s times that; %d connections, %d SETs at once; values of %d B to %,d B, evenly on a
        logarithmic scale (mean %,.0f B), keys at random from %d times as many as fit. Redis with %s, Tarn with %s, one after
        the other. Resident memory is looked at every 100 ms. Latency is of a whole batch, as the client sees it. A stop of the JVM
        is its own log's total, the way to the safepoint included; the log is of the time after the filling.
        """
            .formatted(
                figures,
                megabytes,
                times,
                EvictScenario.CONNECTIONS,
                EvictScenario.PIPELINE,
                EvictScenario.MIN_BYTES,
                EvictScenario.MAX_BYTES,
                EvictScenario.MEAN_BYTES,
                EvictScenario.KEYS_PER_ITEM,
                redisPolicy,
                policy));
  }
}
