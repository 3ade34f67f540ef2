// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Reply;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several threads write at the budget while the housekeeper works; every policy keeps its word. */
class BudgetModelTest {

  private static final int THREADS = 3;
  private static final int STEPS = 3_000;
  private static final int KEYS = 4_000;
  private static final int KEPT = 300;
  private static final long BUDGET = 1_200_000;

  /* One arena, since the sum over several is not of one moment. */
  private final TestNode node = new TestNode(1, SlotSettings.DEFAULT);
  private final SlotTable slots = node.slots();
  private final AtomicBoolean ended = new AtomicBoolean();

  @ParameterizedTest
  @EnumSource(EvictionPolicy.class)
  void writers_atTheBudget(EvictionPolicy policy) throws Exception {
    long seed = System.nanoTime();
    System.getLogger("test").log(System.Logger.Level.INFO, "policy={0} seed={1}", policy, seed);
    node.openAll();
    SplittableRandom seeds = new SplittableRandom(seed);
    Writer first = new Writer(0, seeds.split());
    for (int i = 0; i < KEPT; i++) {
      assertEquals(Reply.OK, first.run("SET", "kept" + i, "for ever"));
    }
    node.limit(policy, BUDGET);
    try (Housekeeper _ = Housekeeper.start(node, slots);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
      Future<?> watch = threads.submit(this::watch);
      List<Future<long[]>> writers = new ArrayList<>();
      for (int i = 1; i <= THREADS; i++) {
        Writer writer = new Writer(i, seeds.split());
        writers.add(threads.submit(writer::write));
      }
      try {
        check(policy, sum(writers), "policy=" + policy + " seed=" + seed);
      } finally {
        ended.set(true);
      }
      watch.get();
    }
    assertEquals(node.walkedKeys(), slots.size(), "seed=" + seed);
    assertTrue(node.slab().usedBytes() <= BUDGET);
    slots.flush();
    Housekeeper rest = new Housekeeper(node, slots, System::currentTimeMillis);
    while (slots.pendingFrees() > 0) {
      rest.turn();
    }
    assertEquals(0, slots.size());
  }

  private void check(EvictionPolicy policy, long[] answers, String how) {
    long kept = 0;
    for (int i = 0; i < KEPT; i++) {
      kept += new Writer(9, new SplittableRandom(1)).run("GET", "kept" + i) == Reply.NULL ? 0 : 1;
    }
    assertTrue(answers[0] > 0, how);
    if (policy.evicts()) {
      assertEquals(0, answers[1], "refused although keys may go: " + how);
      assertTrue(slots.evictedCount() > 1_000, "evicted=" + slots.evictedCount() + " " + how);
    } else {
      assertEquals(0, slots.evictedCount(), how);
      assertTrue(answers[1] > 0, how);
    }
    if (!policy.evicts() || policy.volatileOnly()) {
      assertEquals(KEPT, kept, how);
    }
  }

  private static long[] sum(List<Future<long[]>> writers)
      throws InterruptedException, ExecutionException {
    long[] sum = new long[2];
    for (Future<long[]> writer : writers) {
      sum[0] += writer.get()[0];
      sum[1] += writer.get()[1];
    }
    return sum;
  }

  private void watch() {
    while (!ended.get()) {
      long used = node.slab().usedBytes();
      assertTrue(used <= BUDGET, "used=" + used);
      Thread.onSpinWait();
    }
  }

  /** One thread that writes keys of mixed sizes, all with an expiry. */
  private final class Writer {
    private final RequestRunner runner = new RequestRunner(node, slots);
    private final TestConnection connection;
    private final SplittableRandom random;

    Writer(int id, SplittableRandom random) {
      this.connection = new TestConnection(id);
      this.random = random;
    }

    /** Returns how many requests were answered OK, and how many refused. */
    long[] write() {
      long[] answers = new long[2];
      for (int i = 0; i < STEPS; i++) {
        Reply reply = step();
        answers[reply.equals(Errors.OUT_OF_MEMORY) ? 1 : 0]++;
      }
      return answers;
    }

    private Reply step() {
      String key = "key" + random.nextInt(KEYS);
      int kind = random.nextInt(100);
      int length = kind < 2 ? 30_000 : random.nextInt(1, 700);
      if (kind >= 95) {
        return run("GET", key);
      }
      if (kind >= 93) {
        return run("DEL", key);
      }
      return run(
          "SET", key, "x".repeat(length), "PX", Integer.toString(random.nextInt(200, 90_000)));
    }

    /* A request whose gate is taken waits in a line that nobody serves here; it is asked anew. */
    Reply run(String... words) {
      while (true) {
        Answer answer = new Answer();
        if (runner.run(Arguments.of(words), connection, answer, System.currentTimeMillis())) {
          return answer.reply().join();
        }
        slots.sweep(System.nanoTime() + 60_000_000_000L);
      }
    }
  }
}
