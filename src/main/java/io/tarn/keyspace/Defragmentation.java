// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashWalk;
import io.tarn.keyspace.collection.StructureDefragmentation;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;

/**
 * One step of moving a key space's blocks out of sparse pages, in the order of a scan. Each block
 * is moved as a whole: taken, copied, made known, and the old one freed, so that a refusal in
 * between leaves all in order.
 *
 * <p>A large value is walked in steps of its own. The cursor is then the hash of its key with, in
 * the upper half, how far the value has come. Large values of one home come to their end in the
 * order of these hashes, so that none is left out when another is deleted between two steps, or
 * when the index gets other homes.
 */
final class Defragmentation {

  private static final int ELEMENT_SHIFT = 32;
  private static final int HASH_SHIFT = 32;
  private static final long KEY_MASK = 0xffff_ffffL;

  private final Keyspace keyspace;
  private final KeyIndex index;
  private final RecordStore store;
  private final Moves moves;
  private final int atLeast;
  private int visited;

  /** The value that has come so far, or 0; those of a lesser hash have come to their end. */
  private long valueHash;

  private long elementCursor;

  /** The first value of this home that has not come to its end, and how far it is, or 0. */
  private long nextValueHash;

  private long nextElementCursor;

  private Defragmentation(Keyspace keyspace, RecordStore store, Moves moves, int atLeast) {
    this.keyspace = keyspace;
    this.atLeast = atLeast;
    this.index = keyspace.index();
    this.store = store;
    this.moves = moves;
  }

  /** As {@link Keyspace#defragment}. */
  static long step(Keyspace keyspace, RecordStore store, long cursor, int atLeast, Moves moves) {
    Defragmentation step = new Defragmentation(keyspace, store, moves, atLeast);
    try {
      if (cursor == 0) {
        keyspace.index().defragmentDirectory();
        keyspace.expiries().defragment();
        keyspace.sketch().defragment();
      }
      return step.walk(cursor);
    } catch (OutOfBudgetException stop) {
      moves.refusal();
      return 0; // sparse pages stay until there is room
    }
  }

  /* One home at a time: moving a record changes its cell in place, so the walk does not mind. */
  private long walk(long cursor) {
    long at = cursor & KEY_MASK;
    elementCursor = cursor >>> ELEMENT_SHIFT;
    long checked = 0;
    do {
      valueHash = at;
      if (index.size() > 0 && index.handle(at << 32) != checked) {
        index.defragmentSegment(at << 32);
        checked = index.handle(at << 32);
      }
      long next = HashWalk.scan(index, at, 1, this::visit);
      if (nextElementCursor != 0) {
        return nextElementCursor << ELEMENT_SHIFT | nextValueHash;
      }
      at = next;
      elementCursor = 0;
    } while (at != 0 && visited < atLeast);
    return at;
  }

  private void visit(long record) {
    visited++;
    int moved = 0;
    if (RecordLayout.isLarge(record)) {
      moved = moveBlocks(RecordLayout.hash(record) >>> HASH_SHIFT, keyspace.root(record));
    }
    moves.key(moved + move(record));
  }

  private int moveBlocks(long hash, long root) {
    if (elementCursor != 0 && hash < valueHash) {
      return 0;
    }
    StructureDefragmentation step =
        StructureDefragmentation.of(store.slab(), keyspace.collections(), root);
    long next = step.run(hash == valueHash ? elementCursor : 0, Math.max(1, atLeast - visited));
    visited += step.visited();
    if (next != 0 && (nextElementCursor == 0 || hash < nextValueHash)) {
      nextValueHash = hash;
      nextElementCursor = next;
    }
    return step.moved();
  }

  /**
   * Moves the blocks of a record that lie in sparse pages.
   *
   * @return how many were moved, 0 to 2
   * @throws OutOfBudgetException when the slab has no others; what was moved is moved
   */
  private int move(long record) {
    int moved = 0;
    if (RecordLayout.isOutside(record)) {
      long block = RecordLayout.valueBlock(record);
      if (store.isSparse(block)) {
        long fresh = store.allocate(store.blockSize(block));
        Memory.copy(block, fresh, RecordLayout.valueLength(record));
        RecordLayout.valueBlock(record, fresh);
        store.free(block);
        moved++;
      }
    }
    if (store.isSparse(record)) {
      long fresh = store.allocate(store.blockSize(record));
      Memory.copy(record, fresh, RecordLayout.size(record));
      if (RecordLayout.expires(record)) {
        store.expiries().moved(record, fresh);
      }
      index.move(RecordLayout.hash(record), record, fresh);
      store.free(record);
      moved++;
    }
    return moved;
  }
}
