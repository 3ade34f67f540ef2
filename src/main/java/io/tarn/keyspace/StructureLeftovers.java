// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.collection.Structures;
import io.tarn.slab.Slab;

/** The blocks of one large value whose key is gone. */
final class StructureLeftovers implements Leftovers {

  private final Slab slab;
  private final long root;
  private volatile boolean gone;

  StructureLeftovers(Slab slab, long root) {
    this.slab = slab;
    this.root = root;
  }

  @Override
  public int size() {
    return gone ? 0 : 1;
  }

  @Override
  public boolean free(int limit) {
    gone = Structures.freeSome(slab, root, limit);
    return gone;
  }
}
