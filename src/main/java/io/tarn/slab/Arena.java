// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A part of a slab with its own lock. Blocks are allocated by the threads that were given this
 * arena and freed by any.
 *
 * <p>The lock spins, because it is held for some tens of nanoseconds; after {@value #SPINS} turns
 * it yields, for the case that its holder lost the processor or asks the system for pages.
 */
final class Arena {

  private static final int SPINS = 64;

  /** Pages that are selected or put back under one lock: a microsecond or two. */
  private static final int PIECE = 16;

  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(Arena.class, "locked", int.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  final Slab slab;
  private final Budget budget;

  private final PageLists lists = new PageLists();

  /* By class, the last entry for runs of one block. Written under the lock, read by any. */
  private final AtomicLongArray blocks = new AtomicLongArray(SizeClass.COUNT + 1);
  private final AtomicLongArray committed = new AtomicLongArray(SizeClass.COUNT + 1);

  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong committedBytes = new AtomicLong();
  private long unspent;

  @SuppressWarnings("UnusedVariable") // through LOCKED
  private int locked;

  Arena(Slab slab, Budget budget) {
    this.slab = slab;
    this.budget = budget;
  }

  long usedBytes() {
    return usedBytes.getOpaque();
  }

  long committedBytes() {
    return committedBytes.getOpaque();
  }

  long blocks(int sizeClass) {
    return blocks.getOpaque(sizeClass);
  }

  long committedBytes(int sizeClass) {
    return committed.getOpaque(sizeClass);
  }

  /** Allocates a block of exactly {@code size} bytes, or returns {@link Slab#NONE}. */
  long allocate(long size) {
    lock();
    try {
      if (unspent < size) {
        unspent += budget.take(size - unspent);
        if (unspent < size) {
          return Slab.NONE;
        }
      }
      long block = size <= SizeClass.LARGEST ? take(SizeClass.of(size)) : takeRun(size);
      if (block != Slab.NONE) {
        if (Poison.ON) {
          Poison.fillAllocated(block, size);
        }
        unspent -= size;
        add(usedBytes, size);
      }
      return block;
    } finally {
      unlock();
    }
  }

  /** Frees a block of a page of this arena and returns its size. */
  long free(Page page, long block) {
    lock();
    try {
      page.put(block);
      int size = page.blockSize;
      if (Poison.ON) {
        Poison.fillFreed(block, size);
      }
      add(blocks, page.sizeClass, -1);
      if (page.sizeClass == Page.RUN || lists.freed(page)) {
        release(page);
      }
      add(usedBytes, -size);
      unspent += size;
      long grant = budget.grant();
      if (unspent > 2 * grant) {
        budget.giveBack(unspent - grant);
        unspent = grant;
      }
      return size;
    } finally {
      unlock();
    }
  }

  /** Gives what is granted but not spent back to the budget. */
  void settle() {
    lock();
    try {
      budget.giveBack(unspent);
      unspent = 0;
    } finally {
      unlock();
    }
  }

  /** Gives a page back although it has blocks: the slab closes. */
  void close(Page page) {
    lock();
    try {
      long bytes = (long) page.used() * page.blockSize;
      add(blocks, page.sizeClass, -page.used());
      lists.remove(page);
      release(page);
      add(usedBytes, -bytes);
      budget.giveBack(bytes);
    } finally {
      unlock();
    }
  }

  /** Returns how many runs of a class could be emptied now. */
  long runsToEmpty(int sizeClass) {
    long runs = committed.getOpaque(sizeClass) / SizeClass.runBytes(sizeClass);
    return runs == 0 ? 0 : Sparseness.runsToEmpty(sizeClass, runs, blocks.getOpaque(sizeClass));
  }

  /** Selects up to {@code most} runs of a class, the emptiest, and returns how many. */
  long select(int sizeClass, long most) {
    long count = 0;
    int selected = PIECE;
    while (count < most && selected == PIECE) {
      lock();
      try {
        selected = lists.select(sizeClass, (int) Math.min(PIECE, most - count));
      } finally {
        unlock();
      }
      count += selected;
    }
    return count;
  }

  /** Puts all selected pages back into use. */
  void deselect() {
    boolean more = true;
    while (more) {
      lock();
      try {
        more = lists.deselect(PIECE);
      } finally {
        unlock();
      }
    }
  }

  private long take(int sizeClass) {
    Page page = lists.current(sizeClass);
    if (page == null) {
      page = newPage(sizeClass, SizeClass.pages(sizeClass));
      if (page == null) {
        return Slab.NONE;
      }
      lists.makeCurrent(page);
    }
    long block = page.take();
    lists.taken(page);
    add(blocks, sizeClass, 1);
    return block;
  }

  private long takeRun(long size) {
    Page page = newPage(Page.RUN, (int) (size >>> SizeClass.PAGE_SHIFT));
    if (page == null) {
      return Slab.NONE;
    }
    add(blocks, Page.RUN, 1);
    return page.take();
  }

  private @Nullable Page newPage(int sizeClass, int pages) {
    int number = PageSpace.take(pages);
    if (number == PageSpace.NO_PAGE) {
      return null;
    }
    Page page = new Page(this, sizeClass, number, pages);
    if (Poison.ON) {
      Poison.fillPage(page);
    }
    PageDirectory.register(page);
    add(committedBytes, (long) pages << SizeClass.PAGE_SHIFT);
    add(committed, sizeClass, (long) pages << SizeClass.PAGE_SHIFT);
    return page;
  }

  private void release(Page page) {
    page.close();
    PageDirectory.unregister(page);
    PageSpace.put(page.number(), page.pages);
    add(committedBytes, -((long) page.pages << SizeClass.PAGE_SHIFT));
    add(committed, page.sizeClass, -((long) page.pages << SizeClass.PAGE_SHIFT));
  }

  private static void add(AtomicLongArray counters, int sizeClass, long change) {
    int index = sizeClass == Page.RUN ? SizeClass.COUNT : sizeClass;
    counters.setOpaque(index, counters.getPlain(index) + change);
  }

  /* Only the holder of the lock writes, so no atomic addition is needed. */
  private static void add(AtomicLong counter, long change) {
    counter.setOpaque(counter.getPlain() + change);
  }

  @SuppressWarnings("ThreadPriorityCheck") // the class comment says why it yields
  private void lock() {
    int turns = 0;
    while (!LOCKED.compareAndSet(this, 0, 1)) {
      if (++turns < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void unlock() {
    LOCKED.setRelease(this, 0);
  }
}
