// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * What is known of every page: a table that lies away from the blocks, in memory of its own, so
 * that a stray write cannot spoil it. A page is named by its number, its position divided by the
 * page size; a run of pages that is cut into blocks together, by that of its first one.
 *
 * <pre>
 *   entry:  | arena (4) | back (4) | block size (4) | next (4) | previous (4) | class (2) |
 *           | capacity (2) | used (2) | pages (2) | first free word (1) | list (1) | zero (2) |
 *   table:  | entry of page 0 (32) | of page 1 | ...
 *           | line 0 of the bitmap of page 0 (64) | line 0 of page 1 | ...
 *           | line 1 of page 0 | ... up to line 7
 * </pre>
 *
 * The bitmap has a bit for each block, in as many lines as its capacity needs: one for blocks of
 * 128 bytes and more. What is never touched of the table takes no memory. The entry of a page that
 * is free, or inside of a block, is zero; in a later page of a run that was cut only {@code back}
 * is not, by how many pages the first one is before it.
 *
 * <p>Guarded by the lock of the page's arena, but for {@link #at}, {@link #check} and {@link
 * #isSelected}: whoever owns a block has seen the entry and the block's bit written, and for others
 * the answer is a hint.
 *
 * <p>Invariants: bit {@code i} of the bitmap is set exactly when block {@code i} is in use; {@code
 * used} counts the set bits; no word before {@code first free word} has a clear bit of a real
 * block. Which list it is in, {@link PageLists} knows.
 */
final class Page {

  /*
   * It was an object with an array once, 200 bytes a page. While data grows they are all new, so
   * a young collection copied those of a gigabyte together: 15,000 of them, 6 ms.
   */

  /** The number of no page. */
  static final int NONE = PageSpace.NO_PAGE;

  /** The class of a run that is one block. */
  static final int RUN = -1;

  /** Bytes of the table for each page of the space. */
  static final int TABLE_BYTES = 32 + 8 * 64;

  private static final int ENTRY_BYTES = 32;
  private static final int ARENA = 0;
  private static final int BACK = 4;
  private static final int BLOCK_SIZE = 8;
  private static final int NEXT = 12;
  private static final int PREVIOUS = 16;
  private static final int CLASS = 20;
  private static final int CAPACITY = 22;
  private static final int USED = 24;
  private static final int PAGES = 26;
  private static final int FIRST_FREE_WORD = 28;
  private static final int LIST = 29;

  private static final int LINE_SHIFT = 6;
  private static final int LINE_WORDS_SHIFT = LINE_SHIFT - 3;
  private static final int LINE_WORDS = 1 << LINE_WORDS_SHIFT;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final MemorySegment TABLE = Memory.pageTable();
  private static final long COUNT = Memory.size() >>> SizeClass.PAGE_SHIFT;
  private static final long BITMAPS = COUNT * ENTRY_BYTES;

  private Page() {}

  /** Returns the page whose blocks cover a position, or {@link #NONE}; any position, any thread. */
  static int at(long position) {
    if (position < 0 || position >= Memory.size()) {
      return NONE;
    }
    int page = (int) (position >>> SizeClass.PAGE_SHIFT);
    return arena(page) != 0 ? page : first(page);
  }

  private static int first(int page) {
    int back = TABLE.get(INT, entry(page) + BACK);
    return back == 0 ? NONE : page - back;
  }

  /** Returns every page of some arenas, in order. No other thread may change them meanwhile. */
  static IntStream all(int firstArena, int arenas) {
    return IntStream.range(1, PageSpace.pages())
        .filter(page -> arena(page) >= firstArena && arena(page) - firstArena < arenas);
  }

  /** Makes an entry for a run that was taken from the space: cut into blocks, or one block. */
  static void open(int page, int arena, int sizeClass, int pages) {
    int capacity = sizeClass == RUN ? 1 : SizeClass.capacity(sizeClass);
    int size = sizeClass == RUN ? pages << SizeClass.PAGE_SHIFT : SizeClass.size(sizeClass);
    int words = (capacity + 63) >>> 6;
    for (int i = 0; i < words; i++) {
      word(page, i, 0);
    }
    if ((capacity & 63) != 0) {
      word(page, words - 1, -1L << capacity);
    }
    long entry = entry(page);
    TABLE.set(INT, entry + BLOCK_SIZE, size);
    TABLE.set(SHORT, entry + CLASS, (short) sizeClass);
    TABLE.set(SHORT, entry + CAPACITY, (short) capacity);
    TABLE.set(SHORT, entry + PAGES, (short) pages);
    list(page, PageLists.NO_LIST);
    TABLE.set(INT, entry + ARENA, arena);
    for (int back = 1; sizeClass != RUN && back < pages; back++) {
      TABLE.set(INT, entry(page + back) + BACK, back);
    }
  }

