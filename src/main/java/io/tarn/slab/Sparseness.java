// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * Decides whether the pages of a class are worth emptying. What moves out of a page must find room
 * in the others: each page that goes takes with it as many blocks of room as a page has, whether it
 * was full or nearly empty. So the free blocks of the class say how many pages can go, and taking
 * the emptiest first moves the fewest blocks.
 */
final class Sparseness {

  /**
   * Worth a walk over all keys when one page in so many can go. With {@link #RESERVE} that bounds
   * what a class wastes to about a twentieth, which leaves the rest of a tenth to page tails.
   */
  private static final int WORTH = 32;

  /** One block in so many stays free, for what is allocated meanwhile. */
  private static final int RESERVE = 64;

  /** Less than this is not worth a walk, in bytes: four small pages. */
  private static final long LEAST_BYTES = 256 << 10;

  private Sparseness() {}

  /**
   * Returns how many runs of a class can be emptied, 0 when it does not pay.
   *
   * @param runs runs of this class in the arena
   * @param blocks blocks of this class in use in them
   */
  static long runsToEmpty(int sizeClass, long runs, long blocks) {
    long capacity = SizeClass.capacity(sizeClass);
    long total = runs * capacity;
    long spare = (total - blocks - total / RESERVE) / capacity;
    boolean pays = spare * WORTH >= runs && spare * SizeClass.runBytes(sizeClass) >= LEAST_BYTES;
    return pays ? spare : 0;
  }
}
