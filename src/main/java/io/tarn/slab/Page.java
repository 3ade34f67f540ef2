// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of pages, cut into blocks of one size. Lies on the heap, away from the
 * blocks, so that a stray write cannot spoil it. Guarded by the lock of its arena.
 *
 * <p>Invariants: bit {@code i} of the bitmap is set exactly when block {@code i} is in use; {@code
 * used} counts the set bits; no word before {@code firstFreeWord} has a clear bit of a real block;
 * the page is linked in its arena's list exactly when {@code used < capacity} (runs of one block
 * never are).
 */
final class Page {

  /** The class of a run that is one block. */
  static final int RUN = -1;

  final Arena arena;
  final int sizeClass;
  final long position;
  final int pages;
  final long blockSize;
  final int capacity;

  @Nullable Page next;
  @Nullable Page previous;
  private final long[] bitmap;
  private int firstFreeWord;
  private int used;
  private boolean closed;

  /** A run cut into blocks of a class. */
  Page(Arena arena, int sizeClass, long position, int pages) {
    this.arena = arena;
    this.sizeClass = sizeClass;
    this.position = position;
    this.pages = pages;
    long bytes = (long) pages << SizeClass.PAGE_SHIFT;
    this.blockSize = sizeClass == RUN ? bytes : SizeClass.size(sizeClass);
    this.capacity = sizeClass == RUN ? 1 : (int) bytes / (int) blockSize;
    this.bitmap = new long[(capacity + 63) >>> 6];
    int tail = capacity & 63;
    if (tail != 0) {
      bitmap[bitmap.length - 1] = -1L << tail;
    }
  }

  boolean isFull() {
    return used == capacity;
  }

  boolean isEmpty() {
    return used == 0;
  }

  int used() {
    return used;
  }

  boolean isClosed() {
    return closed;
  }

  /** Marks that the pages went back to the space. */
  void close() {
    closed = true;
  }

  /** Takes the lowest free block and returns its position. The page must not be full. */
  long take() {
    int word = firstFreeWord;
    while (bitmap[word] == -1L) {
      word++;
    }
    firstFreeWord = word;
    int bit = Long.numberOfTrailingZeros(~bitmap[word]);
    bitmap[word] |= 1L << bit;
    used++;
    return position + ((word << 6) + bit) * blockSize;
  }

  /** Gives a block back. */
  void put(long block) {
    int index = checkedIndex(block);
    int word = index >>> 6;
    bitmap[word] &= ~(1L << index);
    firstFreeWord = Math.min(firstFreeWord, word);
    used--;
  }

  /** Checks that a position is that of a block in use. */
  void check(long block) {
    checkedIndex(block);
  }

  private int checkedIndex(long block) {
    long offset = block - position;
    int index = (int) (offset / blockSize);
    if (closed
        || index >= capacity
        || index * blockSize != offset
        || (bitmap[index >>> 6] & (1L << index)) == 0) {
      throw new IllegalStateException(
          "not a block in use: position=" + block + " page=" + position + " size=" + blockSize);
    }
    return index;
  }
}
