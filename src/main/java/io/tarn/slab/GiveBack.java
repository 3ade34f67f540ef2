// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * Gives memory behind free pages back to the system, in steps, on a thread that may wait for the
 * system. While its memory goes a page counts as taken, so that nobody gets it before; all other
 * free pages can be taken at any time, dirty or not.
 *
 * <p>Chunks that are free as a whole go first, from the highest address down because pages are
 * handed out from the lowest up. Free pages between taken ones go only when they are many: the
 * system must cut up a huge page for them. Then those of the emptiest chunks go first.
 */
final class GiveBack {

  /** Free chunks that keep their memory, against one that is taken and returned in turn: 32 MiB. */
  static final int RETAINED_CHUNKS = 16;

  /** Free pages between taken ones that keep their memory in any case: 16 MiB. */
  private static final int RETAINED_SCATTERED = 256;

  /** And one page in so many of all that have memory. */
  private static final int SCATTERED_PART = 64;

  /** Chunks that one step gives back at most: 8 MiB. */
  private static final int STEP_CHUNKS = 4;

  /** Chunks that are looked at under one lock: 4 us. */
  private static final int LOOK_CHUNKS = 4096;

  /** Pages that the first sweep through sparse chunks wants to find in one; each halves it. */
  private static final int FIRST_SWEEP = PageSpace.CHUNK_PAGES / 2;

  /* Where the sweep is: it looks for chunks below `before` with `least` free dirty pages. */
  private static int before = Integer.MAX_VALUE;
  private static int least = PageSpace.CHUNK_PAGES;

  private GiveBack() {}

  /** Does one step; returns true when there is more to do. */
  static synchronized boolean step() {
    if (!chooseSweep()) {
      return false;
    }
    for (int i = 0; i < STEP_CHUNKS && isWanted(least); i++) {
      long claimed = PageSpace.claim(before, least, LOOK_CHUNKS);
      if (claimed < 0) {
        before = (int) (-1 - claimed);
        return before > 0 || nextSweep();
      }
      before = (int) (claimed >>> 32);
      giveBack(before, (int) claimed);
    }
    return true;
  }

  private static boolean chooseSweep() {
    if (isWanted(PageSpace.CHUNK_PAGES)) {
      if (least != PageSpace.CHUNK_PAGES) {
        sweep(PageSpace.CHUNK_PAGES);
      }
      return true;
    }
    if (!isWanted(FIRST_SWEEP)) {
      sweep(PageSpace.CHUNK_PAGES);
      return false;
    }
    if (least == PageSpace.CHUNK_PAGES) {
      sweep(FIRST_SWEEP);
    }
    return true;
  }

  private static boolean isWanted(int pagesInChunk) {
    PageSpace.Retained retained = PageSpace.retained();
    return pagesInChunk == PageSpace.CHUNK_PAGES
        ? retained.freeChunks() > RETAINED_CHUNKS
        : retained.scatteredPages() > RETAINED_SCATTERED + retained.dirtyPages() / SCATTERED_PART;
  }

  private static boolean nextSweep() {
    if (least == PageSpace.CHUNK_PAGES) {
      sweep(least);
      return true;
    }
    sweep(least == 1 ? FIRST_SWEEP : least / 2);
    return least != FIRST_SWEEP;
  }

  private static void sweep(int pagesInChunk) {
    least = pagesInChunk;
    before = Integer.MAX_VALUE;
  }

  /* One call for each row of neighbours. */
  private static void giveBack(int chunk, int mask) {
    int left = mask;
    while (left != 0) {
      int from = Integer.numberOfTrailingZeros(left);
      int count = Math.min(Integer.numberOfTrailingZeros(~(left >>> from)), 32 - from);
      long page = (long) chunk * PageSpace.CHUNK_PAGES + from;
      Memory.giveBack(page << SizeClass.PAGE_SHIFT, (long) count << SizeClass.PAGE_SHIFT);
      left &= count == 32 ? 0 : ~(((1 << count) - 1) << from);
    }
    PageSpace.putClean(chunk, mask);
  }
}
