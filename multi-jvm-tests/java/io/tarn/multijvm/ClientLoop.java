// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes some keys in turns through a client, in a thread of its own, until it is told to end. What
 * fails is tried again, with the same value.
 */
final class ClientLoop {

  private static final long PAUSE_MILLIS = 20;
  private static final long RETRY_MILLIS = 20;
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /* A request that took long, with all its tries. */
  private record Slow(long begin, long millis) {}

  private final ClusterClient.Named client;
  private final List<String> keys;
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Map<String, String> written = new ConcurrentHashMap<>();

  /* Values of tries that failed: they may have run, and may even run later. */
  private final Map<String, Set<String>> doubtful = new ConcurrentHashMap<>();
  private final List<Slow> slow = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile long lastSuccessSent;
  private volatile int requests;

  private ClientLoop(ClusterClient.Named client, List<String> keys) {
    this.client = client;
    this.keys = keys;
  }

  static ClientLoop start(ClusterClient.Named client, List<String> keys) {
    ClientLoop loop = new ClientLoop(client, keys);
    loop.thread.start();
    return loop;
  }

  private void run() {
    for (int i = 0; !ended(); i++) {
      String key = keys.get(i % keys.size());
      long begin = System.nanoTime();
      while (!trySet(key, "v" + i)) {
        pause(RETRY_MILLIS);
        if (ended()) {
          return;
        }
      }
      requests = i + 1;
      long took = System.nanoTime() - begin;
      if (took > SLOW_NANOS) {
        slow.add(new Slow(begin, TimeUnit.NANOSECONDS.toMillis(took)));
      }
      pause(PAUSE_MILLIS);
    }
  }

  private boolean trySet(String key, String value) {
    long sent = System.nanoTime();
    try {
      client.client().set(key, value);
      written.put(key, value);
      lastSuccessSent = sent;
      return true;
    } catch (Exception failed) {
      doubtful.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet()).add(value);
      failures.add(failed.toString());
      return false;
    }
  }

  private boolean ended() {
    return end.getCount() == 0;
  }

  private void pause(long millis) {
    try {
      boolean stopped = end.await(millis, TimeUnit.MILLISECONDS);
      assert !stopped || ended();
    } catch (InterruptedException cut) {
      throw new IllegalStateException(cut);
    }
  }

  /** Whether a request that was sent since then has succeeded. */
  boolean hasWrittenSince(long time) {
    return lastSuccessSent - time > 0;
  }

  int requests() {
    return requests;
  }

  /** Tells it to end and waits for it. */
  void stop() throws InterruptedException {
    end.countDown();
    if (!thread.join(STOP_LIMIT)) {
      throw new IllegalStateException(client.name() + " does not return");
    }
  }

  /** What went wrong, each try by itself. */
  List<String> failures() {
    return failures;
  }

  /** The longest time a request took with all its tries, if longer than a moment; else 0. */
  long longestMillis() {
    return slow.stream().mapToLong(Slow::millis).max().orElse(0);
  }

  /** Reads back what it was told is written. Not before it has ended. */
  void assertAllIsThere() throws Exception {
    assertTrue(written.keySet().containsAll(keys), client.name() + " has written too little");
    for (String key : keys) {
      Set<String> right = new HashSet<>(doubtful.getOrDefault(key, Set.of()));
      right.add(written.get(key));
      String held = client.client().get(key);
      assertTrue(
          right.contains(held),
          () -> client.name() + ": " + key + " is " + held + ", not " + right);
    }
  }

  /** A line about it, with times since an event. */
  String summary(String what, long event) {
    return String.format(
        "clients: %s, %s: %d requests, slow ones %s, failed tries %s",
        client.name(),
        what,
        requests,
        slow.stream().map(one -> one.millis() + " ms at " + millis(one.begin() - event)).toList(),
        counted(failures));
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static String counted(Collection<String> texts) {
    Map<String, Integer> counts = new TreeMap<>();
    texts.forEach(text -> counts.merge(text.replaceAll("\\d+", "#"), 1, Integer::sum));
    return counts.toString();
  }
}
