// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.pause;

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
 * {@code bench/pause}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2 when
 * it could not start.
 */
@Command(
    name = "pause",
    description = "Measures the longest pauses under paced writes, and when many keys expire.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PauseCommand implements Callable<Integer> {

  private static final String TOOL = "bench/pause";
  private static final int STOPS_SHOWN = 10;

  @Option(names = "--keys", paramLabel = "N", description = "Keys that are there and written.")
  private long keys = 10_000_000;

  @Option(names = "--rate", paramLabel = "N", description = "Writes a second.")
  private int rate = 100_000;

  @Option(names = "--seconds", paramLabel = "S", description = "How long writes are measured.")
  private int seconds = 60;

  @Option(names = "--expiring", paramLabel = "N", description = "Keys that expire at once.")
  private long expiring = 1_000_000;

  @Mixin private final RigOptions rig = new RigOptions();

  @Override
  public Integer call() throws InterruptedException {
    if (Math.min(Math.min(keys, expiring), Math.min(rate, seconds)) < 1) {
      return RigOptions.refuse(TOOL, "--keys, --rate, --seconds and --expiring take 1 or more");
    }
    OptionalInt refusal = rig.prepare(TOOL, List.of("redis-server", "taskset"));
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    if (rig.tiny()) {
      keys = Math.min(keys, 20_000);
      rate = Math.min(rate, 5_000);
      seconds = Math.min(seconds, 1);
      expiring = Math.min(expiring, 10_000);
    }
    TargetTable table = new TargetTable();
    PauseScenarios scenarios =
        new PauseScenarios(new Children(), rig, table, keys, rate, seconds, expiring);
    List<SafepointLog.Stop> stops = new ArrayList<>();
    Attempts attempts = new Attempts();
    for (Contender contender : Contender.values()) {
      attempts.run(contender + ", writes", () -> stops.addAll(scenarios.writes(contender)));
    }
    for (Contender contender : Contender.values()) {
      attempts.run(contender + ", expiry", () -> scenarios.storm(contender));
    }
    String figures = table.markdown() + SafepointLog.text(stops, STOPS_SHOWN);
    System.out.print(figures);
    if (!table.isEmpty() && !rig.write(TOOL, "docs/benchmarks-pause.md", page(figures))) {
      return RigOptions.REFUSED;
    }
    return attempts.status();
  }

  private String page(String figures) {
    return Page.of(
        "Pauses, beside redis-server",
        TOOL,
        String.format(
            Locale.ROOT,
            "--keys %d --rate %d --seconds %d --expiring %d",
            keys,
            rate,
            seconds,
            expiring),
        List.of("cores: server " + rig.serverCpus() + ", generator " + rig.generatorCpus()),
        """
        %s
        Paced writes: %d connections, %d-byte values, keys at random; latency counts from when a request was due, so it has the
        generator's own delays on this machine in it, Redis's figures likewise. A stop of the JVM is its own log's total, the way to the
        safepoint included. Expiry: keys written with one and the same EXAT while %,d requests a second of other keys run; a
        second of them is looked at as a whole, and the worse counts of the two that the expiry lies in. "Before" is the worse of the two
        seconds before that, with the same load and the same keys, none of which expires: what is "added" is the expiry's.
        """
            .formatted(
                figures,
                PauseScenarios.CONNECTIONS,
                PauseScenarios.VALUE_BYTES,
                PauseScenarios.STORM_RATE));
  }
}
