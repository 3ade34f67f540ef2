// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that write to keys in all shards, and write down what they were told. The keys of each
 * node are written by clients of their own, one for each node that they come through, so that a
 * client that waits for a lost node's slots does not keep others waiting.
 */
final class Workload implements AutoCloseable {

  private static final int SHARDS = 256;
  private static final int SLOTS_PER_SHARD = HashSlot.COUNT / SHARDS;
  private static final long AVOID_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final List<Subject.Kind> KINDS =
      List.of(Subject.Kind.LIST, Subject.Kind.REGISTER, Subject.Kind.LIST, Subject.Kind.COUNTER);

  private final Load load;
  private final List<Endpoint> endpoints;
  private final List<Subject> subjects;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Endpoint, Long> avoidedUntil = new ConcurrentHashMap<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final long began = System.nanoTime();

  private Workload(Load load, List<Endpoint> endpoints, List<Subject> subjects) {
    this.load = load;
    this.endpoints = new CopyOnWriteArrayList<>(endpoints);
    this.subjects = subjects;
  }

  /**
   * Starts the clients.
   *
   * @param endpoints all servers; the first is asked who owns what
   */
  static Workload start(Load load, List<Endpoint> endpoints, Random random) throws IOException {
    SlotMap map = SlotMap.ask(endpoints.getFirst());
    Workload workload =
        new Workload(load, endpoints, subjects(map, load.keysPerShard(), random.nextInt(1 << 30)));
    Map<Endpoint, List<Subject>> byOwner = new HashMap<>();
    for (Subject subject : workload.subjects) {
      byOwner.computeIfAbsent(subject.firstOwner(), _ -> new ArrayList<>()).add(subject);
    }
    byOwner.forEach(
        (owner, owned) -> {
          List<Endpoint> entries = load.anyEntry() ? endpoints : List.of(owner);
          for (int i = 0; i < entries.size(); i++) {
            List<Subject> share = new ArrayList<>();
            for (int k = i; k < owned.size(); k += entries.size()) {
              share.add(owned.get(k));
            }
            Random own = new Random(random.nextLong());
            workload.writers.add(new Writer(workload, load, share, entries.get(i), own));
          }
        });
    for (Writer writer : workload.writers) {
      workload.threads.add(Thread.ofVirtual().name("writer").start(writer));
    }
    return workload;
  }

  /* Names are tried until each shard has its keys. Kinds take turns within a shard, and begin with
   * another one in each. */
  private static List<Subject> subjects(SlotMap map, int perShard, int salt) throws IOException {
    List<Subject> subjects = new ArrayList<>();
    int[] found = new int[SHARDS];
    for (int i = 0; subjects.size() < SHARDS * perShard; i++) {
      String key = "w" + salt + "-" + i;
      int slot = HashSlot.of(key.getBytes(StandardCharsets.US_ASCII));
      int shard = slot / SLOTS_PER_SHARD;
      if (found[shard] < perShard) {
        Endpoint owner = map.owner(slot);
        if (owner == null) {
          throw new IOException("nobody owns slot " + slot);
        }
        Subject.Kind kind = KINDS.get((shard + found[shard]) % KINDS.size());
        subjects.add(new Subject(key, slot, kind, owner));
        found[shard]++;
      }
    }
    return subjects;
  }

  Load load() {
    return load;
  }

  List<Subject> subjects() {
    return subjects;
  }

  List<Writer> writers() {
    return writers;
  }

  /** When it began. */
  long began() {
    return began;
  }

  /** Has clients know of another server, to which they turn when theirs fails. */
  void know(Endpoint endpoint) {
    endpoints.add(endpoint);
  }

  /** Has clients leave a server between two requests, and not come back. */
  void leave(Endpoint endpoint) {
    avoidedUntil.put(endpoint, Long.MAX_VALUE);
  }

  /** Has clients come back to a server that they left. */
  void comeBack(Endpoint endpoint) {
    avoidedUntil.remove(endpoint);
  }

  /** A server that has just failed somebody is left alone for a moment. */
  void avoid(Endpoint endpoint) {
    avoidedUntil.merge(endpoint, System.nanoTime() + AVOID_NANOS, Math::max);
  }

  private boolean isAvoided(Endpoint endpoint) {
    Long until = avoidedUntil.get(endpoint);
    return until != null && (until == Long.MAX_VALUE || until - System.nanoTime() > 0);
  }

  boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Where a client connects: home, or any other while home is avoided. */
  Endpoint entry(Endpoint home, Random random) {
    if (!isAvoided(home) || !load.anyEntry()) {
      return home;
    }
    List<Endpoint> others = endpoints.stream().filter(other -> !isAvoided(other)).toList();
    return others.isEmpty() ? home : others.get(random.nextInt(others.size()));
  }

  /** Whether a client goes on where it is. */
  boolean staysAt(Endpoint entry, Endpoint home) {
    if (isStopped() || (isAvoided(entry) && load.anyEntry())) {
      return false;
    }
    return entry.equals(home) || isAvoided(home);
  }

  /** Lets time pass, but for the end. */
  void pause(long millis) {
    try {
      boolean stopped = stop.await(millis, TimeUnit.MILLISECONDS);
      assert !stopped || isStopped();
    } catch (InterruptedException cut) {
      throw new IllegalStateException(cut);
    }
  }

  /**
   * How many keys have had no successful write that was sent after a time; 0 when every shard takes
   * writes again.
   */
  long stuckSince(long time) {
    return subjects.stream().filter(subject -> subject.lastSuccessSent() - time < 0).count();
  }

  /** Stops the clients and waits for them. */
  void stop() throws InterruptedException {
    stop.countDown();
    for (Thread thread : threads) {
      Writer.join(thread);
    }
  }

  /** All that went wrong, after the stop. */
  List<Problem> problems() {
    return writers.stream().flatMap(writer -> writer.problems().stream()).toList();
  }

  /** Reads that showed less than was acknowledged before, after the stop. */
  List<String> staleReads() {
    return writers.stream().flatMap(writer -> writer.staleReads().stream()).toList();
  }

  /** Problems by their text, numbers in it left out. */
  static Map<String, Integer> byText(List<Problem> problems) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Problem problem : problems) {
      counts.merge(problem.text().replaceAll("\\d+", "#"), 1, Integer::sum);
    }
    return counts;
  }

  @Override
  public void close() {
    stop.countDown();
  }
}
