// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * Through an {@link ElementTable}, in the order of a scan: segments, elements, and what else points
 * at them. The tree of a {@link ScoredSet} is walked along: with a part of the hashes, the same
 * part of the ranks.
 */
final class TableDefragmentation extends StructureDefragmentation {

  private final int kind;

  TableDefragmentation(Slab slab, Blocks blocks, long root) {
    super(slab, blocks, root);
    this.kind = Memory.getByte(root + Root.FIELDS);
  }

  @Override
  public long run(long cursor, int atLeast) {
    ElementTable table = ElementTable.open(blocks, root);
    long at;
    try {
      at = walk(table, cursor, atLeast);
    } finally {
      table.store();
    }
    if (kind == Structures.SCORED_SET) {
      ScoreTreeDefragmentation.walk(this, cursor, at);
    }
    return at;
  }

  private long walk(ElementTable table, long cursor, int atLeast) {
    if (cursor == 0) {
      table.defragmentDirectory(slab);
      if (kind == Structures.FIELDS) {
        FieldHeap.defragment(blocks, root, slab);
      }
    }
    long at = cursor;
    long checked = 0;
    do {
      if (table.count() > 0 && table.handle(at << 32) != checked) {
        table.defragmentSegment(slab, at << 32);
        checked = table.handle(at << 32);
      }
      at = HashWalk.scan(table, at, 1, element -> visit(table, element));
    } while (at != 0 && visited() < atLeast);
    return at;
  }

  private void visit(ElementTable table, long element) {
    visit();
    if (slab.isSparse(element)) {
      long fresh = copy(element);
      table.move(table.named().hash(fresh), element, fresh);
      if (kind == Structures.SCORED_SET) {
        ScoreTreeDefragmentation.moved(ScoredSet.tree(root), element, fresh);
      } else if (kind == Structures.FIELDS && FieldElement.expires(fresh)) {
        FieldHeap.moved(root, element, fresh);
      }
      free(element);
    }
  }
}
