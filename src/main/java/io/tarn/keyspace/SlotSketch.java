// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.FrequencySketch;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;

/**
 * The {@link FrequencySketch} of one slot, in a slab block of its own: made at the first use that
 * is counted, doubled and halved with the number of keys, aged by the epochs of the {@link
 * Population}. Under the slot's gate.
 *
 * <p>It is an opinion and no data: where the slab refuses a block, the slot goes on with the one it
 * has, or with none and then knows of no use.
 */
final class SlotSketch {

  /** A slot tells of its uses when they are this part of its keys: at most that part is unknown. */
  private static final int UNTOLD_PART = 4;

  /** After so many halvings every counter is zero. */
  private static final int MOST_HALVINGS = 4;

  /** Uses until a refused block is asked for again: a refusal costs a microsecond. */
  private static final int PATIENCE = 64;

  private final int slot;
  private final Slab slab;
  private final Population population;
  private long block = Slab.NONE;
  private int longs;
  private int epoch;
  private int untold;
  private int patience;

  SlotSketch(int slot, Slab slab, Population population) {
    this.slot = slot;
    this.slab = slab;
    this.population = population;
  }

  /** Touches what {@link #frequency} will need; the number has no meaning. */
  long prefetch() {
    return Memory.touch(block);
  }

  /** Returns the bytes of slab in use. */
  long memoryUsage() {
    return block == Slab.NONE ? 0 : Slab.blockSizeFor(bytes(longs));
  }

  /** Counts a use of a key, present or not. */
  void count(long hash) {
    if (isReady()) {
      increment(hash);
    }
  }

  /** Makes sure that a key which is stored now counts as used. */
  void countOnce(long hash) {
    if (isReady() && FrequencySketch.frequency(block, longs, hash) == 0) {
      increment(hash);
    }
  }

  /** Returns how often a key was used, 0 to 15; 0 where nothing is known. */
  int frequency(long hash) {
    if (block == Slab.NONE) {
      return 0;
    }
    catchUp();
    return FrequencySketch.frequency(block, longs, hash);
  }

  /** Doubles or halves the block, one step, when the slot has too many or too few keys for it. */
  void fit() {
    if (block == Slab.NONE) {
      return;
    }
    int wanted = FrequencySketch.longsFor(population.keys(slot));
    if (wanted > longs) {
      long fresh = allocate(longs * 2);
      if (fresh != Slab.NONE) {
        FrequencySketch.grow(block, longs, fresh);
        replaceBy(fresh, longs * 2);
      }
    } else if (wanted <= longs / 4) {
      long fresh = allocate(longs / 2);
      if (fresh != Slab.NONE) {
        FrequencySketch.shrink(block, longs, fresh);
        replaceBy(fresh, longs / 2);
      }
    }
  }

  /** Frees the block and forgets everything. */
  void free() {
    if (block != Slab.NONE) {
      slab.free(detach());
    }
  }

  /** Forgets everything and returns the block, which the caller owns from now on, or NONE. */
  long detach() {
    long detached = block;
    block = Slab.NONE;
    longs = 0;
    untold = 0;
    return detached;
  }

  /**
   * Moves the block when it lies in a sparse page.
   *
   * @throws OutOfBudgetException when the slab has no other; nothing has changed then
   */
  void defragment() {
    if (block != Slab.NONE && slab.isSparse(block)) {
      long fresh = slab.allocate(slot, bytes(longs));
      Memory.copy(block, fresh, bytes(longs));
      replaceBy(fresh, longs);
    }
  }

  private void increment(long hash) {
    FrequencySketch.increment(block, longs, hash);
    if (++untold > population.keys(slot) / UNTOLD_PART) {
      population.counted(untold);
      untold = 0;
    }
  }

  private boolean isReady() {
    if (block == Slab.NONE) {
      int wanted = FrequencySketch.longsFor(population.keys(slot));
      long fresh = allocate(wanted);
      if (fresh == Slab.NONE) {
        return false;
      }
      FrequencySketch.clear(fresh, wanted);
      block = fresh;
      longs = wanted;
      epoch = population.epoch();
    } else {
      catchUp();
    }
    return true;
  }

  private void catchUp() {
    int now = population.epoch();
    if (now != epoch) {
      if (now - epoch < 0 || now - epoch >= MOST_HALVINGS) {
        FrequencySketch.clear(block, longs);
      } else {
        for (int i = epoch; i != now; i++) {
          FrequencySketch.halve(block, longs);
        }
      }
      epoch = now;
    }
  }

  /* Returns NONE when refused, and for some time after a refusal. */
  private long allocate(int wanted) {
    if (patience > 0) {
      patience--;
      return Slab.NONE;
    }
    if (slab.roomBytes() >= bytes(wanted)) {
      try {
        return slab.allocate(slot, bytes(wanted));
      } catch (OutOfBudgetException goOnWithout) {
        // As the class comment says.
      }
    }
    patience = PATIENCE;
    return Slab.NONE;
  }

  private void replaceBy(long fresh, int count) {
    slab.free(block);
    block = fresh;
    longs = count;
  }

  private static long bytes(int longs) {
    return (long) longs * Long.BYTES;
  }
}
