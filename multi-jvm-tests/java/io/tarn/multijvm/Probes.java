// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Light writes beside a load, to see when each shard takes writes and how long they need: through
 * each node that is to survive, a key of each shard. Those of the node that is to be lost are
 * written so often that a shard has a try every 20 ms or so.
 */
final class Probes implements AutoCloseable {

  private static final int SHARDS = 256;
  private static final int SLOTS_PER_SHARD = HashSlot.COUNT / SHARDS;
  private static final long TICK_MILLIS = 2;
  private static final long OFTEN_NANOS = 20_000_000L;
  private static final long SELDOM_NANOS = 200_000_000L;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final List<Probe> probes = new ArrayList<>();
  private final Endpoint victim;
  private final Selector selector;
  private final Thread thread = Thread.ofPlatform().daemon().name("probes").unstarted(this::run);
  private volatile boolean stopped;

  private Probes(Endpoint victim, Selector selector) {
    this.victim = victim;
    this.selector = selector;
  }

  /**
   * Starts them.
   *
   * @param entries nodes that will not be lost
   */
  static Probes start(Endpoint victim, List<Endpoint> entries) throws IOException {
    SlotMap map = SlotMap.ask(entries.getFirst());
    Probes all = new Probes(victim, Selector.open());
    String[] keys = keys();
    long now = System.nanoTime();
    for (int i = 0; i < entries.size(); i++) {
      for (int shard = 0; shard < SHARDS; shard++) {
        Endpoint owner = map.owner(shard * SLOTS_PER_SHARD);
        if (owner == null) {
          throw new IOException("nobody owns shard " + shard);
        }
        long each = owner.equals(victim) ? OFTEN_NANOS : SELDOM_NANOS;
        long interval = each * entries.size();
        long first = now + interval * shard / SHARDS + each * i;
        all.probes.add(new Probe(keys[shard], entries.get(i), owner, interval, first));
      }
    }
    all.thread.start();
    return all;
  }

  private static String[] keys() {
    String[] keys = new String[SHARDS];
    int found = 0;
    for (int i = 0; found < SHARDS; i++) {
      String key = "probe" + i;
      int shard = HashSlot.of(key.getBytes(StandardCharsets.US_ASCII)) / SLOTS_PER_SHARD;
      if (keys[shard] == null) {
        keys[shard] = key;
        found++;
      }
    }
    return keys;
  }

  private void run() {
    try (Selector own = selector) {
      while (!stopped) {
        own.select(key -> ((Probe) key.attachment()).ready(key), TICK_MILLIS);
        long now = System.nanoTime();
        for (Probe probe : probes) {
          probe.tick(now, own);
        }
      }
    } catch (IOException failed) {
      throw new IllegalStateException("no selector", failed);
    } finally {
      probes.forEach(Probe::close);
    }
  }

  /** How many have had no success that was sent after a time. */
  long stuckSince(long time) {
    return probes.stream().filter(probe -> probe.lastSuccessSent() - time < 0).count();
  }

  /** Ends them. What follows is for afterwards. */
  void stop() throws InterruptedException {
    stopped = true;
    if (!thread.join(STOP_LIMIT)) {
      throw new IllegalStateException("the probes do not stop");
    }
  }

  /**
   * Milliseconds from an event until each shard of the lost node had had a successful write through
   * each other node; infinite when one never had.
   *
   * @param lost when the node had gone: writes count that were sent after it
   */
  double recoveryMillis(long event, long lost) {
    return probes.stream()
        .filter(probe -> probe.owner().equals(victim))
        .mapToDouble(
            probe ->
                probe.samples().stream()
                    .filter(sample -> sample.isSuccess() && sample.sent() - lost >= 0)
                    .mapToDouble(sample -> (sample.ended() - event) / NANOS_PER_MILLI)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY))
        .max()
        .orElse(Double.NaN);
  }

  /** Milliseconds of others' shards' writes between two times, sorted; late ones count as long. */
  double[] othersMillis(long from, long to) {
    double[] millis =
        others(sample -> !sample.isError() && sample.sent() - from >= 0 && to - sample.sent() >= 0)
            .stream()
            .mapToDouble(sample -> (sample.ended() - sample.sent()) / NANOS_PER_MILLI)
            .toArray();
    Arrays.sort(millis);
    return millis;
  }

  /** What others' shards' writes were refused with after a time. */
  List<String> othersErrors(long from) {
    return others(sample -> sample.isError() && sample.sent() - from >= 0).stream()
        .map(Probe.Sample::error)
        .toList();
  }

  private List<Probe.Sample> others(Predicate<Probe.Sample> chosen) {
    return probes.stream()
        .filter(probe -> !probe.owner().equals(victim))
        .flatMap(probe -> probe.samples().stream())
        .filter(chosen)
        .toList();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
