// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Blocks of off-heap memory under one budget. A block is known by its position in {@link Memory},
 * is a multiple of eight bytes and begins at one. Any number of threads.
 *
 * <p>A position that is not a block in use of this slab (freed before, never allocated, inside a
 * block, another slab's) is answered with {@link IllegalStateException}, always.
 */
public final class Slab implements AutoCloseable {

  /** Beyond this, something else is wrong than that the budget was passed before. */
  private static final long MOST_LENT_BYTES = 1L << 40;

  /** The position that no block has. */
  public static final long NONE = 0;

  /** Largest block in bytes: 1 GiB, above Redis's limit of 512 MiB with room for growth. */
  public static final long LARGEST_BLOCK = 1L << 30;

  /** The number of the next arena of any slab. */
  private static final AtomicInteger NEXT_ARENA = new AtomicInteger(1);

  private final Budget budget;
  private final Arena[] arenas;

  /** The number of the first arena; the others follow. */
  private final int firstArena;

  /**
   * Creates an empty slab.
   *
   * @param budgetBytes most bytes that blocks may take together; 0 means no limit
   * @param arenas number of independently locked arenas, a power of two
   */
  public Slab(long budgetBytes, int arenas) {
    if (Integer.bitCount(arenas) != 1 || arenas < 0) {
      throw new IllegalArgumentException("arenas=" + arenas);
    }
    this.budget = new Budget(budgetBytes, arenas);
    this.arenas = new Arena[arenas];
    this.firstArena = NEXT_ARENA.getAndAdd(arenas);
    for (int i = 0; i < arenas; i++) {
      this.arenas[i] = new Arena(firstArena + i, budget);
    }
  }

  /** Returns the size of the block that an allocation of {@code bytes} bytes gets. */
  public static long blockSizeFor(long bytes) {
    return SizeClass.blockSize(bytes);
  }

  /**
   * Allocates a block of at least {@code bytes} bytes, its content undefined.
   *
   * @param arena any number; the slab maps it onto one of its arenas
   * @param bytes 0 to {@link #LARGEST_BLOCK}
   * @throws OutOfBudgetException when the budget does not allow it; nothing has changed then
   */
  public long allocate(int arena, long bytes) {
    if (bytes < 0 || bytes > LARGEST_BLOCK) {
      throw new IllegalArgumentException("bytes=" + bytes);
    }
    long size = SizeClass.blockSize(bytes);
    Arena chosen = arenas[arena & (arenas.length - 1)];
    long block = chosen.allocate(size);
    return block != NONE ? block : allocateAfterSettling(chosen, size);
  }

  /**
   * As {@link #allocate}, but passes the budget rather than refuse: for a change that has begun and
   * was {@link #admit admitted}, or that Redis never refuses.
   */
  public long allocateAnyway(int arena, long bytes) {
    try {
      return allocate(arena, bytes);
    } catch (OutOfBudgetException full) {
      return allocateLent(arena, bytes, full.bytes() + SizeClass.blockSize(bytes));
    }
  }

  /* What was lent before may have been taken, so more and more is lent. */
  private long allocateLent(int arena, long bytes, long first) {
    for (long lent = first; ; lent *= 2) {
      lend(lent);
      try {
        return allocate(arena, bytes);
      } catch (OutOfBudgetException full) {
        if (lent > MOST_LENT_BYTES) {
          throw full;
        }
      } finally {
        lend(-lent);
      }
    }
  }

  /**
   * Checks that there is room for about so much; takes nothing. Two reads while there is plenty.
   *
   * @throws OutOfBudgetException when the budget would be passed
   */
  public void admit(long bytes) {
    if (budget.room() < bytes && budgetBytes() - usedBytes() - chargedBytes() < bytes) {
      throw new OutOfBudgetException(bytes, usedBytes() + chargedBytes(), budgetBytes());
    }
  }

  /* Other arenas may hold grants that they do not need: a refusal must be a true one. */
  private long allocateAfterSettling(Arena chosen, long size) {
    settle();
    long block = chosen.allocate(size);
    if (block == NONE) {
      throw new OutOfBudgetException(size, usedBytes() + chargedBytes(), budgetBytes());
    }
    return block;
  }

  /**
   * Frees a block.
   *
   * @return the bytes that were spent on it
   */
  public long free(long position) {
    int page = Page.at(position);
    return arena(page, position).free(page, position);
  }

  /** Returns the bytes that the slab spends on the block, at least those asked for. */
  public long blockSize(long position) {
    int page = page(position);
    Page.check(page, position);
    return Page.blockSize(page);
  }

  /**
   * Checks that a block is in use: some nanoseconds, for the edges at which a position comes from
   * far (a cursor, a queue, a list of candidates).
   */
  public void checkInUse(long position) {
    Page.check(page(position), position);
  }

  private int page(long position) {
    int page = Page.at(position);
    var _ = arena(page, position);
    return page;
  }

  private Arena arena(int page, long position) {
    int index = Page.arena(page) - firstArena;
    if (index < 0 || index >= arenas.length) {
      throw new IllegalStateException("not a block of this slab: position=" + position);
    }
    return arenas[index];
  }

  /** Returns the bytes of all blocks in use. Any thread. */
  public long usedBytes() {
    long sum = 0;
    for (Arena arena : arenas) {
      sum += arena.usedBytes();
    }
    return sum;
  }

  /**
   * Returns the bytes of all pages that hold blocks. Free pages are not part of it, although the
   * process may still hold their memory: see {@link #retainedBytes}. Any thread.
   */
  public long committedBytes() {
    long sum = 0;
    for (Arena arena : arenas) {
      sum += arena.committedBytes();
    }
    return sum;
  }

  /** Returns the number of size classes; the blocks beyond the largest class count as one more. */
  public static int sizeClasses() {
    return SizeClass.COUNT + 1;
  }

  /** Returns the number of blocks in use of a class, 0 to {@link #sizeClasses()} - 1. */
  public long blocks(int sizeClass) {
    long sum = 0;
    for (Arena arena : arenas) {
      sum += arena.blocks(sizeClass);
    }
    return sum;
  }

  /**
   * Returns the bytes of the pages of a class that no block in use takes: free blocks, and what is
   * left at the end of pages. Any thread.
   */
  public long wasteBytes(int sizeClass) {
    if (sizeClass == SizeClass.COUNT) {
      return 0;
    }
    long sum = 0;
    for (Arena arena : arenas) {
      long used = arena.blocks(sizeClass) * SizeClass.size(sizeClass);
      sum += Math.max(0, arena.committedBytes(sizeClass) - used);
    }
    return sum;
  }

  /**
   * Returns the bytes of the pages that a selection would take now: what can be had back by moving
   * blocks, and is worth it. Any thread.
   */
  public long sparseBytes() {
    long sum = 0;
    for (Arena arena : arenas) {
      for (int i = 0; i < SizeClass.COUNT; i++) {
        sum += arena.runsToEmpty(i) * SizeClass.runBytes(i);
      }
    }
    return sum;
  }

  /**
   * Returns the bytes of free pages, of all slabs of the process, whose memory was not given back
   * to the system. Any thread.
   */
  public static long retainedBytes() {
    return PageSpace.retained().freeBytes();
  }

  /** Returns the budget in bytes, 0 for none. */
  public long budgetBytes() {
    return budget.limit();
  }

  /**
   * Changes the budget. Any thread. Below what is used, allocation is refused until enough has been
   * freed; allocations at the same time may still pass the new budget by 32 KiB an arena.
   */
  public void budgetBytes(long bytes) {
    budget.limit(bytes);
    settle();
  }

  /**
   * Counts memory that lies elsewhere (client buffers, logs) to the budget, or takes it back when
   * negative. May pass the budget: blocks are then refused until there is room again, but for the
   * little (below a 128th of the budget) that arenas were granted before. Any thread.
   *
   * @throws IllegalStateException when more is taken back than was charged
   */
  public void charge(long bytes) {
    budget.charge(bytes);
  }

  /**
   * Lets allocations pass the budget by so much, by any thread, until it is taken back (negative):
   * for a command that must not be refused. What was allocated meanwhile stays.
   */
  public void lend(long bytes) {
    budget.lend(bytes);
  }

  /** Returns what is counted to the budget beside the blocks. Any thread. */
  public long chargedBytes() {
    return budget.charged();
  }

  /**
   * Returns how much more may be allocated before the budget refuses, roughly: what arenas have
   * been granted and not spent is not part of it. It falls and rises in steps of a few KiB. {@link
   * Long#MAX_VALUE} without a budget; negative when more is used than allowed. Two reads of shared
   * fields. Any thread.
   */
  public long roomBytes() {
    return budget.room();
  }

  /**
   * Looks for pages that are so empty that moving their blocks elsewhere gives memory back, and
   * remembers them; replaces an earlier selection. Blocks are no longer allocated from them, and a
   * block that is moved (allocated anew in the same arena, then freed) finds room in other pages. A
   * page that has become empty is free at once. One thread at a time.
   *
   * @return the bytes of the pages selected
   */
  public long selectSparsePages() {
    deselectPages();
    long sum = 0;
    for (Arena arena : arenas) {
      for (int i = 0; i < SizeClass.COUNT; i++) {
        sum += arena.select(i, arena.runsToEmpty(i)) * SizeClass.runBytes(i);
      }
    }
    return sum;
  }

  /**
   * True when the block lies in a selected page: whoever owns it should move it. A hint: three
   * reads without a lock, false for a position that is no block. Any thread.
   */
  public boolean isSparse(long block) {
    int page = Page.at(block);
    return page != Page.NONE && Page.isSelected(page);
  }

  /** Ends a selection: what is left of its pages is used again. */
  public void deselectPages() {
    for (Arena arena : arenas) {
      arena.deselect();
    }
  }

  /**
   * Gives some of the memory of free pages back to the system: a bounded step of some hundred
   * microseconds, for a thread in the background. Some free memory is kept for what is allocated
   * next.
   *
   * @return true when there is more to give back
   */
  public static boolean giveBackStep() {
    return GiveBack.step();
  }

  /**
   * Touches 2 MiB of the memory that will be allocated next, so that no thread that serves requests
   * has to wait for the system to find and zero it; for a thread in the background. Keeps 16 MiB
   * ready.
   *
   * @return true when there is more to touch
   */
  public static boolean touchAheadStep() {
    return TouchAhead.step();
  }

  private void settle() {
    for (Arena arena : arenas) {
      arena.settle();
    }
  }

  /** Returns all pages to the space, blocks in use or not. No other thread may use the slab. */
  @Override
  public void close() {
    pages().forEach(page -> arenas[Page.arena(page) - firstArena].close(page));
    settle();
  }

  /** Returns all pages. No other thread may use the slab meanwhile. */
  IntStream pages() {
    return Page.all(firstArena, arenas.length);
  }
}
