// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads put blocks on a shelf and free what others put there, while one more moves blocks out of
 * sparse pages and gives memory back. Whoever takes a block off the shelf owns it.
 */
class SlabThreadsModelTest {

  private static final int THREADS = 3;
  private static final int STEPS = 400_000;
  private static final int SHELF = 30_000;

  private final AtomicLongArray shelf = new AtomicLongArray(SHELF);

  @ParameterizedTest
  @ValueSource(longs = {0, 4 << 20})
  void allocateFreeMove_manyThreads_noBlockIsLost(long budget) throws Exception {
    try (Slab slab = new Slab(budget, 2);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
      List<Future<?>> work = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int number = thread;
        work.add(threads.submit(() -> churn(slab, number)));
      }
      AtomicBoolean stop = new AtomicBoolean();
      Future<Long> moving = threads.submit(() -> moveUntil(stop, slab));
      try {
        for (Future<?> done : work) {
          done.get();
        }
      } finally {
        stop.set(true);
      }
      assertTrue(moving.get() > 0);
      SlabAudit.check(slab);
      for (int i = 0; i < SHELF; i++) {
        free(slab, shelf.getAndSet(i, Slab.NONE));
      }
      assertEquals(0, slab.usedBytes());
      assertEquals(0, slab.chargedBytes());
      SlabAudit.check(slab);
      slab.budgetBytes(1 << 20);
      assertEquals(1 << 20, slab.roomBytes());
    }
  }

  private void churn(Slab slab, int thread) {
    SplittableRandom random = new SplittableRandom(thread);
    for (int step = 0; step < STEPS; step++) {
      boolean growing = (step / 40_000) % 2 == 0;
      int i = random.nextInt(SHELF);
      if (random.nextInt(10) < (growing ? 8 : 2)) {
        shelve(slab, i, allocate(slab, random));
      } else {
        free(slab, shelf.getAndSet(i, Slab.NONE));
      }
      if (step % 8 == 0) {
        slab.charge(100);
        slab.charge(-100);
      }
    }
  }

  private static long allocate(Slab slab, SplittableRandom random) {
    long bytes = random.nextInt(500) == 0 ? random.nextInt(900_000) : random.nextInt(16, 250);
    try {
      return marked(slab, slab.allocate(random.nextInt(), bytes));
    } catch (OutOfBudgetException full) {
      return Slab.NONE;
    }
  }

  private void shelve(Slab slab, int i, long block) {
    if (block != Slab.NONE && !shelf.compareAndSet(i, Slab.NONE, block)) {
      free(slab, block);
    }
  }

  private static void free(Slab slab, long block) {
    if (block != Slab.NONE) {
      verify(slab, block);
      slab.free(block);
    }
  }

  private static long marked(Slab slab, long block) {
    Memory.putLong(block, ~block);
    Memory.putLong(block + slab.blockSize(block) - Long.BYTES, ~block);
    return block;
  }

  private static void verify(Slab slab, long block) {
    assertEquals(~block, Memory.getLong(block));
    assertEquals(~block, Memory.getLong(block + slab.blockSize(block) - Long.BYTES));
  }

  private long moveUntil(AtomicBoolean stop, Slab slab) {
    long seen = 0;
    while (!stop.get() || seen == 0) {
      slab.selectSparsePages();
      for (int i = 0; i < SHELF; i++) {
        long block = shelf.getAndSet(i, Slab.NONE);
        if (block != Slab.NONE) {
          seen++;
          shelve(slab, i, slab.isSparse(block) ? move(slab, block) : block);
        }
      }
      slab.deselectPages();
      Slab.giveBackStep();
    }
    return seen;
  }

  private static long move(Slab slab, long block) {
    try {
      long size = slab.blockSize(block);
      long fresh = slab.allocate(0, size);
      free(slab, block);
      return marked(slab, fresh);
    } catch (OutOfBudgetException full) {
      return block;
    }
  }
}
