// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.bench.compare.CompareCommand;
import io.tarn.node.bench.evict.EvictCommand;
import io.tarn.node.bench.hitratio.HitRatioCommand;
import io.tarn.node.bench.memory.MemoryCommand;
import io.tarn.node.bench.pause.PauseCommand;
import io.tarn.node.bench.types.TypesCommand;
import io.tarn.node.wire.Credentials;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./tarn bench}. Exit status: 0 done, 1 when connections were lost on the way, 2 when it
 * could not start (server not there, wrong option).
 */
@Command(
    name = "bench",
    description = "Puts load on any RESP server and measures throughput and latency.",
    showDefaultValues = true,
    mixinStandardHelpOptions = true,
    subcommands = {
      CompareCommand.class,
      MemoryCommand.class,
      TypesCommand.class,
      EvictCommand.class,
      HitRatioCommand.class,
      PauseCommand.class
    },
    sortOptions = false)
public final class BenchCommand implements Callable<Integer> {

  @Option(names = "--host", paramLabel = "HOST", description = "Where the server is.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "Its RESP port.")
  private int port = 6379;

  @Option(names = "--connections", paramLabel = "N", description = "Connections, over all threads.")
  private int connections = 50;

  @Option(names = "--threads", paramLabel = "N", description = "Threads of the generator.")
  private int threads = 1;

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      description = "Requests a connection sends at once.")
  private int pipeline = 1;

  @Option(names = "--requests", paramLabel = "N", description = "End after N measured requests.")
  private @Nullable Long requests;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "End after S measured seconds; 10 without --requests.")
  private @Nullable Double seconds;

  @Option(
      names = "--warmup",
      paramLabel = "S",
      description = "Seconds of the same load before measuring.")
  private double warmup = 2;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Fixed rate, requests a second in all; latency counts from when a request was due. 0: no limit.")
  private double rate;

  @Option(names = "--keys", paramLabel = "N", description = "Number of different keys.")
  private long keys = 1_000_000;

  @Option(
      names = "--key-size",
      paramLabel = "BYTES",
      description = "Size of a key: 'key:' and digits, with zeros in front.")
  private int keySize = 16;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      description = "Size of a value, or MIN-MAX for sizes spread evenly on a logarithmic scale.")
  private String valueSize = "64";

  @Option(
      names = "--distribution",
      paramLabel = "D",
      description = "How keys are chosen: uniform, zipf:EXPONENT (key 0 most often) or sequential.")
  private String distribution = "uniform";

  @Option(
      names = "--mix",
      paramLabel = "NAME:WEIGHT,...",
      description = "Which commands, how often.")
  private String mix = "get:9,set:1";

  @Option(
      names = "--command",
      paramLabel = "LINE",
      description =
          "One command instead of a mix; __key__ is a key's number, __same__ the same once more, __value__ the value.")
  private @Nullable String command;

  @Option(names = "--user", paramLabel = "NAME", description = "User for AUTH.")
  private String user = "";

  @Option(names = "--password", paramLabel = "PASSWORD", description = "Password for AUTH.")
  private String password = "";

  @Option(names = "--resp3", description = "Speak RESP3.")
  private boolean resp3;

  @Option(names = "--seed", paramLabel = "N", description = "The same seed chooses the same keys.")
  private long seed = 1;

  @Option(
      names = "--interval",
      paramLabel = "S",
      description = "With --seconds and --json: latencies of every S seconds on their own.")
  private double interval;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the result as JSON to a file, or - for here.")
  private @Nullable String json;

  @Override
  public Integer call() throws InterruptedException {
    LoadRun run;
    try {
      run = new LoadRun(settings());
    } catch (IllegalArgumentException | IOException e) {
      return refuse(e.getMessage());
    }
    CountDownLatch printed = new CountDownLatch(1);
    Thread interruption = new Thread(() -> stopAndAwait(run, printed), "bench-interrupted");
    Runtime.getRuntime().addShutdownHook(interruption);
    try {
      return print(run.run());
    } finally {
      printed.countDown();
    }
  }

  /** On Ctrl-C: what was measured so far is printed before the JVM goes. */
  private static void stopAndAwait(LoadRun run, CountDownLatch printed) {
    run.stop();
    try {
      printed.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BenchSettings settings() {
    if (requests != null && requests <= 0) {
      throw new IllegalArgumentException("requests must be above 0, not " + requests);
    }
    if (seconds != null && !(seconds > 0)) {
      throw new IllegalArgumentException("seconds must be above 0, not " + seconds);
    }
    long requestsOrNone = requests == null ? 0 : requests;
    double secondsOrNone = seconds == null ? (requests == null ? 10 : 0) : seconds;
    return new BenchSettings(
        host,
        port,
        connections,
        threads,
        pipeline,
        requestsOrNone,
        secondsOrNone,
        warmup,
        rate,
        keys,
        keySize,
        ValueSizes.parse(valueSize),
        Distribution.parse(distribution),
        mix,
        Optional.ofNullable(command),
        new Credentials(user, password),
        resp3,
        seed,
        interval);
  }

  private int print(LoadResult result) {
    PrintStream out = System.out;
    if ("-".equals(json)) {
      out.print(BenchReport.json(result));
    } else {
      out.print(BenchReport.text(result));
      if (json != null) {
        try {
          Files.writeString(Path.of(json), BenchReport.json(result));
        } catch (IOException e) {
          return refuse("could not write " + json + ": " + e.getMessage());
        }
      }
    }
    out.flush();
    return result.counters().disconnected > 0 ? 1 : 0;
  }

  private static int refuse(@Nullable String reason) {
    System.err.println("tarn bench: " + reason);
    return 2;
  }
}
