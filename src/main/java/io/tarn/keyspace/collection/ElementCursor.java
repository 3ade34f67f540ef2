// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/**
 * A way through all elements of an {@link ElementTable}, segment by segment and cell by cell. The
 * table must not change meanwhile; while it does not, the order is always the same.
 */
public final class ElementCursor {

  private final ElementTable table;
  private long place;
  private long handle;
  private int cell;
  private int cells;

  /** Creates one before the first element. */
  public ElementCursor(long root) {
    table = ElementTable.view(root);
  }

  /** Returns the next element, or {@link Slab#NONE} behind the last. */
  public long next() {
    while (true) {
      while (cell < cells) {
        long content = HashSegment.cell(handle, cell++);
        if (content != 0) {
          return HashSegment.entry(content);
        }
      }
      if (handle != 0) {
        place += table.aliases(handle);
      }
      handle = place < table.places() ? table.handleAt(place) : 0;
      if (handle == 0) {
        return Slab.NONE;
      }
      cell = 0;
      cells = HashSegment.cells(handle);
    }
  }
}
