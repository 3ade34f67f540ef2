// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import io.tarn.node.bench.hitratio.HitRatioTable.Column;
import io.tarn.node.bench.rig.Attempts;
import io.tarn.node.bench.rig.Children;
import io.tarn.node.bench.rig.Contender;
import io.tarn.node.bench.rig.Launch;
import io.tarn.node.bench.rig.Page;
import io.tarn.node.bench.rig.RigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench/hitratio}. Exit status: 0 measured (whatever the figures), 1 when a part failed, 2
 * when it could not start.
 */
@Command(
    name = "hitratio",
    description = "Replays traces against Tarn and redis-server with the same number of items.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class HitRatioCommand implements Callable<Integer> {

  private static final String TOOL = "bench/hitratio";
  private static final Column JUDGED = new Column(Contender.TARN, "allkeys-adaptive");
  private static final List<Column> REDIS =
      List.of(
          new Column(Contender.REDIS, "allkeys-lru"),
          new Column(Contender.REDIS, "allkeys-lfu"),
          new Column(Contender.REDIS, "allkeys-random"));
  private static final List<Column> OTHERS =
      List.of(
          new Column(Contender.TARN, "allkeys-lru"),
          new Column(Contender.TARN, "allkeys-lfu"),
          new Column(Contender.TARN, "allkeys-random"));

  /** Distinct keys and accesses of the made-up traces. */
  private static final int DISTINCT = 50_000;

  private static final int ACCESSES = 1_000_000;
  private static final int TINY_DISTINCT = 10_000;
  private static final int TINY_ACCESSES = 50_000;

  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "Recorded traces, *.ktr or *.ktr.xz, beside the made-up ones.")
  private @Nullable Path traces;

  @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Traces to replay.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--all", description = "Tarn's other policies too.")
  private boolean all;

  @Mixin private final RigOptions rig = new RigOptions();

  private final Children children = new Children();
  private String clock = "";

  @Override
  public Integer call() throws InterruptedException {
    OptionalInt refusal = rig.prepare(TOOL, List.of("redis-server", "taskset"));
    if (refusal.isPresent()) {
      return refusal.getAsInt();
    }
    List<Trace> chosen;
    Launch redis;
    try {
      chosen = traces();
      redis = rig.launch().withEnvironment(clock());
    } catch (IOException e) {
      return RigOptions.refuse(TOOL, String.valueOf(e.getMessage()));
    }
    if (chosen.isEmpty()) {
      return RigOptions.refuse(TOOL, "no such trace: " + String.join(", ", only));
    }
    List<Column> columns = new ArrayList<>(REDIS);
    columns.add(JUDGED);
    if (all) {
      columns.addAll(OTHERS);
    }
    HitRatioTable table = new HitRatioTable(columns, JUDGED);
    Attempts attempts = new Attempts();
    EqualItems equal = new EqualItems(children);
    for (Trace trace : chosen) {
      List<Integer> sizes =
          rig.tiny() && trace.items().size() > 2 ? trace.items().subList(2, 3) : trace.items();
      for (int items : sizes) {
        for (Column column : columns) {
          Launch launch = column.contender() == Contender.REDIS ? redis : rig.launch();
          attempts.run(
              trace.name() + ", " + items + " items, " + column,
              () ->
                  table.add(
                      trace.name(),
                      items,
                      column,
                      equal.run(column.contender(), launch, column.policy(), trace, items)));
        }
      }
    }
    System.out.print(table.markdown());
    if (!table.isEmpty() && !rig.write(TOOL, "docs/benchmarks-hitratio.md", page(table))) {
      return RigOptions.REFUSED;
    }
    return attempts.status();
  }

  private List<Trace> traces() throws IOException, InterruptedException {
    List<Trace> found = new ArrayList<>();
    if (traces != null) {
      if (!Files.isDirectory(traces)) {
        throw new IOException("no directory: " + traces);
      }
      for (Path file : TraceFile.in(traces)) {
        if (TraceFile.isPacked(file) && !RigOptions.isInstalled("xz")) {
          throw new IOException("xz is not installed, which unpacks " + file);
        }
        found.add(TraceFile.read(file, children));
      }
    }
    found.addAll(
        rig.tiny()
            ? SyntheticTraces.all(TINY_DISTINCT, TINY_ACCESSES).subList(0, 1)
            : SyntheticTraces.all(DISTINCT, ACCESSES));
    return found.stream().filter(trace -> only.isEmpty() || only.contains(trace.name())).toList();
  }

  private Map<String, String> clock() throws IOException, InterruptedException {
    String missing = ClockShim.missing();
    if (!missing.isEmpty()) {
      clock = "Redis's clock runs as it is, too coarse for a replay: " + missing;
      System.err.println(clock);
      return Map.of();
    }
    clock = "Redis's clock runs " + ClockShim.SPEED + " times as fast, as hours pass in seconds";
    return ClockShim.variables(children);
  }

  private String page(HitRatioTable table) {
    List<String> options = new ArrayList<>();
    if (traces != null) {
      options.add("--traces DIR");
    }
    if (!only.isEmpty()) {
      options.add("--only " + String.join(",", only));
    }
    if (all) {
      options.add("--all");
    }
    return Page.of(
        "Hit ratios beside redis-server",
        TOOL,
        String.join(" ", options),
        List.of(clock),
        """
        %s
        Per cent of GETs that hit. Each trace is replayed cache-aside on one connection: a window of GETs, then the SETs of those that
        missed. Every figure is of a fresh server whose maxmemory was sought so that its number of keys, in the mean over the second half of
        the trace, is the wanted one within %.0f %%. Redis takes 5 samples, its default. The difference is %s less Redis's best, in
        points; %.2f of a point counts as the same. Every value that came back was checked for its length and its key. The traces zipf,
        drifting-zipf, loop and zipf-with-scans are made up here, with fixed seeds.
        """
            .formatted(
                table.markdown(), EqualItems.TOLERANCE * 100, JUDGED, HitRatioTable.SAME_POINTS));
  }
}
