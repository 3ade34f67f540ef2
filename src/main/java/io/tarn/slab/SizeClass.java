// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

/**
 * The sizes of blocks: 16, 24, 32 ... 128 bytes, then equal steps in each doubling up to 512 KiB:
 *
 * <pre>
 *   from (bytes)  128  256  512   1K   2K   4K   8K  16K  32K  64K  128K  256K
 *   steps           8    8   16   32   32   32   16   16    8    8     8     8
 * </pre>
 *
 * So no block above 64 bytes is more than 12.5 % larger than what was asked for, and where most
 * values lie, from 1 to 8 KiB, none is more than 3.1 % larger. Finer steps everywhere would leave
 * more pages that have few blocks: each class has one page at least that is not full, in each
 * arena. Beyond the classes a block is a run of whole pages.
 */
final class SizeClass {

  static final int PAGE_SHIFT = 16;

  /** Bytes of a page, the unit in which the space is handed out. */
  static final int PAGE_BYTES = 1 << PAGE_SHIFT;

  private static final int LINEAR = 15;
  private static final int LINEAR_LIMIT = 128;
  private static final int FIRST_LOG = 7;

  /** The steps in each doubling, as powers of two, from 128 bytes on. */
  private static final byte[] STEP_BITS = {3, 3, 4, 5, 5, 5, 4, 4, 3, 3, 3, 3};

  /** The first class of each doubling, and the number of all classes behind them. */
  private static final short[] FIRST_CLASS = firstClasses();

  /** Number of classes. */
  static final int COUNT = FIRST_CLASS[STEP_BITS.length];

  /** Largest block of a class, in bytes. */
  static final int LARGEST = 512 << 10;

  /** Most pages in the run that a class cuts into blocks: 2 MiB. */
  private static final int MOST_PAGES = 32;

  /** Longest block whose run is cut with little waste, in bytes. */
  private static final int TIGHT = 16 << 10;

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
    int bits = STEP_BITS[log - FIRST_LOG];
    return FIRST_CLASS[log - FIRST_LOG] + ((int) (last >>> (log - bits)) & ((1 << bits) - 1));
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
      int log = 63 - Long.numberOfLeadingZeros(bytes - 1);
      int step = log - STEP_BITS[log - FIRST_LOG];
      return (((bytes - 1) >>> step) + 1) << step;
    }
    return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
  }

  private static short[] firstClasses() {
    short[] first = new short[STEP_BITS.length + 1];
    first[0] = LINEAR;
    for (int i = 0; i < STEP_BITS.length; i++) {
      first[i + 1] = (short) (first[i] + (1 << STEP_BITS[i]));
    }
    return first;
  }

  private static int[] sizes() {
    int[] sizes = new int[COUNT];
    for (int i = 0; i < LINEAR; i++) {
      sizes[i] = 16 + 8 * i;
    }
    int next = LINEAR;
    for (int i = 0; i < STEP_BITS.length; i++) {
      int from = LINEAR_LIMIT << i;
      int steps = 1 << STEP_BITS[i];
      for (int step = 1; step <= steps; step++) {
        sizes[next++] = from + from / steps * step;
      }
    }
    return sizes;
  }

  /* The fewest pages that hold eight blocks and leave little of the run unused. */
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

  /* A 64th, or a 16th of runs that would have to be long for that and then are seldom empty. */
  private static boolean fits(int runBytes, int size) {
    int unused = runBytes / (size <= TIGHT ? 64 : 16);
    return runBytes / size >= 8 && runBytes % size <= unused;
  }
}
