// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;
import java.util.random.RandomGenerator;

/** Ways through a {@link HashTable} that do not begin with a key. */
public final class HashWalk {

  private HashWalk() {}

  /**
   * Visits entries from a cursor on, in the order of their hash: home after home, segment after
   * segment. A segment that was split or merged since the last call has homes that are finer or
   * coarser; a coarser one may lie across the cursor and is visited as a whole, so that entries are
   * seen twice but none is missed.
   */
  public static long scan(HashTable table, long cursor, int atLeast, EntryVisitor visitor) {
    if ((cursor & ~0xffff_ffffL) != 0) {
      throw new IllegalArgumentException("cursor=" + cursor);
    }
    int visited = 0;
    long at = cursor;
    while (table.count() > 0 && at < 1L << 32) {
      long handle = table.handle(at << 32);
      int depth = HashSegment.depth(handle);
      long start = at & (-1L << (32 - depth));
      int home = HashSegment.home(HashSegment.tag(at << 32, depth), handle);
      int cells = HashSegment.cells(handle);
      while (home < cells) {
        visited += HashSegment.visit(handle, home, visitor);
        home++;
        if (visited >= atLeast) {
          break;
        }
      }
      /* The first tag of a home, as the bits of a hash behind the segment's own. */
      at = start + ((long) HashSegment.firstTag(home, handle) << 8 >>> depth);
      if (visited >= atLeast) {
        break;
      }
    }
    return table.count() == 0 || at >= 1L << 32 ? 0 : at;
  }

  /**
   * Returns an entry chosen uniformly, or {@link Slab#NONE} when there is none: draws a place in
   * the directory and a cell until they name an entry. A segment counts only at its first place,
   * and cells that it does not have are empty, so every entry has the same chance.
   */
  public static long random(HashTable table, RandomGenerator random) {
    if (table.count() == 0) {
      return Slab.NONE;
    }
    long places = table.places();
    int most = places == 1 ? HashSegment.cells(table.handleAt(0)) : HashSegment.MOST_CELLS;
    while (true) {
      long draw = random.nextLong(places * most);
      long place = draw / most;
      int cellNumber = (int) (draw % most);
      long handle = table.handleAt(place);
      if (cellNumber < HashSegment.cells(handle) && place % table.aliases(handle) == 0) {
        long cell = HashSegment.cell(handle, cellNumber);
        if (cell != 0) {
          return HashSegment.entry(cell);
        }
      }
    }
  }
}
