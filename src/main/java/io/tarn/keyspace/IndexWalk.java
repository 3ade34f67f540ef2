// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import java.util.random.RandomGenerator;

/** Ways through a {@link KeyIndex} that do not begin with a key. */
final class IndexWalk {

  private IndexWalk() {}

  /**
   * Visits records from a cursor on, as {@link Keyspace#scan}: home after home, segment after
   * segment. A segment that was split or merged since the last call has homes that are finer or
   * coarser; a coarser one may lie across the cursor and is visited as a whole, so that records are
   * seen twice but none is missed.
   */
  static long scan(KeyIndex index, long cursor, int atLeast, Keyspace.RecordVisitor visitor) {
    if ((cursor & ~0xffff_ffffL) != 0) {
      throw new IllegalArgumentException("cursor=" + cursor);
    }
    int visited = 0;
    long at = cursor;
    while (index.size() > 0 && at < 1L << 32) {
      long handle = index.handle(at << 32);
      int depth = IndexSegment.depth(handle);
      long start = at & (-1L << (32 - depth));
      int home = IndexSegment.home(IndexSegment.tag(at << 32, depth), handle);
      int cells = IndexSegment.cells(handle);
      while (home < cells) {
        visited += IndexSegment.visit(handle, home, visitor);
        home++;
        if (visited >= atLeast) {
          break;
        }
      }
      /* The first tag of a home, as the bits of a hash behind the segment's own. */
      at = start + ((long) IndexSegment.firstTag(home, handle) << 8 >>> depth);
      if (visited >= atLeast) {
        break;
      }
    }
    return index.size() == 0 || at >= 1L << 32 ? 0 : at;
  }

  /**
   * Returns a record chosen uniformly, or {@link Keyspace#NONE} when there is none: draws a place
   * in the directory and a cell until they name a record. A segment counts only at its first place,
   * and cells that it does not have are empty, so every record has the same chance.
   */
  static long random(KeyIndex index, RandomGenerator random) {
    if (index.size() == 0) {
      return Keyspace.NONE;
    }
    long places = index.places();
    int most = places == 1 ? IndexSegment.cells(index.handleAt(0)) : IndexSegment.MOST_CELLS;
    while (true) {
      long draw = random.nextLong(places * most);
      long place = draw / most;
      int cellNumber = (int) (draw % most);
      long handle = index.handleAt(place);
      if (cellNumber < IndexSegment.cells(handle) && place % index.aliases(handle) == 0) {
        long cell = IndexSegment.cell(handle, cellNumber);
        if (cell != 0) {
          return IndexSegment.record(cell);
        }
      }
    }
  }
}
