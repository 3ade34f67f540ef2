// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Checks every page of a slab against its lists and the slab's figures. No other thread. */
final class SlabAudit {

  private SlabAudit() {}

  static void check(Slab slab) {
    long[] blocks = new long[Slab.sizeClasses()];
    long used = 0;
    long committed = 0;
    for (Page page : PageDirectory.pagesOf(slab)) {
      blocks[page.sizeClass == Page.RUN ? SizeClass.COUNT : page.sizeClass] += page.used();
      used += (long) page.used() * page.blockSize;
      committed += (long) page.pages << SizeClass.PAGE_SHIFT;
      checkList(page);
    }
    assertEquals(used, slab.usedBytes());
    assertEquals(committed, slab.committedBytes());
    long waste = 0;
    for (int i = 0; i < blocks.length; i++) {
      assertEquals(blocks[i], slab.blocks(i));
      waste += slab.wasteBytes(i);
    }
    assertEquals(committed - used, waste);
    assertTrue(slab.sparseBytes() <= waste);
  }

  private static void checkList(Page page) {
    if (page.sizeClass == Page.RUN) {
      assertEquals(1, page.used());
      assertEquals(PageLists.NO_LIST, page.list);
      return;
    }
    assertEquals(page.isFull(), page.list == PageLists.FULL);
    assertTrue(!page.isEmpty() || page.list == PageLists.CURRENT);
    if (page.list < PageLists.BUCKETS) {
      assertEquals(page.used() * PageLists.BUCKETS / page.capacity, page.list);
    }
    boolean linked = page.list < PageLists.BUCKETS || page.list == PageLists.SELECTED;
    assertEquals(linked, page.next != null);
    if (page.next != null && page.previous != null) {
      assertSame(page, page.next.previous);
      assertSame(page, page.previous.next);
      assertEquals(page.list, page.next.list);
      assertTrue(page.list == PageLists.SELECTED || page.sizeClass == page.next.sizeClass);
    }
  }
}
