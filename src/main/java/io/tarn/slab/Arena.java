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
 *
 * <p>A page that becomes empty goes back to the space, unless it is the last one of its class with
 * room: so a block that is allocated and freed in turn does not move pages.
 */
final class Arena {

  private static final int SPINS = 64;
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

  /** Heads of the lists of pages with room, by class. */
  private final @Nullable Page[] open = new Page[SizeClass.COUNT];

  /** Blocks in use by class, the last entry for runs. Written under the lock, read by any. */
  private final AtomicLongArray blocks = new AtomicLongArray(SizeClass.COUNT + 1);

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
      boolean wasFull = page.isFull();
      page.put(block);
      count(page.sizeClass, -1);
      if (page.sizeClass == Page.RUN) {
        release(page);
      } else if (wasFull) {
        link(page);
      } else if (page.isEmpty() && (page.next != null || page.previous != null)) {
        unlink(page);
        release(page);
      }
      add(usedBytes, -page.blockSize);
      unspent += page.blockSize;
      if (unspent > 2 * Budget.GRANT) {
        budget.giveBack(unspent - Budget.GRANT);
        unspent = Budget.GRANT;
      }
      return page.blockSize;
    } finally {
      unlock();
    }
  }

  /** Checks that a block is in use and returns its size. */
  long blockSize(Page page, long block) {
    lock();
    try {
      page.check(block);
      return page.blockSize;
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
      long bytes = page.used() * page.blockSize;
      count(page.sizeClass, -page.used());
      if (page.sizeClass != Page.RUN && !page.isFull()) {
        unlink(page);
      }
      release(page);
      add(usedBytes, -bytes);
      budget.giveBack(bytes);
    } finally {
      unlock();
    }
  }

  private long take(int sizeClass) {
    Page page = open[sizeClass];
    if (page == null) {
      page = newPage(sizeClass, SizeClass.pages(sizeClass));
      if (page == null) {
        return Slab.NONE;
      }
      link(page);
    }
    long block = page.take();
    if (page.isFull()) {
      unlink(page);
    }
    count(sizeClass, 1);
    return block;
  }

  private long takeRun(long size) {
    Page page = newPage(Page.RUN, (int) (size >>> SizeClass.PAGE_SHIFT));
    if (page == null) {
      return Slab.NONE;
    }
    count(Page.RUN, 1);
    return page.take();
  }

  private @Nullable Page newPage(int sizeClass, int pages) {
    long position = PageSpace.take(pages);
    if (position == Slab.NONE) {
      return null;
    }
    Page page = new Page(this, sizeClass, position, pages);
    PageSpace.register(page);
    add(committedBytes, (long) pages << SizeClass.PAGE_SHIFT);
    return page;
  }

  private void release(Page page) {
    page.close();
    PageSpace.unregister(page);
    PageSpace.put(page.position, page.pages);
    add(committedBytes, -((long) page.pages << SizeClass.PAGE_SHIFT));
  }

  private void link(Page page) {
    Page head = open[page.sizeClass];
    page.next = head;
    if (head != null) {
      head.previous = page;
    }
    open[page.sizeClass] = page;
  }

  private void unlink(Page page) {
    Page next = page.next;
    Page previous = page.previous;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
    } else {
      open[page.sizeClass] = next;
    }
    page.next = null;
    page.previous = null;
  }

  private void count(int sizeClass, long change) {
    int index = sizeClass == Page.RUN ? SizeClass.COUNT : sizeClass;
    blocks.setOpaque(index, blocks.getPlain(index) + change);
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
