// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Memory;
import io.tarn.slab.Slab;

/**
 * The kinds of structures, as the first byte of a root's own fields tells them, and how what no key
 * has any more is freed.
 */
public final class Structures {

  /** A {@link Quicklist}. */
  static final byte LIST = 1;

  /** An {@link ElementTable} and nothing else. */
  public static final int TABLE = 2;

  /** A {@link ScoredSet}. */
  public static final int SCORED_SET = 3;

  /** A {@link FieldTable}. */
  public static final int FIELDS = 4;

  private Structures() {}

  /**
   * Frees about {@code limit} blocks of a structure that nobody uses; the last of them is its root.
   * In between the structure is good for nothing but the next call.
   *
   * @return true when all is free
   */
  public static boolean freeSome(Slab slab, long root, int limit) {
    byte kind = Memory.getByte(root + Root.FIELDS);
    if (kind == LIST) {
      return Quicklist.freeSome(slab, root, limit);
    }
    if (kind == TABLE && !ElementTable.freeSome(slab, root, limit, true)) {
      return false;
    }
    if (kind == FIELDS && !FieldTable.freeSome(slab, root, limit)) {
      return false;
    }
    if (kind == SCORED_SET && !ScoredSet.freeSome(slab, root, limit)) {
      return false;
    }
    slab.free(root);
    return true;
  }
}
