// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

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

  private final int number;
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

  /** Creates an empty one with a number that no other of the process has, 1 or more. */
  Arena(int number, Budget budget) {
    this.number = number;
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
  long free(int page, long block) {
    lock();
    try {
      if (Page.arena(page) != number) {
        throw new IllegalStateException("freed meanwhile: position=" + block);
      }
      Page.put(page, block);
      int sizeClass = Page.sizeClass(page);
      int size = Page.blockSize(page);
      if (Poison.ON) {
        Poison.fillFreed(block, size);
      }
      add(blocks, sizeClass, -1);
      if (sizeClass == Page.RUN || lists.freed(page)) {
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
  void close(int page) {
    lock();
    try {
      long bytes = (long) Page.used(page) * Page.blockSize(page);
      add(blocks, Page.sizeClass(page), -Page.used(page));
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
    int page = lists.current(sizeClass);
    if (page == Page.NONE) {
      page = newPage(sizeClass, SizeClass.pages(sizeClass));
      if (page == Page.NONE) {
        return Slab.NONE;
      }
      lists.makeCurrent(page);
    }
    long block = Page.take(page);
    lists.taken(page);
    add(blocks, sizeClass, 1);
    return block;
  }

  private long takeRun(long size) {
    int page = newPage(Page.RUN, (int) (size >>> SizeClass.PAGE_SHIFT));
    if (page == Page.NONE) {
      return Slab.NONE;
    }
    add(blocks, Page.RUN, 1);
    return Page.take(page);
  }

  /* Returns its number, or Page.NONE. */
  private int newPage(int sizeClass, int pages) {
    int page = PageSpace.take(pages);
    if (page == PageSpace.NO_PAGE) {
      return Page.NONE;
    }
    Page.open(page, number, sizeClass, pages);
    if (Poison.ON) {
      Poison.fillPage(page);
    }
    add(committedBytes, Page.bytes(page));
    add(committed, sizeClass, Page.bytes(page));
    return page;
  }

  private void release(int page) {
    int pages = Page.pages(page);
    add(committedBytes, -Page.bytes(page));
    add(committed, Page.sizeClass(page), -Page.bytes(page));
    Page.close(page);
    PageSpace.put(page, pages);
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
