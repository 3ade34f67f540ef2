// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefragmentationTest {

  private static final int BLOCKS = 300_000;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Slab slab = new Slab(0, 2);
  private final long[] blocks = new long[BLOCKS];

  @AfterEach
  void closeSlab() {
    slab.close();
  }

  @Test
  void selectSparsePages_halfFreedAtRandom_movingBringsCommittedDown() {
    allocate(104);
    freeAtRandom(2);
    assertTrue(slab.committedBytes() > 1.8 * slab.usedBytes());
    long sparse = slab.sparseBytes();
    assertTrue(sparse > slab.usedBytes() / 2);
    assertEquals(sparse, slab.selectSparsePages());
    long used = slab.usedBytes();
    moveSparse();
    assertEquals(used, slab.usedBytes());
    assertTrue(slab.committedBytes() < 1.1 * used, "committed=" + slab.committedBytes());
    SlabAudit.check(slab);
    slab.deselectPages();
    assertEquals(0, slab.sparseBytes());
    assertEquals(0, slab.selectSparsePages());
  }

  @Test
  void selectSparsePages_denseOrFew_selectsNothing() {
    allocate(104);
    freeAtRandom(40);
    assertEquals(0, slab.sparseBytes());
    assertEquals(0, slab.selectSparsePages());
    for (long block : blocks) {
      assertFalse(slab.isSparse(block));
    }
    assertFalse(slab.isSparse(-1));
    assertFalse(slab.isSparse(Long.MAX_VALUE));
  }

  @Test
  void deselectPages_nothingMoved_roomIsUsedAgain() {
    allocate(104);
    freeAtRandom(2);
    assertTrue(slab.selectSparsePages() > 0);
    slab.deselectPages();
    long committed = slab.committedBytes();
    for (int i = 0; i < BLOCKS; i++) {
      assertFalse(slab.isSparse(blocks[i]));
      blocks[i] = blocks[i] == Slab.NONE ? slab.allocate(i, 104) : blocks[i];
    }
    assertEquals(committed, slab.committedBytes());
    SlabAudit.check(slab);
  }

  @Test
  void giveBackStep_largeValueFreed_memoryIsFreeAtOnceAndGoesLater() {
    long block = slab.allocate(0, 512 << 20);
    long before = Slab.retainedBytes();
    slab.free(block);
    assertEquals(before + (512 << 20), Slab.retainedBytes());
    assertEquals(block, slab.allocate(0, 512 << 20));
    assertEquals(before, Slab.retainedBytes());
    Memory.putLong(block, 1);
    slab.free(block);
    int steps = 0;
    while (Slab.giveBackStep()) {
      assertTrue(++steps < 1_000);
    }
    assertTrue(Slab.retainedBytes() < 100 << 20, "retained=" + Slab.retainedBytes());
    assertTrue(steps >= 50, "steps=" + steps);
  }

  @Test
  void giveBackStep_scatteredPages_onlyThoseAreZeroed() {
    allocate(1000);
    for (int i = 0; i < BLOCKS; i++) {
      Memory.putLong(blocks[i], ~blocks[i]);
    }
    /* Seven runs of eight become empty, everywhere. */
    for (int i = 0; i < BLOCKS; i++) {
      if ((blocks[i] >>> SizeClass.PAGE_SHIFT & 7) != 0) {
        slab.free(blocks[i]);
        blocks[i] = Slab.NONE;
      }
    }
    long retained = Slab.retainedBytes();
    while (Slab.giveBackStep()) {
      assertTrue(Slab.retainedBytes() <= retained);
    }
    assertTrue(Slab.retainedBytes() < 100 << 20, "retained=" + Slab.retainedBytes());
    for (long block : blocks) {
      assertTrue(block == Slab.NONE || Memory.getLong(block) == ~block);
    }
    allocate(1000);
    SlabAudit.check(slab);
  }

  @Test
  void touchAheadStep_allocationGrows_memoryIsReady() {
    for (int i = 0; i < 20; i++) {
      slab.allocate(0, 64 << 20);
      while (Slab.touchAheadStep()) {
        assertTrue(PageSpace.retained().freeChunks() <= TouchAhead.CHUNKS);
      }
      assertTrue(PageSpace.retained().freeChunks() >= TouchAhead.CHUNKS);
      assertFalse(Slab.touchAheadStep());
    }
  }

  private void allocate(int bytes) {
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i] = slab.allocate(i, bytes);
    }
  }

  /** Frees one block in so many. */
  private void freeAtRandom(int part) {
    for (int i = 0; i < BLOCKS; i++) {
      if (random.nextInt(part) == 0) {
        slab.free(blocks[i]);
        blocks[i] = Slab.NONE;
      }
    }
  }

  private void moveSparse() {
    for (int i = 0; i < BLOCKS; i++) {
      long block = blocks[i];
      if (block != Slab.NONE && slab.isSparse(block)) {
        blocks[i] = slab.allocate(i, slab.blockSize(block));
        slab.free(block);
      }
    }
  }
}
