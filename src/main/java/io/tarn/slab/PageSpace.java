// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.Arrays;

/**
 * Hands out runs of pages of the one address space to all slabs of the process, lowest address
 * first.
 *
 * <p>The space is a row of chunks of 32 pages (2 MiB, a huge page) with two masks each: which pages
 * are free, and behind which there is memory of the system ("dirty"). Pages that are returned stay
 * dirty, and may be taken again at once; {@link GiveBack} makes them clean later, on a thread of
 * its own. So returning half a gigabyte is writing 256 masks.
 *
 * <p>A search walks the masks from a hint: with 24 GiB in use that is at most 12,288 words, and it
 * happens once a page, not once a block.
 */
final class PageSpace {

  /** Pages in a chunk. */
  static final int CHUNK_PAGES = 32;

  /** The number of no page: page 0 is never handed out, as position 0 means "no block". */
  static final int NO_PAGE = 0;

  private static final int ALL = -1;
  private static final int CHUNKS = (int) (Memory.size() / (CHUNK_PAGES * SizeClass.PAGE_BYTES));
  private static final Object LOCK = new Object();

  /** One mask a chunk, a set bit for a free page. Chunks beyond the array are free and clean. */
  private static int[] free = new int[0];

  /** One mask a chunk, a set bit for a page that has memory of the system. */
  private static int[] dirty = new int[0];

  /** hints[n]: no chunk before it has a free run of n pages. */
  private static final int[] hints = new int[CHUNK_PAGES + 1];

  /* Of pages that are free and dirty: in chunks that are free as a whole, and in others. */
  private static int retainedChunks;
  private static int retainedScattered;

  private static int dirtyPages;

  static {
    grow(64);
    free[0] = ~1;
    dirty[0] = ALL;
    retainedScattered = CHUNK_PAGES - 1;
    dirtyPages = CHUNK_PAGES;
  }

  private PageSpace() {}

  /**
   * What has memory of the system.
   *
   * @param dirtyPages all pages, taken or free
   * @param freeChunks chunks that are free as a whole
   * @param scatteredPages free pages in other chunks
   */
  record Retained(int dirtyPages, int freeChunks, int scatteredPages) {

    long freeBytes() {
      return ((long) freeChunks * CHUNK_PAGES + scatteredPages) << SizeClass.PAGE_SHIFT;
    }
  }

  static Retained retained() {
    synchronized (LOCK) {
      return new Retained(dirtyPages, retainedChunks, retainedScattered);
    }
  }

  /** Returns how many pages there are up to the highest that was ever taken, or more. */
  static int pages() {
    synchronized (LOCK) {
      return free.length * CHUNK_PAGES;
    }
  }

  /** Takes a run of pages; returns the number of the first, or {@link #NO_PAGE}. */
  static int take(int pages) {
    synchronized (LOCK) {
      return pages <= CHUNK_PAGES ? takeWithinChunk(pages) : takeChunks(pages);
    }
  }

