// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands out runs of pages of the one address space to all slabs of the process, lowest address
 * first, and knows the {@link Page} behind every position.
 *
 * <p>The space is a row of chunks of 32 pages (2 MiB, a huge page), one bit a page. A chunk whose
 * pages are all free goes back to the system, but for a few that are kept against a program that
 * takes and returns the same chunk again and again. A search walks the masks from a hint: with 24
 * GiB in use that is at most 12,288 words, and it happens once a page, not once a block.
 */
final class PageSpace {

  /** Pages in a chunk. */
  static final int CHUNK_PAGES = 32;

  /** Free chunks that keep their memory: 32 MiB. */
  static final int RETAINED_CHUNKS = 16;

  private static final int ALL_FREE = -1;
  private static final int REGION_SHIFT = 12;
  private static final int REGION_PAGES = 1 << REGION_SHIFT;

  private static final Object LOCK = new Object();

  /** Pages by number, in rows of 4,096 that are made when first needed. */
  private static final @Nullable Page[][] DIRECTORY =
      new Page[(int) (Memory.size() >>> (SizeClass.PAGE_SHIFT + REGION_SHIFT))][];

  private static final int CHUNKS = (int) (Memory.size() / (CHUNK_PAGES * SizeClass.PAGE_BYTES));

  /** One mask a chunk, a set bit for a free page. Chunks beyond the array are free. */
  private static int[] free = new int[0];

  private static final BitSet dirty = new BitSet();
  private static int dirtyFreeChunks;

  /** hints[n]: no chunk before it has a free run of n pages. */
  private static final int[] hints = new int[CHUNK_PAGES + 1];

  static {
    grow(64);
    /* Position 0 means "no block", so page 0 is never handed out. */
    free[0] &= ~1;
    dirty.set(0);
  }

  private PageSpace() {}

  /** Returns the page that covers a position, or null. */
  static @Nullable Page pageAt(long position) {
    long number = position >>> SizeClass.PAGE_SHIFT;
    if (position < 0 || position >= Memory.size()) {
      return null;
    }
    @Nullable Page[] row = DIRECTORY[(int) (number >>> REGION_SHIFT)];
    return row == null ? null : row[(int) number & (REGION_PAGES - 1)];
  }

  /** Makes a page known for all positions of its run, or for the first only if it is one block. */
  static void register(Page page) {
    setRange(page, page);
  }

  /** Makes the positions of a page unknown. */
  static void unregister(Page page) {
    setRange(page, null);
  }

  private static void setRange(Page page, @Nullable Page value) {
    long first = page.position >>> SizeClass.PAGE_SHIFT;
    int count = page.sizeClass == Page.RUN ? 1 : page.pages;
    for (long number = first; number < first + count; number++) {
      row((int) (number >>> REGION_SHIFT))[(int) number & (REGION_PAGES - 1)] = value;
    }
  }

  private static @Nullable Page[] row(int region) {
    synchronized (LOCK) {
      @Nullable Page[] row = DIRECTORY[region];
      if (row == null) {
        row = new Page[REGION_PAGES];
        DIRECTORY[region] = row;
      }
      return row;
    }
  }

  /** Returns every page of a slab. */
  static List<Page> pagesOf(Slab slab) {
    Set<Page> found = new LinkedHashSet<>();
    synchronized (LOCK) {
      for (@Nullable Page[] row : DIRECTORY) {
        if (row != null) {
          for (Page page : row) {
            if (page != null && page.arena.slab == slab) {
              found.add(page);
            }
          }
        }
      }
    }
    return List.copyOf(found);
  }

  /** Takes a run of pages; returns its position, or {@link Slab#NONE} when there is no room. */
  static long take(int pages) {
    synchronized (LOCK) {
      long first = pages <= CHUNK_PAGES ? takeWithinChunk(pages) : takeChunks(pages);
      return first << SizeClass.PAGE_SHIFT;
    }
  }

