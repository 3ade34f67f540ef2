// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations beside a plain list of the blocks in use. Each block holds a number that only
 * it has at both ends, so that blocks that overlap are noticed when they are freed.
 */
class SlabModelTest {

  private static final int STEPS = 600_000;
  private static final int MOST_BLOCKS = 40_000;
  private static final int SELECT = 7;
  private static final int AUDIT_EVERY = 40_000;

  private SplittableRandom random = new SplittableRandom();
  private long seed;
  private int arenas;
  private Slab slab = new Slab(0, 1);

  private final long[] positions = new long[MOST_BLOCKS];
  private final long[] lengths = new long[MOST_BLOCKS];
  private int count;
  private long used;
  private long charged;
  private int moved;
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyOperation_random_asTheModel(long startSeed) {
    seed = startSeed;
    random = new SplittableRandom(seed);
    arenas = 1 << random.nextInt(3);
    slab = new Slab(randomBudget(), arenas);
    try (Slab closing = slab) {
      for (int step = 0; step < STEPS; step++) {
        boolean growing = (step / 100_000) % 2 == 0;
        step(growing ? 700 : 300);
        assertEquals(used, closing.usedBytes(), this::where);
        assertEquals(charged, closing.chargedBytes(), this::where);
        checkRoom();
        if (step % AUDIT_EVERY == 0) {
          checkDisjoint();
          SlabAudit.check(closing);
        }
      }
      emptySparsePages();
      while (count > 0) {
        free(count - 1);
      }
      closing.deselectPages();
      SlabAudit.check(closing);
      assertEquals(0, closing.usedBytes());
      assertTrue(moved > 0, this::where);
      assertTrue(refused > 0, this::where);
    }
    assertEquals(0, slab.committedBytes());
    while (Slab.giveBackStep()) {
      assertTrue(PageSpace.retained().freeChunks() >= 0);
    }
    assertTrue(PageSpace.retained().freeChunks() <= GiveBack.RETAINED_CHUNKS);
  }

  /* In any case once: half of the blocks go, what is left moves together. */
  private void emptySparsePages() {
    slab.budgetBytes(0);
    while (count < MOST_BLOCKS) {
      allocate(random.nextInt(), 104);
    }
    while (count > MOST_BLOCKS / 2) {
      free(random.nextInt(count));
    }
    slab.budgetBytes(Math.max(1, used + charged));
    allocate(0, 8);
    slab.budgetBytes(0);
    rarely(SELECT);
    SlabAudit.check(slab);
  }

  private void step(int allocations) {
    int choice = random.nextInt(1020);
    if (choice < 1000) {
      if (count == 0 || (choice < allocations && count < MOST_BLOCKS)) {
        allocate(random.nextInt(), randomLength());
      } else {
        free(random.nextInt(count));
      }
    } else if (choice < 1012) {
      long change = random.nextLong(-charged, 20_000);
      slab.charge(change);
      charged += change;
    } else if (choice < 1017) {
      Slab.giveBackStep();
      Slab.touchAheadStep();
    } else if (choice == 1017) {
      assertThrows(IllegalStateException.class, () -> slab.charge(-charged - 1));
    } else if (random.nextInt(16) == 0) {
      rarely(random.nextInt(8));
    }
  }

  private void rarely(int choice) {
    switch (choice) {
      case 0 -> slab.budgetBytes(randomBudget());
      case 1 -> slab.deselectPages();
      case 2 -> {
        Slab other = new Slab(0, 2);
        long block = other.allocate(0, randomLength());
        other.allocate(1, randomLength());
        assertThrows(IllegalStateException.class, () -> slab.free(block));
        other.close();
        assertThrows(IllegalStateException.class, () -> other.checkInUse(block));
      }
      default -> {
        long sparse = slab.sparseBytes();
        assertTrue(slab.selectSparsePages() <= sparse + slab.committedBytes());
        for (int i = 0; i < count; i++) {
          moveIfSparse(i);
        }
      }
    }
  }

