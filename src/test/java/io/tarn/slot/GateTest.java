// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final int THREADS = 4;

  private final Gate gate = new Gate();

  /** Guarded by the gate: neither volatile nor atomic. */
  private long plain;

  @Test
  void tryEnter_closed_refuses() {
    assertFalse(gate.isOpen());
    assertFalse(gate.tryEnter());
    assertFalse(gate.tryEnterAnyway());
  }

  @Test
  void tryEnter_free_entersOnce() {
    gate.open();
    assertTrue(gate.tryEnter());
    assertFalse(gate.tryEnter());
    assertFalse(gate.leave());
    assertTrue(gate.tryEnter());
  }

  @Test
  void want_keepsOthersOutAndTellsTheLeaver() {
    gate.open();
    assertTrue(gate.tryEnter());
    gate.want(true);
    assertTrue(gate.leave());
    assertFalse(gate.tryEnter());
    assertTrue(gate.tryEnterAnyway());
    gate.want(false);
    assertFalse(gate.leave());
    assertTrue(gate.tryEnter());
  }

  @Test
  void close_held_refusesUntilOpened() {
    gate.open();
    assertTrue(gate.tryEnter());
    gate.close();
    assertFalse(gate.isOpen());
    assertFalse(gate.tryEnterAnyway());
    gate.open();
    assertTrue(gate.tryEnter());
  }

  @Test
  void illegalSteps_throw() {
    assertThrows(IllegalStateException.class, gate::leave);
    assertThrows(IllegalStateException.class, gate::close);
    gate.open();
    assertThrows(IllegalStateException.class, gate::open);
    assertThrows(IllegalStateException.class, gate::leave);
    assertThrows(IllegalStateException.class, gate::close);
  }

  @Test
  void threads_areAloneInsideAndSeeTheOthersWork() throws Exception {
    int rounds = 50_000;
    gate.open();
    run(
        THREADS,
        thread -> {
          for (int i = 0; i < rounds; i++) {
            while (!(thread == 0 ? gate.tryEnterAnyway() : gate.tryEnter())) {
              Thread.onSpinWait();
            }
            plain++;
            gate.leave();
          }
        });
    assertEquals((long) THREADS * rounds, plain);
  }

  @Test
  void closing_inTheMiddleOfTraffic_losesNoStep() throws Exception {
    int rounds = 20_000;
    int closings = 500;
    gate.open();
    long[] done = new long[THREADS];
    run(
        THREADS,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < closings; i++) {
              gate.want(true);
              while (!gate.tryEnterAnyway()) {
                Thread.onSpinWait();
              }
              long before = plain;
              gate.close();
              gate.want(false);
              assertEquals(before, plain, "somebody was inside a closed gate");
              gate.open();
            }
            return;
          }
          while (done[thread] < rounds) {
            if (gate.tryEnter()) {
              plain++;
              gate.leave();
              done[thread]++;
            } else {
              Thread.onSpinWait();
            }
          }
        });
    assertEquals((THREADS - 1L) * rounds, plain);
  }

  /** What one of several threads does. */
  private interface Work {
    void run(int thread) throws Exception;
  }

  private static void run(int threads, Work work) throws Exception {
    CountDownLatch start = new CountDownLatch(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        futures.add(
            pool.submit(
                () -> {
                  start.countDown();
                  start.await();
                  work.run(thread);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }
}
