// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/** Checks every invariant of the index and the expiries: looks at every cell. */
final class KeyspaceCheck {

  private KeyspaceCheck() {}

  /** Throws {@link IllegalStateException} when an invariant is broken. */
  static void check(Keyspace keyspace) {
    checkIndex(keyspace.index());
    keyspace.expiries().check();
  }

  private static void checkIndex(KeyIndex index) {
    int records = 0;
    int deepest = 0;
    long places = index.places();
    for (long place = 0; place < places && index.handleAt(place) != 0; ) {
      long handle = index.handleAt(place);
      int inSegment = recordsOf(index, handle);
      if (inSegment != IndexSegment.count(handle)
          || inSegment > IndexSegment.limit(IndexSegment.cells(handle))) {
        throw new IllegalStateException("segment count: handle=" + handle + " is=" + inSegment);
      }
      for (long alias = 1; alias < index.aliases(handle); alias++) {
        if (index.handleAt(place + alias) != handle) {
          throw new IllegalStateException("places differ: place=" + place + " alias=" + alias);
        }
      }
      records += inSegment;
      deepest += index.aliases(handle) == 1 ? 1 : 0;
      place += index.aliases(handle);
    }
    if (records != index.size() || (places > 1 && deepest != index.deepest())) {
      throw new IllegalStateException(
          "size=" + index.size() + " is=" + records + " deepest=" + deepest);
    }
  }

  private static int recordsOf(KeyIndex index, long handle) {
    int records = 0;
    for (int i = 0; i < IndexSegment.cells(handle); i++) {
      long cell = IndexSegment.cell(handle, i);
      if (cell != 0) {
        records++;
        long hash = RecordLayout.hash(IndexSegment.record(cell));
        if (index.handle(hash) != handle
            || IndexSegment.tag(hash, IndexSegment.depth(handle)) != IndexSegment.tag(cell)) {
          throw new IllegalStateException("record in a wrong place: cell=" + cell);
        }
      }
    }
    return records;
  }
}
