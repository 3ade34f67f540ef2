// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

/** Checks every invariant of a {@link HashTable}: looks at every cell. */
public final class TableCheck {

  private TableCheck() {}

  /** Throws {@link IllegalStateException} when an invariant is broken. */
  public static void check(HashTable table) {
    long entries = 0;
    int deepest = 0;
    long places = table.places();
    for (long place = 0; place < places && table.handleAt(place) != 0; ) {
      long handle = table.handleAt(place);
      int inSegment = entriesOf(table, handle);
      if (inSegment != HashSegment.count(handle)
          || inSegment > HashSegment.limit(HashSegment.cells(handle))) {
        throw new IllegalStateException("segment count: handle=" + handle + " is=" + inSegment);
      }
      for (long alias = 1; alias < table.aliases(handle); alias++) {
        if (table.handleAt(place + alias) != handle) {
          throw new IllegalStateException("places differ: place=" + place + " alias=" + alias);
        }
      }
      entries += inSegment;
      deepest += table.aliases(handle) == 1 ? 1 : 0;
      place += table.aliases(handle);
    }
    if (entries != table.count() || (places > 1 && deepest != table.deepest())) {
      throw new IllegalStateException(
          "count=" + table.count() + " is=" + entries + " deepest=" + deepest);
    }
  }

  /** Checks the table of a root. */
  public static void check(long root) {
    check(ElementTable.view(root));
  }

  /** Returns the bytes of all blocks of an {@link ElementTable} but its root. */
  static long bytes(Blocks blocks, long root) {
    HashTable table = ElementTable.view(root);
    long bytes = table.directory() == 0 ? 0 : blocks.size(table.directory());
    for (long place = 0; place < table.places() && table.handleAt(place) != 0; ) {
      long handle = table.handleAt(place);
      bytes += blocks.size(HashSegment.block(handle));
      for (int i = 0; i < HashSegment.cells(handle); i++) {
        long cell = HashSegment.cell(handle, i);
        bytes += cell == 0 ? 0 : blocks.size(HashSegment.entry(cell));
      }
      place += table.aliases(handle);
    }
    return bytes;
  }

  private static int entriesOf(HashTable table, long handle) {
    int entries = 0;
    for (int i = 0; i < HashSegment.cells(handle); i++) {
      long cell = HashSegment.cell(handle, i);
      if (cell != 0) {
        entries++;
        long hash = table.named().hash(HashSegment.entry(cell));
        if (table.handle(hash) != handle
            || HashSegment.tag(hash, HashSegment.depth(handle)) != HashSegment.tag(cell)) {
          throw new IllegalStateException("entry in a wrong place: cell=" + cell);
        }
      }
    }
    return entries;
  }
}