  /** Clears the entry: the pages go back to the space. */
  static void close(int page) {
    int entries = sizeClass(page) == RUN ? 1 : pages(page);
    TABLE.asSlice(entry(page), (long) entries * ENTRY_BYTES).fill((byte) 0);
  }

  /** Returns the number of its arena, 0 when it is free or a later page of a run. */
  static int arena(int page) {
    return TABLE.get(INT, entry(page) + ARENA);
  }

  /** Returns the class of the blocks, or {@link #RUN}. */
  static int sizeClass(int page) {
    return TABLE.get(SHORT, entry(page) + CLASS);
  }

  static int blockSize(int page) {
    return TABLE.get(INT, entry(page) + BLOCK_SIZE);
  }

  /** Returns the number of blocks, in use or not. */
  static int capacity(int page) {
    return TABLE.get(SHORT, entry(page) + CAPACITY);
  }

  static int pages(int page) {
    return TABLE.get(SHORT, entry(page) + PAGES);
  }

  static long bytes(int page) {
    return (long) pages(page) << SizeClass.PAGE_SHIFT;
  }

  static long position(int page) {
    return (long) page << SizeClass.PAGE_SHIFT;
  }

  /** Returns the number of blocks in use. */
  static int used(int page) {
    return TABLE.get(SHORT, entry(page) + USED);
  }

  static boolean isFull(int page) {
    return used(page) == capacity(page);
  }

  static boolean isEmpty(int page) {
    return used(page) == 0;
  }

  /** True when its blocks should move elsewhere. A hint when read without the lock. */
  static boolean isSelected(int page) {
    return list(page) == PageLists.SELECTED;
  }

  static byte list(int page) {
    return TABLE.get(BYTE, entry(page) + LIST);
  }

  static void list(int page, byte list) {
    TABLE.set(BYTE, entry(page) + LIST, list);
  }

  static int next(int page) {
    return TABLE.get(INT, entry(page) + NEXT);
  }

  static void next(int page, int other) {
    TABLE.set(INT, entry(page) + NEXT, other);
  }

  static int previous(int page) {
    return TABLE.get(INT, entry(page) + PREVIOUS);
  }

  static void previous(int page, int other) {
    TABLE.set(INT, entry(page) + PREVIOUS, other);
  }

  /** Takes the lowest free block and returns its position. The page must not be full. */
  static long take(int page) {
    int word = TABLE.get(BYTE, entry(page) + FIRST_FREE_WORD);
    long bits = word(page, word);
    while (bits == -1L) {
      word++;
      bits = word(page, word);
    }
    int bit = Long.numberOfTrailingZeros(~bits);
    word(page, word, bits | 1L << bit);
    TABLE.set(BYTE, entry(page) + FIRST_FREE_WORD, (byte) word);
    TABLE.set(SHORT, entry(page) + USED, (short) (used(page) + 1));
    return position(page) + (long) ((word << 6) + bit) * blockSize(page);
  }

  /** Gives a block back. */
  static void put(int page, long block) {
    int index = check(page, block);
    int word = index >>> 6;
    word(page, word, word(page, word) & ~(1L << index));
    if (word < TABLE.get(BYTE, entry(page) + FIRST_FREE_WORD)) {
      TABLE.set(BYTE, entry(page) + FIRST_FREE_WORD, (byte) word);
    }
    TABLE.set(SHORT, entry(page) + USED, (short) (used(page) - 1));
  }

  /** Checks that a position is that of a block in use and returns the number of the block. */
  static int check(int page, long block) {
    int size = blockSize(page);
    int offset = (int) (block - position(page));
    int index = size == 0 ? -1 : offset / size;
    if (index < 0
        || index >= capacity(page)
        || index * size != offset
        || (word(page, index >>> 6) & (1L << index)) == 0) {
      throw new IllegalStateException(
          "not a block in use: position=" + block + " page=" + page + " size=" + size);
    }
    return index;
  }

  private static long entry(int page) {
    return (long) page * ENTRY_BYTES;
  }

  private static long word(int page, int index) {
    return TABLE.get(LONG, wordAt(page, index));
  }

  private static void word(int page, int index, long bits) {
    TABLE.set(LONG, wordAt(page, index), bits);
  }

  private static long wordAt(int page, int index) {
    long line = (index >>> LINE_WORDS_SHIFT) * COUNT + page;
    return BITMAPS + (line << LINE_SHIFT) + ((long) (index & (LINE_WORDS - 1)) << 3);
  }
}
