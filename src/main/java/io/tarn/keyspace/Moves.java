// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/** Counts what {@link Keyspace#defragment} has done. Used by one thread. */
public final class Moves {

  private long blocks;
  private long refused;
  private long keysMoved;
  private long keysLeft;

  /** Returns the blocks of records and values that were moved. */
  public long blocks() {
    return blocks;
  }

  /** Returns how often a block could not be moved, because the slab had no other. */
  public long refused() {
    return refused;
  }

  /** Returns the keys of which a block was moved. */
  public long keysMoved() {
    return keysMoved;
  }

  /** Returns the keys that were looked at and stayed where they were. */
  public long keysLeft() {
    return keysLeft;
  }

  void key(int blocksMoved) {
    if (blocksMoved == 0) {
      keysLeft++;
    } else {
      keysMoved++;
      blocks += blocksMoved;
    }
  }

  void refusal() {
    refused++;
  }
}
