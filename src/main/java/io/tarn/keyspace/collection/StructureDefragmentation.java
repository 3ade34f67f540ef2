// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * One step of moving the blocks of a structure, all but its root, out of sparse pages. Each is
 * moved as a whole: taken, copied, made known wherever it is pointed at, and the old one freed.
 *
 * <p>Nothing but the cursor, and what stands in the root, lasts from step to step, so that a
 * structure may be changed or deleted in between, and a cursor may come to another one: that one is
 * then walked in part.
 */
public abstract class StructureDefragmentation {

  /** Bits of a size that is as much work to copy as an element is to look at: 1 KiB. */
  private static final int VISIT_SHIFT = 10;

  final Slab slab;
  final Blocks blocks;
  final long root;
  private int visited;
  private int moved;

  StructureDefragmentation(Slab slab, Blocks blocks, long root) {
    this.slab = slab;
    this.blocks = blocks;
    this.root = root;
  }

  /** Creates a step through the structure of a root. */
  public static StructureDefragmentation of(Slab slab, Blocks blocks, long root) {
    return switch (Memory.getByte(root + Root.FIELDS)) {
      case Structures.LIST -> new ListDefragmentation(slab, blocks, root);
      default -> new TableDefragmentation(slab, blocks, root);
    };
  }

  /**
   * Goes on from a cursor.
   *
   * @param cursor 0, or what the last step returned: an unsigned 32-bit number
   * @param atLeast stop at the next possible place after so much was {@link #visited}
   * @return the next cursor, or 0 when the walk has ended
   */
  public abstract long run(long cursor, int atLeast);

  /** Returns how many elements or nodes were looked at, large ones that were moved as several. */
  public final int visited() {
    return visited;
  }

  /** Returns how many blocks were moved. */
  public final int moved() {
    return moved;
  }

  final void visit() {
    visited++;
  }

  /** Takes a block for the content of a sparse one, which is copied. */
  final long copy(long block) {
    long size = blocks.size(block);
    long fresh = Root.allocate(blocks, root, size);
    Memory.copy(block, fresh, size);
    return fresh;
  }

  /** Frees a sparse block that nothing points at any more. */
  final void free(long block) {
    moved++;
    visited += (int) (blocks.size(block) >>> VISIT_SHIFT);
    Root.free(blocks, root, block);
  }
}