  private static int takeWithinChunk(int pages) {
    for (int chunk = hints[pages]; chunk < CHUNKS; chunk++) {
      if (chunk == free.length) {
        grow(chunk + 1);
      }
      int starts = runStarts(free[chunk], pages);
      if (starts != 0) {
        int bit = Integer.numberOfTrailingZeros(starts);
        take(chunk, mask(pages) << bit);
        hints[pages] = chunk;
        return chunk * CHUNK_PAGES + bit;
      }
    }
    return NO_PAGE;
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

  private static int takeChunks(int pages) {
    int whole = pages / CHUNK_PAGES;
    int rest = pages % CHUNK_PAGES;
    int restMask = mask(rest);
    int start = hints[CHUNK_PAGES];
    for (int chunk = start; chunk + (rest == 0 ? 0 : 1) < CHUNKS; chunk++) {
      if (chunk + 1 >= free.length) {
        grow(chunk + 2);
      }
      if (free[chunk] != ALL) {
        start = chunk + 1;
      } else if (chunk - start + 1 == whole) {
        if (rest == 0 || (free[chunk + 1] & restMask) == restMask) {
          for (int i = start; i <= chunk; i++) {
            take(i, ALL);
          }
          if (rest != 0) {
            take(chunk + 1, restMask);
          }
          return start * CHUNK_PAGES;
        }
        start++;
      }
    }
    return NO_PAGE;
  }

  private static int mask(int pages) {
    return pages == CHUNK_PAGES ? ALL : (1 << pages) - 1;
  }

  /* The first touch of a clean chunk brings a huge page, where there are any. */
  private static void take(int chunk, int mask) {
    int touched = dirty[chunk] == 0 && AddressRange.hasHugePages() ? ALL : mask;
    set(chunk, free[chunk] & ~mask, dirty[chunk] | touched);
  }

  private static void set(int chunk, int freeMask, int dirtyMask) {
    count(chunk, -1);
    free[chunk] = freeMask;
    dirty[chunk] = dirtyMask;
    count(chunk, 1);
  }

  private static void count(int chunk, int sign) {
    int retained = free[chunk] & dirty[chunk];
    dirtyPages += sign * Integer.bitCount(dirty[chunk]);
    if (retained == ALL) {
      retainedChunks += sign;
    } else {
      retainedScattered += sign * Integer.bitCount(retained);
    }
  }

  /** Returns a run of pages. */
  static void put(int first, int pages) {
    synchronized (LOCK) {
      for (int at = first; at < first + pages; ) {
        int chunk = at / CHUNK_PAGES;
        int bit = at % CHUNK_PAGES;
        int count = Math.min(CHUNK_PAGES - bit, first + pages - at);
        int mask = mask(count) << bit;
        if ((free[chunk] & mask) != 0) {
          throw new IllegalStateException("page is free already: page=" + at + " pages=" + pages);
        }
        set(chunk, free[chunk] | mask, dirty[chunk]);
        at += count;
      }
      /* Between the first chunk and the last all are free as a whole, like the second. */
      int last = (first + pages - 1) / CHUNK_PAGES;
      lowerHints(first / CHUNK_PAGES);
      lowerHints(Math.min(first / CHUNK_PAGES + 1, last));
      lowerHints(last);
    }
  }

  /* Only for the runs that the chunk has, so that the others need not look at it. */
  private static void lowerHints(int chunk) {
    int length = 1;
    for (int mask = free[chunk]; mask != 0; mask &= mask >>> 1) {
      hints[length] = Math.min(hints[length], chunk);
      length++;
    }
  }

  /**
   * Takes pages that are free and dirty, so that their memory can be given back: those of the
   * highest chunk below {@code before} that has {@code least} of them.
   *
   * @param most how many chunks to look at
   * @return the chunk in the upper half and the mask of its pages in the lower, or -1 - the chunk
   *     before which to look on
   */
  static long claim(int before, int least, int most) {
    synchronized (LOCK) {
      int chunk = Math.min(before, free.length);
      int last = Math.max(0, chunk - most);
      while (--chunk >= last) {
        int mask = free[chunk] & dirty[chunk];
        if (Integer.bitCount(mask) >= least) {
          set(chunk, free[chunk] & ~mask, dirty[chunk]);
          return (long) chunk << 32 | (mask & 0xFFFF_FFFFL);
        }
      }
      return -1L - last;
    }
  }

  /**
   * Takes the lowest chunk that is free as a whole and clean, so that it can be touched; returns
   * the number of its first page, or {@link #NO_PAGE}.
   */
  static int claimClean() {
    synchronized (LOCK) {
      for (int chunk = hints[CHUNK_PAGES]; chunk < free.length; chunk++) {
        if (free[chunk] == ALL && dirty[chunk] == 0) {
          set(chunk, 0, ALL);
          return chunk * CHUNK_PAGES;
        }
      }
      return NO_PAGE;
    }
  }

  /** Returns claimed pages, which are clean now. */
  static void putClean(int chunk, int mask) {
    synchronized (LOCK) {
      set(chunk, free[chunk] | mask, dirty[chunk] & ~mask);
      lowerHints(chunk);
    }
  }

  private static void grow(int least) {
    int from = free.length;
    int length = Math.min(CHUNKS, Math.max(least, from * 2));
    free = Arrays.copyOf(free, length);
    Arrays.fill(free, from, length, ALL);
    dirty = Arrays.copyOf(dirty, length);
  }
}
