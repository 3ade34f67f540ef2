// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlabTest {

  @Test
  void blockSizeFor_everySize_stepsOfAnEighth() {
    for (int bytes = 0; bytes <= SizeClass.LARGEST; bytes++) {
      long size = Slab.blockSizeFor(bytes);
      assertEquals(size, SizeClass.size(SizeClass.of(bytes)));
      assertTrue(size >= bytes && size % 8 == 0, "bytes=" + bytes);
      assertTrue(bytes < 65 || (size - bytes) * 8 <= size, "bytes=" + bytes + " size=" + size);
    }
    assertEquals(SizeClass.COUNT - 1, SizeClass.of(SizeClass.LARGEST));
    assertEquals(SizeClass.LARGEST + SizeClass.PAGE_BYTES, Slab.blockSizeFor(524_289));
  }

  @Test
  void allocateAnyway_budgetPassedLongAgo_passesItFurther() {
    try (Slab slab = new Slab(1 << 20, 1)) {
      List<Long> blocks = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        blocks.add(slab.allocateAnyway(0, 32 << 10));
      }
      assertTrue(slab.usedBytes() >= 100L * (32 << 10));
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(0, 512 << 10));
      blocks.forEach(slab::free);
      slab.free(slab.allocate(0, 8));
    }
  }

  @Test
  void free_notABlock_throws() {
    try (Slab slab = new Slab(0, 1);
        Slab other = new Slab(0, 1)) {
      long block = slab.allocate(0, 100);
      long large = slab.allocate(0, 3_000_000);
      for (long wrong :
          new long[] {
            Slab.NONE,
            8,
            -8,
            block + 8,
            block + 104,
            large + 65_536,
            large - 8,
            1L << 36,
            Memory.size(),
            Long.MAX_VALUE,
            Long.MIN_VALUE
          }) {
        assertThrows(IllegalStateException.class, () -> slab.free(wrong), "position=" + wrong);
        assertThrows(IllegalStateException.class, () -> slab.blockSize(wrong));
      }
      assertThrows(IllegalStateException.class, () -> other.free(block));
      slab.free(block);
      slab.free(large);
      assertThrows(IllegalStateException.class, () -> slab.free(block));
      assertThrows(IllegalStateException.class, () -> slab.free(large));
      assertThrows(IllegalStateException.class, () -> slab.blockSize(block));
      assertEquals(0, slab.usedBytes());
    }
  }

  @Test
  void allocate_largestValue_andBeyondTheLimit() {
    try (Slab slab = new Slab(0, 1)) {
      long block = slab.allocate(0, Slab.LARGEST_BLOCK);
      Memory.putByte(block + Slab.LARGEST_BLOCK - 1, (byte) 7);
      slab.free(block);
      assertThrows(IllegalArgumentException.class, () -> slab.allocate(0, Slab.LARGEST_BLOCK + 1));
      assertThrows(IllegalArgumentException.class, () -> slab.allocate(0, -1));
    }
  }

  @Test
  void allocate_budgetSpreadOverArenas_refusesOnlyWhenItIsTrue() {
    try (Slab slab = new Slab(1000 * 64, 8)) {
      List<Long> blocks = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        blocks.add(slab.allocate(i, 64));
      }
      assertEquals(slab.budgetBytes(), slab.usedBytes());
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(3, 1));
      slab.free(blocks.getFirst());
      long last = slab.allocate(5, 64);
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(3, 1));
      slab.budgetBytes(0);
      slab.free(slab.allocate(3, 1 << 20));
      slab.budgetBytes(100);
      assertEquals(100, slab.budgetBytes());
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(3, 1));
      slab.free(last);
    }
  }

  @Test
  void free_manyPages_memoryGoesBack() {
    try (Slab slab = new Slab(0, 1)) {
      List<Long> blocks = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        blocks.add(slab.allocate(0, 1000));
      }
      assertTrue(slab.committedBytes() >= 100_000_000);
      blocks.forEach(slab::free);
      assertEquals(0, slab.usedBytes());
      assertEquals(SizeClass.PAGE_BYTES, slab.committedBytes());
    }
  }

  @Test
  void close_blocksInUse_pagesGoBack() {
    Slab slab = new Slab(0, 2);
    long block = slab.allocate(1, 64);
    slab.allocate(0, 10_000_000);
    slab.close();
    assertEquals(0, slab.usedBytes());
    assertEquals(0, slab.committedBytes());
    assertThrows(IllegalStateException.class, () -> slab.free(block));
  }

  @Test
  void lend_untilItIsTakenBack_allocationsMayPassTheBudget() {
    try (Slab slab = new Slab(1 << 20, 1)) {
      while (slab.roomBytes() >= 4096) {
        slab.allocate(0, 4096);
      }
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(0, 65_536));
      slab.lend(131_072);
      long block = slab.allocate(0, 65_536);
      slab.lend(-131_072);
      assertTrue(slab.usedBytes() > slab.budgetBytes());
      assertThrows(OutOfBudgetException.class, () -> slab.allocate(0, 65_536));
      slab.free(block);
      assertTrue(slab.usedBytes() <= slab.budgetBytes());
    }
  }
}