  private static long takeWithinChunk(int pages) {
    for (int chunk = hints[pages]; chunk < CHUNKS; chunk++) {
      if (chunk == free.length) {
        grow(chunk + 1);
      }
      int starts = runStarts(free[chunk], pages);
      if (starts != 0) {
        int bit = Integer.numberOfTrailingZeros(starts);
        markTaken(chunk, (pages == CHUNK_PAGES ? ALL_FREE : (1 << pages) - 1) << bit);
        hints[pages] = chunk;
        return (long) chunk * CHUNK_PAGES + bit;
      }
    }
    return 0;
  }

  /* Bit i is set when pages i to i + pages - 1 are all free. */
  private static int runStarts(int mask, int pages) {
    int starts = mask;
    for (int length = 1; length < pages && starts != 0; ) {
      int step = Math.min(length, pages - length);
      starts &= starts >>> step;
      length += step;
    }
    return starts;
  }

  private static long takeChunks(int pages) {
    int whole = pages / CHUNK_PAGES;
    int rest = pages % CHUNK_PAGES;
    int restMask = (1 << rest) - 1;
    int start = hints[CHUNK_PAGES];
    for (int chunk = start; chunk + (rest == 0 ? 0 : 1) < CHUNKS; chunk++) {
      if (chunk + 1 >= free.length) {
        grow(chunk + 2);
      }
      if (free[chunk] != ALL_FREE) {
        start = chunk + 1;
      } else if (chunk - start + 1 == whole) {
        if (rest == 0 || (free[chunk + 1] & restMask) == restMask) {
          for (int i = start; i <= chunk; i++) {
            markTaken(i, ALL_FREE);
          }
          if (rest != 0) {
            markTaken(chunk + 1, restMask);
          }
          return (long) start * CHUNK_PAGES;
        }
        start++;
      }
    }
    return 0;
  }

  private static void markTaken(int chunk, int mask) {
    if (free[chunk] == ALL_FREE && dirty.get(chunk)) {
      dirtyFreeChunks--;
    }
    dirty.set(chunk);
    free[chunk] &= ~mask;
  }

  /** Returns a run of pages. */
  static void put(long position, int pages) {
    int giveFrom = 0;
    int giveTo = 0;
    synchronized (LOCK) {
      long first = position >>> SizeClass.PAGE_SHIFT;
      for (long at = first; at < first + pages; ) {
        int chunk = (int) (at / CHUNK_PAGES);
        int bit = (int) (at % CHUNK_PAGES);
        int count = (int) Math.min(CHUNK_PAGES - bit, first + pages - at);
        int mask = (count == CHUNK_PAGES ? ALL_FREE : (1 << count) - 1) << bit;
        if ((free[chunk] & mask) != 0) {
          throw new IllegalStateException("page is free already: page=" + at + " pages=" + pages);
        }
        free[chunk] |= mask;
        if (free[chunk] == ALL_FREE) {
          if (dirtyFreeChunks < RETAINED_CHUNKS) {
            dirtyFreeChunks++;
          } else {
            /* Stays taken until its memory has gone, so that nobody gets it before. */
            free[chunk] = 0;
            giveFrom = giveTo == 0 ? chunk : giveFrom;
            giveTo = chunk + 1;
          }
        }
        lowerHints(chunk);
        at += count;
      }
    }
    if (giveTo > 0) {
      giveBack(giveFrom, giveTo);
    }
  }

  /* The system call may take milliseconds for a large range: not under the lock. */
  private static void giveBack(int from, int to) {
    long chunkBytes = (long) CHUNK_PAGES * SizeClass.PAGE_BYTES;
    Memory.giveBack(from * chunkBytes, (to - from) * chunkBytes);
    synchronized (LOCK) {
      Arrays.fill(free, from, to, ALL_FREE);
      dirty.clear(from, to);
      lowerHints(from);
    }
  }

  private static void lowerHints(int chunk) {
    for (int i = 0; i < hints.length; i++) {
      hints[i] = Math.min(hints[i], chunk);
    }
  }

  private static void grow(int least) {
    int from = free.length;
    free = Arrays.copyOf(free, Math.min(CHUNKS, Math.max(least, from * 2)));
    Arrays.fill(free, from, free.length, ALL_FREE);
  }
}
