// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import org.jspecify.annotations.Nullable;

/**
 * The pages of an arena that have room, by class and fullness. Guarded by the arena's lock.
 *
 * <pre>
 *   fresh ──► CURRENT ──full──► FULL ──freed──► bucket 7 ──► 6 ... 0 ──empty──► back to the space
 *                ▲                                 │ fullest first      │ emptiest first
 *                └─────────────────────────────────┘                    ▼
 *                                                                   SELECTED ──empty──► back
 * </pre>
 *
 * <p>Of each class one page is current; blocks are taken from it until it is full, then the fullest
 * bucket gives the next one. So the emptier pages are left alone and become empty by themselves. In
 * a bucket the page that waited longest is first: the holes it has gathered meanwhile make up for
 * fetching it. A page enters a bucket at most {@value #BUCKETS} times between full and empty.
 *
 * <p>An empty page goes back to the space, unless its class has no current page: then it becomes
 * that one, so a block that is allocated and freed in turn does not move pages.
 */
final class PageLists {

  /** Buckets of fullness of a class: bucket {@code i} is filled to {@code i} eighths or more. */
  static final int BUCKETS = 8;

  static final byte CURRENT = BUCKETS;
  static final byte FULL = BUCKETS + 1;
  static final byte SELECTED = BUCKETS + 2;
  static final byte NO_LIST = BUCKETS + 3;

  private final @Nullable Page[] current = new Page[SizeClass.COUNT];

  /** Heads of circular lists: class times BUCKETS plus bucket; the last one is of SELECTED. */
  private final @Nullable Page[] heads = new Page[SizeClass.COUNT * BUCKETS + 1];

  /** Bit i is set when bucket i of the class has a page. */
  private final byte[] filled = new byte[SizeClass.COUNT];

  /** Returns the page to allocate from, or null when no page of the class has room. */
  @Nullable Page current(int sizeClass) {
    Page page = current[sizeClass];
    if (page != null || filled[sizeClass] == 0) {
      return page;
    }
    int fullest = 31 - Integer.numberOfLeadingZeros(filled[sizeClass] & 0xFF);
    page = heads[sizeClass * BUCKETS + fullest];
    if (page != null) {
      unlink(page);
      makeCurrent(page);
    }
    return page;
  }

  /** Makes a page the one to allocate from. The class must have none. */
  void makeCurrent(Page page) {
    page.list = CURRENT;
    current[page.sizeClass] = page;
  }

  /** A block was taken from the current page. */
  void taken(Page page) {
    if (page.isFull()) {
      current[page.sizeClass] = null;
      page.list = FULL;
    }
  }

  /**
   * A block was freed.
   *
   * @return true when the page is empty and is in no list any more: it goes back to the space
   */
  boolean freed(Page page) {
    int list = page.list;
    if (list == CURRENT) {
      return false;
    }
    if (page.isEmpty()) {
      boolean keep = list != SELECTED && current[page.sizeClass] == null;
      unlink(page);
      if (keep) {
        makeCurrent(page);
      }
      return !keep;
    }
    if (list == FULL) {
      link(page, bucket(page));
    } else if (list != SELECTED) {
      int bucket = bucket(page);
      if (bucket != list) {
        unlink(page);
        link(page, bucket);
      }
    }
    return false;
  }

  /** Takes a page out of whatever list it is in. */
  void remove(Page page) {
    if (page.list == CURRENT) {
      current[page.sizeClass] = null;
      page.list = NO_LIST;
    } else {
      unlink(page);
    }
  }

  /** Selects the emptiest pages of a class and returns how many, fewer only when no more exist. */
  int select(int sizeClass, int most) {
    int count = 0;
    while (count < most && filled[sizeClass] != 0) {
      int emptiest = Integer.numberOfTrailingZeros(filled[sizeClass]);
      Page page = heads[sizeClass * BUCKETS + emptiest];
      if (page == null) {
        throw new IllegalStateException("bucket=" + emptiest + " class=" + sizeClass);
      }
      unlink(page);
      link(page, SELECTED);
      count++;
    }
    return count;
  }

  /** Puts some selected pages back. Returns false when none is left. */
  boolean deselect(int most) {
    for (int i = 0; i < most; i++) {
      Page page = heads[heads.length - 1];
      if (page == null) {
        return false;
      }
      unlink(page);
      link(page, bucket(page));
    }
    return heads[heads.length - 1] != null;
  }

  private static int bucket(Page page) {
    return page.used() * BUCKETS / page.capacity;
  }

  private static int head(Page page, int list) {
    return list == SELECTED ? SizeClass.COUNT * BUCKETS : page.sizeClass * BUCKETS + list;
  }

  private void link(Page page, int list) {
    int index = head(page, list);
    Page first = heads[index];
    if (first == null) {
      heads[index] = page;
      page.next = page;
      page.previous = page;
      if (list != SELECTED) {
        filled[page.sizeClass] |= (byte) (1 << list);
      }
    } else {
      Page last = first.previous;
      page.next = first;
      page.previous = last;
      first.previous = page;
      if (last != null) {
        last.next = page;
      }
    }
    page.list = (byte) list;
  }

  /* Does nothing to a page that is in no list (full ones are not). */
  private void unlink(Page page) {
    Page next = page.next;
    Page previous = page.previous;
    int list = page.list;
    page.list = NO_LIST;
    page.next = null;
    page.previous = null;
    if (next == null || previous == null) {
      return;
    }
    int index = head(page, list);
    if (next == page) {
      heads[index] = null;
      if (list != SELECTED) {
        filled[page.sizeClass] &= (byte) ~(1 << list);
      }
      return;
    }
    next.previous = previous;
    previous.next = next;
    if (heads[index] == page) {
      heads[index] = next;
    }
  }
}