  /* The room that is told is the true one, but for what arenas hold unspent. */
  private void checkRoom() {
    long budget = slab.budgetBytes();
    long room = slab.roomBytes();
    if (budget == 0) {
      assertEquals(Long.MAX_VALUE, room);
    } else {
      long exact = budget - used - charged;
      assertTrue(room <= exact && room >= exact - slack(budget), this::where);
    }
  }

  private long slack(long budget) {
    return budget / 128 + 2 * Budget.SMALLEST_GRANT * arenas;
  }

  private long allocate(int arena, long length) {
    long size = Slab.blockSizeFor(length);
    long budget = slab.budgetBytes();
    long after = used + charged + size;
    long unspent = budget - used - charged - slab.roomBytes();
    try {
      long position = slab.allocate(arena, length);
      /* Beyond the budget, because charges passed it, only what arenas had been granted. */
      assertTrue(budget == 0 || after <= budget || size <= unspent, this::where);
      add(position, length);
      return position;
    } catch (OutOfBudgetException expected) {
      assertTrue(budget > 0 && after > budget, this::where);
      assertEquals(after - budget, expected.missingBytes());
      assertEquals(size, expected.bytes());
      refused++;
      return Slab.NONE;
    }
  }

  private void add(long position, long length) {
    assertEquals(0, position % 8);
    assertFalse(slab.isSparse(position), this::where);
    mark(position, length);
    positions[count] = position;
    lengths[count] = length;
    count++;
    used += Slab.blockSizeFor(length);
  }

  private void free(int i) {
    long position = positions[i];
    long size = Slab.blockSizeFor(lengths[i]);
    verify(position, lengths[i]);
    assertEquals(size, slab.blockSize(position));
    assertEquals(size, slab.free(position));
    used -= size;
    count--;
    positions[i] = positions[count];
    lengths[i] = lengths[count];
    if (random.nextInt(32) == 0) {
      assertThrows(IllegalStateException.class, () -> slab.free(position), this::where);
      assertThrows(IllegalStateException.class, () -> slab.checkInUse(position), this::where);
    }
  }

  /* As an owner would: a copy elsewhere, then the old block is freed. */
  private void moveIfSparse(int i) {
    if (slab.isSparse(positions[i]) && count < MOST_BLOCKS) {
      verify(positions[i], lengths[i]);
      if (allocate(random.nextInt(), lengths[i]) != Slab.NONE) {
        free(i);
        moved++;
      }
    }
  }

  private void checkDisjoint() {
    long[] sorted = Arrays.copyOf(positions, count);
    Arrays.sort(sorted);
    for (int i = 1; i < count; i++) {
      assertTrue(sorted[i - 1] + slab.blockSize(sorted[i - 1]) <= sorted[i], this::where);
    }
  }

  private long randomBudget() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> 300_000;
      default -> random.nextLong(1 << 20, 8 << 20);
    };
  }

  private long randomLength() {
    return switch (random.nextInt(2000)) {
      case 0, 1 -> random.nextLong(3_000_000);
      case 2, 3, 4, 5 -> random.nextLong(600_000);
      default -> random.nextInt(8) == 0 ? random.nextLong(2_000) : random.nextLong(97, 112);
    };
  }

  private static void mark(long position, long length) {
    if (length >= Long.BYTES) {
      Memory.putLong(position, ~position);
      Memory.putLong(position + length - Long.BYTES, ~position);
    }
  }

  private void verify(long position, long length) {
    if (length >= 2 * Long.BYTES) {
      assertEquals(~position, Memory.getLong(position), this::where);
      assertEquals(~position, Memory.getLong(position + length - Long.BYTES), this::where);
    }
  }

  private String where() {
    return "seed=" + seed + " used=" + used + " charged=" + charged + " blocks=" + count;
  }
}
