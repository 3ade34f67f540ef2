// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random allocation and freeing beside a sorted map of the blocks in use. */
class SlabModelTest {

  private record Block(long bytes, long size, long pattern) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void allocateAndFree_random_asTheModel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long budget = random.nextBoolean() ? 0 : 8L << 20;
    try (Slab slab = new Slab(budget, 1 << random.nextInt(4))) {
      TreeMap<Long, Block> model = new TreeMap<>();
      long used = 0;
      int refused = 0;
      for (int step = 0; step < 60_000; step++) {
        boolean growing = (step / 10_000) % 2 == 0;
        if (model.isEmpty() || random.nextInt(10) < (growing ? 7 : 3)) {
          long bytes = randomBytes(random);
          long size = Slab.blockSizeFor(bytes);
          try {
            long position = slab.allocate(random.nextInt(), bytes);
            Block block = new Block(bytes, size, random.nextLong());
            assertDisjoint(model, position, size, seed);
            fill(position, block);
            model.put(position, block);
            used += size;
          } catch (OutOfBudgetException expected) {
            assertTrue(budget > 0 && used + size > budget, "seed=" + seed + " used=" + used);
            refused++;
          }
        } else {
          Long position = model.floorKey(random.nextLong(Memory.size()));
          position = position == null ? model.firstKey() : position;
          Block block = model.remove(position);
          verify(position, block, seed);
          assertEquals(block.size, slab.blockSize(position));
          assertEquals(block.size, slab.free(position), "seed=" + seed);
          used -= block.size;
          if (step % 16 == 0) {
            long freed = position;
            assertThrows(IllegalStateException.class, () -> slab.free(freed), "seed=" + seed);
          }
        }
        assertEquals(used, slab.usedBytes(), "seed=" + seed + " step=" + step);
        assertTrue(slab.committedBytes() >= used);
        assertTrue(budget == 0 || used <= budget);
      }
      for (Map.Entry<Long, Block> entry : model.entrySet()) {
        verify(entry.getKey(), entry.getValue(), seed);
        slab.free(entry.getKey());
      }
      assertEquals(0, slab.usedBytes());
      for (int i = 0; i < Slab.sizeClasses(); i++) {
        assertEquals(0, slab.blocks(i));
      }
      assertTrue(budget == 0 || refused > 0 || used < budget);
    }
  }

  @Test
  void allocateAndFree_fourThreads_blocksStayDisjoint() throws Exception {
    try (Slab slab = new Slab(64 << 20, 2);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<List<Long>>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int number = thread;
        work.add(() -> churn(slab, number));
      }
      List<Long> left = new ArrayList<>();
      for (Future<List<Long>> done : threads.invokeAll(work)) {
        left.addAll(done.get());
      }
      /* Freed here, by a thread that allocated none of them. */
      left.forEach(slab::free);
      assertEquals(0, slab.usedBytes());
    }
  }

  private static List<Long> churn(Slab slab, int thread) {
    SplittableRandom random = new SplittableRandom(thread);
    List<Long> positions = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (int step = 0; step < 100_000; step++) {
      if (positions.isEmpty() || (positions.size() < 500 && random.nextBoolean())) {
        long bytes = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(300);
        long position = slab.allocate(random.nextInt(), bytes);
        Block block = new Block(bytes, slab.blockSize(position), random.nextLong());
        fill(position, block);
        positions.add(position);
        blocks.add(block);
      } else {
        int i = random.nextInt(positions.size());
        verify(positions.get(i), blocks.get(i), thread);
        slab.free(positions.get(i));
        positions.set(i, positions.getLast());
        blocks.set(i, blocks.getLast());
        positions.removeLast();
        blocks.removeLast();
      }
    }
    return positions;
  }

  private static long randomBytes(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> random.nextLong(3_000_000);
      case 1 -> random.nextLong(600_000);
      case 2, 3, 4 -> random.nextLong(40_000);
      default -> random.nextLong(400);
    };
  }

  private static void assertDisjoint(
      TreeMap<Long, Block> model, long position, long size, long seed) {
    assertNotEquals(Slab.NONE, position);
    assertEquals(0, position % 8);
    Map.Entry<Long, Block> before = model.floorEntry(position);
    assertTrue(before == null || before.getKey() + before.getValue().size <= position, "" + seed);
    Long after = model.ceilingKey(position);
    assertTrue(after == null || position + size <= after, "seed=" + seed);
    assertNull(model.get(position));
  }

  private static void fill(long position, Block block) {
    if (block.bytes >= 8) {
      Memory.putLong(position, block.pattern);
      Memory.putLong(position + block.bytes - 8, block.pattern);
    }
  }

  private static void verify(long position, Block block, long seed) {
    if (block.bytes >= 16) {
      assertEquals(block.pattern, Memory.getLong(position), "seed=" + seed);
      assertEquals(block.pattern, Memory.getLong(position + block.bytes - 8), "seed=" + seed);
    }
  }
}
