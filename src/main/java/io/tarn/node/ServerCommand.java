// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * {@code tarn server}: a node as a process. Prints the ready line, then nothing more, and runs
 * until a signal or SHUTDOWN ends it with status 0.
 */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = "Runs a node until SIGTERM, SIGINT or the command SHUTDOWN ends it.",
    sortOptions = false)
final class ServerCommand implements Callable<Integer> {

  /** Garbage that {@link #settleHeap} makes at a time. */
  private static final int SCRAP_BYTES = 32 << 10;

  private static final Duration REJOIN_PAUSE = Duration.ofSeconds(1);

  /** Most memory that one collection is waited for with; a user may have set another heap. */
  private static final long MOST_YOUNG_BYTES = 64 << 20;

  @SuppressWarnings("UnusedVariable") // so that the compiler does not leave the garbage out
  private static volatile byte @Nullable [] scrap;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Settings file; conf/tarn.conf lists every setting.")
  String configFile = "";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on (tarn.host, default 127.0.0.1).")
  @Nullable String host;

  @Option(
      names = "--resp-port",
      paramLabel = "PORT",
      description = "Port for Redis clients (tarn.resp.port, default 6379; 0: any free one).")
  @Nullable String respPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port for HTTP (tarn.http.port, default 8379; 0: any free one).")
  @Nullable String httpPort;

  @Option(
      names = "--node-port",
      paramLabel = "PORT",
      description = "Port for other nodes (tarn.node.port, default 2551; 0: any free one).")
  @Nullable String nodePort;

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      description = "A node to join; may be repeated (tarn.node.seeds).")
  List<String> seeds = new ArrayList<>();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Where data is kept on disk (tarn.persistence.directory).")
  @Nullable String dataDirectory;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes any setting; may be repeated.")
  Map<String, String> sets = new LinkedHashMap<>();

  private final AtomicReference<@Nullable TarnNode> running = new AtomicReference<>();

  @Override
  public Integer call() throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(ServerCommand::endOnFatal);
    Runtime.getRuntime().addShutdownHook(new Thread(this::leave, "tarn-stop"));
    TarnNode node;
    try {
      node = TarnNode.start(settings());
    } catch (SettingsException | StartException refused) {
      System.err.println("tarn: " + refused.getMessage());
      return ExitCode.USAGE;
    }
    running.set(node);
    settleHeap();
    System.out.println(readyLine(node));
    node.awaitStopRequest();
    while (node.isExcluded()) {
      node = rejoin(node);
    }
    return ExitCode.OK;
  }

  /* An excluded node has nothing that anybody wants. Until the others can be reached it tries again. */
  private TarnNode rejoin(TarnNode excluded) throws InterruptedException {
    NodeSettings settings = excluded.rejoining();
    excluded.close();
    while (true) {
      try {
        TarnNode node = TarnNode.start(settings);
        running.set(node);
        System.out.println("tarn is back " + node.respAddress());
        node.awaitStopRequest();
        return node;
      } catch (StartException refused) {
        System.err.println("tarn: " + refused.getMessage() + "; trying again");
        Thread.sleep(REJOIN_PAUSE);
      }
    }
  }

  /*
   * What a start makes stays: the actors and tables of 16,384 slots, some 25 MB. Left to itself the
   * collector copies them in its first collections, while clients wait: 30 to 77 ms. Moved to the
   * old generation now, before there are clients, they are never copied again. The first two young
   * collections after that still take 6 to 15 ms, because they look through all of the old
   * generation; so these happen now too, and what comes later takes 1 to 2 ms.
   */
  private static void settleHeap() {
    System.gc();
    long garbage = 2 * youngBytes();
    for (long made = 0; made < garbage; made += SCRAP_BYTES) {
      scrap = new byte[SCRAP_BYTES];
    }
    scrap = null;
  }

  /* The Eden space is where objects begin; the serial collector's is called so, and so is G1's. */
  private static long youngBytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().contains("Eden"))
        .mapToLong(pool -> Math.min(pool.getUsage().getCommitted(), MOST_YOUNG_BYTES))
        .sum();
  }

  /** Returns the settings that file and options give together. */
  NodeSettings settings() throws SettingsException {
    Map<String, String> options = new LinkedHashMap<>();
    put(options, "tarn.host", host);
    put(options, "tarn.resp.port", respPort);
    put(options, "tarn.http.port", httpPort);
    put(options, "tarn.node.port", nodePort);
    put(options, "tarn.node.seeds", seeds.isEmpty() ? null : String.join(",", seeds));
    put(options, "tarn.persistence.directory", dataDirectory);
    return NodeSettings.load(configFile, options, sets);
  }

  private static void put(Map<String, String> options, String key, @Nullable String value) {
    if (value != null) {
      options.put(key, value);
    }
  }

  /* Counted from the start of the JVM: the process may be older, when the launcher built first. */
  private static String readyLine(TarnNode node) {
    long now = System.currentTimeMillis();
    long millis = now - ManagementFactory.getRuntimeMXBean().getStartTime();
    return String.format(
        Locale.ROOT,
        "tarn ready resp=%s http=%s node=%s in %.1f s",
        node.respAddress(),
        node.httpAddress(),
        node.nodeAddress(),
        millis / 1000.0);
  }

  /* The shutdown hook. A JVM that a signal ends would answer 128 + signal; a node that left in good order answers 0. */
  private void leave() {
    TarnNode node = running.get();
    if (node != null) {
      node.close();
      Runtime.getRuntime().halt(ExitCode.OK);
    }
  }

  private static void endOnFatal(Thread thread, Throwable failure) {
    System.err.println("tarn: " + thread.getName() + " failed: " + failure);
    if (failure instanceof VirtualMachineError || failure instanceof LinkageError) {
      System.err.println("tarn: the node cannot go on");
      Runtime.getRuntime().halt(ExitCode.SOFTWARE);
    }
  }
}
