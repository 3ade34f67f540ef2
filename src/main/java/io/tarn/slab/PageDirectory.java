// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the {@link Page} behind every position. Reading takes no lock: whoever owns a block has
 * seen its page registered, and for others the answer is a hint.
 */
final class PageDirectory {

  private static final int ROW_SHIFT = 12;
  private static final int ROW_PAGES = 1 << ROW_SHIFT;

  private static final Object LOCK = new Object();

  /** Pages by number, in rows of 4,096 that are made when first needed. */
  private static final @Nullable Page[][] ROWS =
      new Page[(int) (Memory.size() >>> (SizeClass.PAGE_SHIFT + ROW_SHIFT))][];

  private PageDirectory() {}

  /** Returns the page that covers a position, or null. */
  static @Nullable Page pageAt(long position) {
    if (position < 0 || position >= Memory.size()) {
      return null;
    }
    long number = position >>> SizeClass.PAGE_SHIFT;
    @Nullable Page[] row = ROWS[(int) (number >>> ROW_SHIFT)];
    return row == null ? null : row[(int) number & (ROW_PAGES - 1)];
  }

  /** Makes a page known for all positions of its run, or for the first only if it is one block. */
  static void register(Page page) {
    setRange(page, page);
  }

  /** Makes the positions of a page unknown. */
  static void unregister(Page page) {
    setRange(page, null);
  }

  /** Returns every page of a slab. */
  static List<Page> pagesOf(Slab slab) {
    Set<Page> found = new LinkedHashSet<>();
    for (@Nullable Page[] row : ROWS) {
      if (row != null) {
        for (Page page : row) {
          if (page != null && page.arena.slab == slab) {
            found.add(page);
          }
        }
      }
    }
    return List.copyOf(found);
  }

  private static void setRange(Page page, @Nullable Page value) {
    int first = page.number();
    int count = page.sizeClass == Page.RUN ? 1 : page.pages;
    for (int number = first; number < first + count; number++) {
      row(number >>> ROW_SHIFT)[number & (ROW_PAGES - 1)] = value;
    }
  }

  private static @Nullable Page[] row(int index) {
    @Nullable Page[] row = ROWS[index];
    return row != null ? row : newRow(index);
  }

  private static @Nullable Page[] newRow(int index) {
    synchronized (LOCK) {
      @Nullable Page[] row = ROWS[index];
      if (row == null) {
        row = new Page[ROW_PAGES];
        ROWS[index] = row;
      }
      return row;
    }
  }
}
