// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.set;

import io.tarn.command.Execution;
import io.tarn.keyspace.CollectionValues;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.collection.ElementTable;
import io.tarn.keyspace.collection.Structures;
import io.tarn.slab.Slab;
import java.util.List;

/**
 * The union of sets: each member counts in the first set that has it. Of few sets each member is
 * looked up in those before its own; of many, in a table of all members so far, which is freed
 * again.
 */
final class Union {

  /** Most sets that are looked through one by one. */
  private static final int FEW = 6;

  private Union() {}

  /** Returns the union of some sets, of together {@code members} members. */
  static Selection of(List<SetValue> sets, long members, Execution execution) {
    if (sets.size() <= FEW) {
      return Selection.of(sets, (source, member) -> isNew(sets, source, member));
    }
    long bytes = members * SetValue.overheadBytes();
    for (SetValue set : sets) {
      bytes += set.bytes();
    }
    execution.admit(bytes);
    CollectionValues blocks = sets.getFirst().keyspace().collections();
    long seen = ElementTable.create(blocks, Structures.TABLE, 0, 0);
    try {
      return Selection.of(sets, (source, member) -> isNew(blocks, seen, member));
    } finally {
      blocks.discardRoot(seen);
    }
  }

  private static boolean isNew(List<SetValue> sets, int source, Members member) {
    for (int i = 0; i < source; i++) {
      if (sets.get(i).contains(member)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNew(CollectionValues blocks, long seen, Members member) {
    int length = member.load();
    byte[] array = member.array();
    long hash = Keyspace.hash(array, 0, length);
    if (ElementTable.find(seen, hash, array, 0, length) != Slab.NONE) {
      return false;
    }
    ElementTable.add(
        blocks, seen, hash, ElementTable.newElement(blocks, seen, array, 0, length, 0));
    return true;
  }
}
