// SPDX-License-Identifier: Apache-2.0
package io.tarn.slab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Checks every page of a slab against its lists and the slab's figures. No other thread. */
final class SlabAudit {

  private SlabAudit() {}

  static void check(Slab slab) {
    long[] blocks = new long[Slab.sizeClasses()];
    long used = 0;
    long committed = 0;
    for (int page : slab.pages().toArray()) {
      int sizeClass = Page.sizeClass(page);
      blocks[sizeClass == Page.RUN ? SizeClass.COUNT : sizeClass] += Page.used(page);
      used += (long) Page.used(page) * Page.blockSize(page);
      committed += Page.bytes(page);
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

  private static void checkList(int page) {
    int list = Page.list(page);
    if (Page.sizeClass(page) == Page.RUN) {
      assertEquals(1, Page.used(page));
      assertEquals(PageLists.NO_LIST, list);
      return;
    }
    for (int i = 0; i < Page.pages(page); i++) {
      assertEquals(page, Page.at(Page.position(page + i)));
    }
    assertEquals(Page.isFull(page), list == PageLists.FULL);
    assertTrue(!Page.isEmpty(page) || list == PageLists.CURRENT);
    if (list < PageLists.BUCKETS) {
      assertEquals(Page.used(page) * PageLists.BUCKETS / Page.capacity(page), list);
    }
    boolean linked = list < PageLists.BUCKETS || list == PageLists.SELECTED;
    int next = Page.next(page);
    assertEquals(linked, next != Page.NONE);
    if (linked) {
      assertEquals(page, Page.previous(next));
      assertEquals(page, Page.next(Page.previous(page)));
      assertEquals(list, Page.list(next));
      assertTrue(list == PageLists.SELECTED || Page.sizeClass(page) == Page.sizeClass(next));
    }
  }
}
