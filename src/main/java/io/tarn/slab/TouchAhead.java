// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * Touches memory before anybody needs it, on a thread that may wait for the system. The first touch
 * of a huge page makes the system zero 2 MiB: 90 us at the median, 130 us at the 90th percentile on
 * the machine of docs/benchmarks.md, but 13 ms and up to 100 ms where that machine is virtual and
 * its host has to find the memory first.
 */
final class TouchAhead {

  /**
   * Free chunks that shall have memory: 16 MiB. Less than those that {@link GiveBack} leaves, so
   * that the two do not undo each other's work.
   */
  static final int CHUNKS = GiveBack.RETAINED_CHUNKS / 2;

  private static final int SMALL_PAGE = 4096;

  private TouchAhead() {}

  /** Touches one chunk if there are too few; returns true when there is more to do. */
  static boolean step() {
    if (PageSpace.retained().freeChunks() >= CHUNKS) {
      return false;
    }
    int first = PageSpace.claimClean();
    if (first == PageSpace.NO_PAGE) {
      return false;
    }
    long position = (long) first << SizeClass.PAGE_SHIFT;
    int chunkBytes = PageSpace.CHUNK_PAGES << SizeClass.PAGE_SHIFT;
    for (int i = 0; i < chunkBytes; i += SMALL_PAGE) {
      Memory.putByte(position + i, (byte) 0);
    }
    PageSpace.put(first, PageSpace.CHUNK_PAGES);
    return true;
  }
}
