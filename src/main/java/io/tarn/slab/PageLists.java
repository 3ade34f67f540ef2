// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

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

  private final int[] current = new int[SizeClass.COUNT];

  /** Heads of circular lists: class times BUCKETS plus bucket; the last one is of SELECTED. */
  private final int[] heads = new int[SizeClass.COUNT * BUCKETS + 1];

  /** Bit i is set when bucket i of the class has a page. */
  private final byte[] filled = new byte[SizeClass.COUNT];

  /** Returns the page to allocate from, or {@link Page#NONE} when no page of the class has room. */
  int current(int sizeClass) {
    int page = current[sizeClass];
    if (page != Page.NONE || filled[sizeClass] == 0) {
      return page;
    }
    int fullest = 31 - Integer.numberOfLeadingZeros(filled[sizeClass] & 0xFF);
    page = heads[sizeClass * BUCKETS + fullest];
    if (page != Page.NONE) {
      unlink(page);
      makeCurrent(page);
    }
    return page;
  }

  /** Makes a page the one to allocate from. The class must have none. */
  void makeCurrent(int page) {
    Page.list(page, CURRENT);
    current[Page.sizeClass(page)] = page;
  }

  /** A block was taken from the current page. */
  void taken(int page) {
    if (Page.isFull(page)) {
      current[Page.sizeClass(page)] = Page.NONE;
      Page.list(page, FULL);
    }
  }

  /**
   * A block was freed.
   *
   * @return true when the page is empty and is in no list any more: it goes back to the space
   */
  boolean freed(int page) {
    int list = Page.list(page);
    if (list == CURRENT) {
      return false;
    }
    if (Page.isEmpty(page)) {
      boolean keep = list != SELECTED && current[Page.sizeClass(page)] == Page.NONE;
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
  void remove(int page) {
    if (Page.list(page) == CURRENT) {
      current[Page.sizeClass(page)] = Page.NONE;
      Page.list(page, NO_LIST);
    } else {
      unlink(page);
    }
  }

  /** Selects the emptiest pages of a class and returns how many, fewer only when no more exist. */
  int select(int sizeClass, int most) {
    int count = 0;
    while (count < most && filled[sizeClass] != 0) {
      int emptiest = Integer.numberOfTrailingZeros(filled[sizeClass]);
      int page = heads[sizeClass * BUCKETS + emptiest];
      if (page == Page.NONE) {
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
      int page = heads[heads.length - 1];
      if (page == Page.NONE) {
        return false;
      }
      unlink(page);
      link(page, bucket(page));
    }
    return heads[heads.length - 1] != Page.NONE;
  }

  private static int bucket(int page) {
    return Page.used(page) * BUCKETS / Page.capacity(page);
  }

  private static int head(int page, int list) {
    return list == SELECTED ? SizeClass.COUNT * BUCKETS : Page.sizeClass(page) * BUCKETS + list;
  }

  private void link(int page, int list) {
    int index = head(page, list);
    int first = heads[index];
    if (first == Page.NONE) {
      heads[index] = page;
      Page.next(page, page);
      Page.previous(page, page);
      if (list != SELECTED) {
        filled[Page.sizeClass(page)] |= (byte) (1 << list);
      }
    } else {
      int last = Page.previous(first);
      Page.next(page, first);
      Page.previous(page, last);
      Page.previous(first, page);
      Page.next(last, page);
    }
    Page.list(page, (byte) list);
  }

  /* Does nothing to a page that is in no list (full ones are not). */
  private void unlink(int page) {
    int next = Page.next(page);
    int previous = Page.previous(page);
    int list = Page.list(page);
    Page.list(page, NO_LIST);
    Page.next(page, Page.NONE);
    Page.previous(page, Page.NONE);
    if (next == Page.NONE) {
      return;
    }
    int index = head(page, list);
    if (next == page) {
      heads[index] = Page.NONE;
      if (list != SELECTED) {
        filled[Page.sizeClass(page)] &= (byte) ~(1 << list);
      }
      return;
    }
    Page.previous(next, previous);
    Page.next(previous, next);
    if (heads[index] == page) {
      heads[index] = next;
    }
  }
}
