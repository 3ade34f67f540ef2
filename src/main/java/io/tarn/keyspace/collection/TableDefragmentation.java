// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * One step of moving the segments and elements of an {@link ElementTable} out of sparse pages, in
 * the order of a scan. Only for tables to whose elements nothing else points.
 */
public final class TableDefragmentation {

  private final Slab slab;
  private final Blocks blocks;
  private final long root;
  private int visited;
  private int moved;

  private TableDefragmentation(Slab slab, Blocks blocks, long root) {
    this.slab = slab;
    this.blocks = blocks;
    this.root = root;
  }

  /** True when a structure is a table whose elements may be moved. */
  public static boolean suits(long root) {
    return Memory.getByte(root + Root.FIELDS) == Structures.TABLE;
  }

  /** Creates a step through a table, which {@link #suits}. */
  public static TableDefragmentation of(Slab slab, Blocks blocks, long root) {
    return new TableDefragmentation(slab, blocks, root);
  }

  /**
   * Goes on from a cursor.
   *
   * @param cursor 0, or what the last step returned
   * @param atLeast stop at the next possible place after this many elements
   * @return the next cursor, or 0 when the walk has ended
   */
  public long run(long cursor, int atLeast) {
    ElementTable table = ElementTable.open(blocks, root);
    if (cursor == 0) {
      table.defragmentDirectory(slab);
    }
    long at = cursor;
    long checked = 0;
    do {
      if (table.count() > 0 && table.handle(at << 32) != checked) {
        table.defragmentSegment(slab, at << 32);
        checked = table.handle(at << 32);
      }
      at = HashWalk.scan(table, at, 1, element -> visit(table, element));
    } while (at != 0 && visited < atLeast);
    table.store();
    return at;
  }

  /** Returns how many elements were looked at. */
  public int visited() {
    return visited;
  }

  /** Returns how many of them were moved. */
  public int moved() {
    return moved;
  }

  private void visit(ElementTable table, long element) {
    visited++;
    if (slab.isSparse(element)) {
      long size = blocks.size(element);
      long fresh = Root.allocate(blocks, root, size);
      Memory.copy(element, fresh, size);
      table.move(table.named().hash(fresh), element, fresh);
      Root.free(blocks, root, element);
      moved++;
    }
  }
}
