// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One run of the load: connects, warms up, measures, adds up. */
final class LoadRun {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * Threads start within this time of each other; the first request at a fixed rate is not late.
   */
  static final long LEAD_NANOS = 20_000_000;

  private final BenchSettings settings;
  private final List<LoadLoop> loops = new ArrayList<>();
  private final LoadSchedule overall;
  private final long measureEpochMillis;
  private volatile boolean interrupted;

  /**
   * Connects all connections.
   *
   * @throws IOException when the server is not there or refuses us; the message is for the user
   */
  LoadRun(BenchSettings settings) throws IOException {
    this.settings = settings;
    RequestMix mix = settings.requestMix();
    List<RespClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < settings.connections(); i++) {
        clients.add(connect());
      }
    } catch (IOException e) {
      clients.forEach(RespClient::close);
      throw e;
    }
    this.overall = schedule(System.nanoTime() + LEAD_NANOS);
    this.measureEpochMillis =
        System.currentTimeMillis() + (overall.measureNanos() - System.nanoTime()) / 1_000_000;
    int threads = settings.threads();
    for (int thread = 0; thread < threads; thread++) {
      long seed = settings.seed();
      KeyChooser keys = settings.distribution().chooser(settings.keys(), seed, thread, threads);
      LoadLoop loop =
          new LoadLoop(
              shareOf(thread),
              settings.pipeline(),
              keys,
              new SplittableRandom(seed ^ ~(long) thread),
              new LoadCounters(settings.timeline()));
      for (int i = thread; i < clients.size(); i += threads) {
        loop.add(clients.get(i).channel(), mix);
      }
      loops.add(loop);
    }
  }

  private RespClient connect() throws IOException {
    RespClient client = RespClient.connect(settings.host(), settings.port(), CONNECT_TIMEOUT);
    WireReply refusal = client.introduce(settings.credentials(), settings.resp3());
    if (refusal instanceof WireReply.Failure failure) {
      client.close();
      throw new IOException("the server refused the connection: " + failure.message());
    }
    return client;
  }

  private LoadSchedule schedule(long start) {
    long measure = start + (long) (settings.warmupSeconds() * 1e9);
    long end =
        settings.seconds() > 0 ? measure + (long) (settings.seconds() * 1e9) : Long.MAX_VALUE;
    long requests = settings.requests() > 0 ? settings.requests() : Long.MAX_VALUE;
    double nanosPerRequest = settings.rate() > 0 ? 1e9 / settings.rate() : 0;
    return new LoadSchedule(start, measure, end, requests, nanosPerRequest);
  }

  /**
   * Thread {@code thread}'s part: requests divided, and at a fixed rate the threads' ticks set
   * between each other.
   */
  private LoadSchedule shareOf(int thread) {
    int threads = settings.threads();
    long requests = overall.requests();
    if (requests != Long.MAX_VALUE) {
      requests = requests / threads + (thread < requests % threads ? 1 : 0);
    }
    long start = overall.startNanos() + (long) (thread * overall.nanosPerRequest());
    return new LoadSchedule(
        start,
        overall.measureNanos(),
        overall.endNanos(),
        requests,
        overall.nanosPerRequest() * threads);
  }

  /** Runs to the end, or until {@link #stop}. */
  LoadResult run() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      Thread thread = new Thread(loops.get(i), "load-" + i);
      thread.start();
      threads.add(thread);
    }
    long warmupNanos = overall.measureNanos() - System.nanoTime();
    threads.getFirst().join(Duration.ofNanos(Math.max(0, warmupNanos)));
    long cpuBefore = processCpuNanos();
    for (Thread thread : threads) {
      thread.join();
    }
    return result(processCpuNanos() - cpuBefore);
  }

  /** Ends the run early; what was measured so far counts. From any thread. */
  void stop() {
    interrupted = true;
    loops.forEach(LoadLoop::stop);
  }

  private LoadResult result(long cpuNanos) {
    LoadCounters total = new LoadCounters(settings.timeline());
    String failure = "";
    long ended = overall.measureNanos();
    for (LoadLoop loop : loops) {
      total.add(loop.counters());
      ended = Math.max(ended, loop.endedNanos());
      failure = failure.isEmpty() ? loop.failure() : failure;
    }
    double seconds = (ended - overall.measureNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
    return new LoadResult(
        settings, total, measureEpochMillis, seconds, cpuNanos, interrupted, failure);
  }

  private static long processCpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
