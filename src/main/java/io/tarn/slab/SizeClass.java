// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * The sizes of blocks: 16, 24, 32 ... 128 bytes, then eight equal steps a doubling (144, 160 ...
 * 256, 288 ...) up to 512 KiB. So no block above 64 bytes is more than 12.5 % larger than what was
 * asked for. Beyond that a block is a run of whole pages.
 */
final class SizeClass {

  static final int PAGE_SHIFT = 16;

  /** Bytes of a page, the unit in which the space is handed out. */
  static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  /** Number of classes. */
  static final int COUNT = 15 + 12 * 8;

  /** Largest block of a class, in bytes. */
  static final int LARGEST = 512 << 10;

  /** Most pages in the run that a class cuts into blocks: 2 MiB. */
  private static final int MOST_PAGES = 32;

  private static final int LINEAR_LIMIT = 128;

  private static final int[] SIZES = sizes();
  private static final int[] PAGES = pages();

  private SizeClass() {}

  /** Returns the class for {@code bytes} bytes, 0 to {@link #LARGEST}. */
  static int of(long bytes) {
    if (bytes <= LINEAR_LIMIT) {
      return Math.max(0, (int) ((bytes + 7) >>> 3) - 2);
    }
    long last = bytes - 1;
    int log = 63 - Long.numberOfLeadingZeros(last);
    return 15 + (log - 7) * 8 + (int) ((last >>> (log - 3)) & 7);
  }

  /** Returns the block size of a class in bytes. */
  static int size(int sizeClass) {
    return SIZES[sizeClass];
  }

  /** Returns the pages of the run that a class cuts into blocks. */
  static int pages(int sizeClass) {
    return PAGES[sizeClass];
  }

  /** Returns the bytes of the run that a class cuts into blocks. */
  static long runBytes(int sizeClass) {
    return (long) PAGES[sizeClass] << PAGE_SHIFT;
  }

  /** Returns the number of blocks in a run of a class. */
  static int capacity(int sizeClass) {
    return (PAGES[sizeClass] << PAGE_SHIFT) / SIZES[sizeClass];
  }

  /** Returns the size of the block that an allocation of {@code bytes} bytes gets. */
  static long blockSize(long bytes) {
    if (bytes <= LINEAR_LIMIT) {
      return Math.max(16, (bytes + 7) & -8);
    }
    if (bytes <= LARGEST) {
      int step = 60 - Long.numberOfLeadingZeros(bytes - 1);
      return (((bytes - 1) >>> step) + 1) << step;
    }
    return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  private static int[] sizes() {
    int[] sizes = new int[COUNT];
    for (int i = 0; i < 15; i++) {
      sizes[i] = 16 + 8 * i;
    }
    for (int i = 15; i < COUNT; i++) {
      int doubling = (i - 15) / 8;
      sizes[i] = (9 + (i - 15) % 8) << (doubling + 4);
    }
    return sizes;
  }

  /* The fewest pages that hold eight blocks and leave at most 1/16 of the run unused. */
  private static int[] pages() {
    int[] pages = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int run = 1;
      while (run < MOST_PAGES && !fits(run * PAGE_BYTES, SIZES[i])) {
        run *= 2;
      }
      pages[i] = run;
    }
    return pages;
  }

  private static boolean fits(int runBytes, int size) {
    return runBytes / size >= 8 && runBytes % size <= runBytes / 16;
  }
}
