// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one run of pages, cut into blocks of one size. Lies on the heap, away from the
 * blocks, so that a stray write cannot spoil it: 64 bytes, and a bitmap of 16 bytes and one bit a
 * block. Guarded by the lock of its arena, but for {@link #check} and {@link #isSelected}.
 *
 * <p>Invariants: bit {@code i} of the bitmap is set exactly when block {@code i} is in use; {@code
 * used} counts the set bits; no word before {@code firstFreeWord} has a clear bit of a real block.
 * Which list it is in, {@link PageLists} knows.
 */
final class Page {

  /** The class of a run that is one block. */
  static final int RUN = -1;

  final Arena arena;
  final int sizeClass;
  final int pages;
  final int blockSize;
  final int capacity;
  private final int number;
  private final long[] bitmap;

  /* These belong to PageLists. */
  @Nullable Page next;
  @Nullable Page previous;
  byte list = PageLists.NO_LIST;

  private int firstFreeWord;
  private int used;
  private boolean closed;

  /**
   * A run cut into blocks of a class, or one block.
   *
   * @param number of the first page, its position divided by the page size
   */
  Page(Arena arena, int sizeClass, int number, int pages) {
    this.arena = arena;
    this.sizeClass = sizeClass;
    this.number = number;
    this.pages = pages;
    this.blockSize = sizeClass == RUN ? pages << SizeClass.PAGE_SHIFT : SizeClass.size(sizeClass);
    this.capacity = sizeClass == RUN ? 1 : SizeClass.capacity(sizeClass);
    this.bitmap = new long[(capacity + 63) >>> 6];
    int tail = capacity & 63;
    if (tail != 0) {
      bitmap[bitmap.length - 1] = -1L << tail;
    }
  }

  long position() {
    return (long) number << SizeClass.PAGE_SHIFT;
  }

  int number() {
    return number;
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

  /** True when its blocks should move elsewhere. A hint when read without the lock. */
  boolean isSelected() {
    return list == PageLists.SELECTED;
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
    return position() + (long) ((word << 6) + bit) * blockSize;
  }

  /** Gives a block back. */
  void put(long block) {
    int index = check(block);
    int word = index >>> 6;
    bitmap[word] &= ~(1L << index);
    firstFreeWord = Math.min(firstFreeWord, word);
    used--;
  }

  /**
   * Checks that a position is that of a block in use and returns the number of the block. Needs no
   * lock: whoever owns the block has seen its bit set, and no other block's bits matter.
   */
  int check(long block) {
    int offset = (int) (block - position());
    int index = offset / blockSize;
    if (closed
        || index >= capacity
        || index * blockSize != offset
        || (bitmap[index >>> 6] & (1L << index)) == 0) {
      throw new IllegalStateException(
          "not a block in use: position=" + block + " page=" + position() + " size=" + blockSize);
    }
    return index;
  }
}
