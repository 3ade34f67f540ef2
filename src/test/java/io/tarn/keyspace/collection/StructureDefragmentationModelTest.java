// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Structures filled by turns, most of them freed: the pages of the one that is left are sparse. It
 * is walked in steps, with random changes between these.
 */
class StructureDefragmentationModelTest {

  private static final int STRUCTURES = 6;
  private static final int ELEMENTS = 6_000;
  private static final int CHECKED_EVERY = 32;
  private static final long BESIDE_BYTES = 8 << 20;
  private static final int MOST_STEPS = 100_000;

  /** The blocks of a slab, now and then refused. */
  private static final class RefusingBlocks implements Blocks {
    private final SlabBlocks blocks;
    private final SplittableRandom random;
    private boolean refusing;

    RefusingBlocks(Slab slab, SplittableRandom random) {
      this.blocks = new SlabBlocks(slab);
      this.random = random;
    }

    @Override
    public long allocate(long bytes) {
      if (refusing && random.nextInt(40) == 0) {
        throw new OutOfBudgetException(bytes, 0, 0);
      }
      return blocks.allocate(bytes);
    }

    @Override
    public long free(long block) {
      return blocks.free(block);
    }

    @Override
    public long size(long block) {
      return blocks.size(block);
    }
  }

  /** The blocks of a slab, none of which may be in a sparse page. */
  private record SettledBlocks(Slab slab) implements Blocks {
    @Override
    public long allocate(long bytes) {
      throw new IllegalStateException("only looked at: bytes=" + bytes);
    }

    @Override
    public long free(long block) {
      throw new IllegalStateException("only looked at: block=" + block);
    }

    @Override
    public long size(long block) {
      assertFalse(slab.isSparse(block), "sparse: block=" + block);
      return slab.blockSize(block);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void run_list_movesNodesAndKeepsAll(long seed) {
    walk(seed, MovedList::new);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void run_listWhoseNextNodeChanges_goesOn(long seed) {
    try (Slab slab = new Slab(0, 1)) {
      SlabBlocks blocks = new SlabBlocks(slab);
      MovedList list = new MovedList(blocks, new SplittableRandom(seed));
      for (int i = 0; i < ELEMENTS; i++) {
        list.add();
      }
      int steps = 0;
      long cursor = StructureDefragmentation.of(slab, blocks, list.root).run(0, 1);
      while (cursor != 0) {
        if (Quicklist.visited(list.root) != Slab.NONE) {
          list.changeVisited();
        }
        list.check(blocks, "seed=" + seed + " step=" + steps);
        cursor = StructureDefragmentation.of(slab, blocks, list.root).run(cursor, 1);
        steps++;
      }
      assertTrue(steps > 20, "steps=" + steps);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void run_sortedSet_movesElementsAndNodesAndKeepsAll(long seed) {
    walk(seed, MovedScoredSet::new);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void run_hash_movesFieldsAndKeepsAll(long seed) {
    walk(seed, MovedFields::new);
  }

  private static void walk(
      long seed, BiFunction<Blocks, SplittableRandom, MovedStructure> creation) {
    SplittableRandom random = new SplittableRandom(seed);
    try (Slab slab = new Slab(0, 1)) {
      RefusingBlocks blocks = new RefusingBlocks(slab, random);
      MovedStructure left = leftOfMany(slab, blocks, random, creation);
      List<Long> beside = addBeside(slab, random, left.rareBytes());
      left.check(blocks, "seed=" + seed + " before");
      long before = slab.committedBytes();
      long selected = slab.selectSparsePages();
      int changes = (int) seed % 3;
      int steps = 0;
      long cursor = 0;
      do {
        String step = "seed=" + seed + " step=" + steps + " cursor=" + cursor;
        cursor = step(slab, blocks, left.root, cursor, 1 + random.nextInt(20));
        for (int i = random.nextInt(changes + 1); i > 0; i--) {
          left.change();
        }
        if (steps % CHECKED_EVERY == 0) {
          left.check(blocks, step);
        }
        steps++;
        assertTrue(steps < MOST_STEPS, step);
      } while (cursor != 0);
      left.check(changes == 0 ? new SettledBlocks(slab) : blocks, "seed=" + seed + " after");
      beside.forEach(slab::free);
      slab.deselectPages();
      long gained = before - slab.committedBytes();
      String figures = "seed=" + seed + " selected=" + selected + " gained=" + gained;
      assertTrue(selected > 0 && gained >= selected * 3 / 4, figures);
      assertTrue(steps > 5, "steps=" + steps);
      free(slab, left.root);
      assertEquals(0, slab.usedBytes(), "seed=" + seed);
    }
  }

  private static MovedStructure leftOfMany(
      Slab slab,
      Blocks blocks,
      SplittableRandom random,
      BiFunction<Blocks, SplittableRandom, MovedStructure> creation) {
    List<MovedStructure> all = new ArrayList<>();
    for (int i = 0; i < STRUCTURES; i++) {
      all.add(creation.apply(blocks, random));
    }
    for (int i = 0; i < STRUCTURES * ELEMENTS; i++) {
      all.get(random.nextInt(STRUCTURES)).add();
    }
    for (int i = 1; i < STRUCTURES; i++) {
      free(slab, all.get(i).root);
    }
    return all.getFirst();
  }

  /* Makes the pages of blocks of that size sparse. */
  private static List<Long> addBeside(Slab slab, SplittableRandom random, long bytes) {
    List<Long> beside = new ArrayList<>();
    for (long i = 0; i < BESIDE_BYTES / bytes; i++) {
      beside.add(slab.allocate(0, bytes));
    }
    for (int i = beside.size() * 4 / 5; i > 0; i--) {
      slab.free(beside.remove(random.nextInt(beside.size())));
    }
    return beside;
  }

  private static void free(Slab slab, long root) {
    int steps = 1;
    while (!Structures.freeSome(slab, root, 100)) {
      steps++;
    }
    assertTrue(steps > 0);
  }

  /* A step that is refused is tried again. */
  private static long step(Slab slab, RefusingBlocks blocks, long root, long cursor, int atLeast) {
    blocks.refusing = true;
    try {
      return StructureDefragmentation.of(slab, blocks, root).run(cursor, atLeast);
    } catch (OutOfBudgetException refused) {
      blocks.refusing = false;
      return StructureDefragmentation.of(slab, blocks, root).run(cursor, atLeast);
    } finally {
      blocks.refusing = false;
    }
  }
}
