// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.HashWalk;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;

/**
 * One step of moving a key space's blocks out of sparse pages, in the order of a scan. Each block
 * is moved as a whole: taken, copied, made known, and the old one freed, so that a refusal in
 * between leaves all in order.
 */
final class Defragmentation {

  private final KeyIndex index;
  private final RecordStore store;
  private final Moves moves;
  private int visited;

  private Defragmentation(KeyIndex index, RecordStore store, Moves moves) {
    this.index = index;
    this.store = store;
    this.moves = moves;
  }

  /** As {@link Keyspace#defragment}. */
  static long step(Keyspace keyspace, RecordStore store, long cursor, int atLeast, Moves moves) {
    Defragmentation step = new Defragmentation(keyspace.index(), store, moves);
    try {
      if (cursor == 0) {
        keyspace.index().defragmentDirectory();
        keyspace.expiries().defragment();
        keyspace.sketch().defragment();
      }
      return step.walk(cursor, atLeast);
    } catch (OutOfBudgetException stop) {
      moves.refusal();
      return 0; // sparse pages stay until there is room
    }
  }

  /* One home at a time: moving a record changes its cell in place, so the walk does not mind. */
  private long walk(long cursor, int atLeast) {
    long at = cursor;
    long checked = 0;
    do {
      if (index.size() > 0 && index.handle(at << 32) != checked) {
        index.defragmentSegment(at << 32);
        checked = index.handle(at << 32);
      }
      at = HashWalk.scan(index, at, 1, this::visit);
    } while (at != 0 && visited < atLeast);
    return at;
  }

  private void visit(long record) {
    visited++;
    moves.key(move(record));
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
