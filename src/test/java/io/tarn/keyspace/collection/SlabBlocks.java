// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.collection;

import io.tarn.slab.Slab;

/** Blocks of a slab of their own, for structures that no key has. */
public record SlabBlocks(Slab slab) implements Blocks {

  @Override
  public long allocate(long bytes) {
    return slab.allocate(0, bytes);
  }

  @Override
  public long free(long block) {
    return slab.free(block);
  }

  @Override
  public long size(long block) {
    return slab.blockSize(block);
  }
}
