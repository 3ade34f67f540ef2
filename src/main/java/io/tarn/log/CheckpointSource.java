// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * Walks over what a shard holds at present and appends it to the shard's stream, piece by piece.
 */
public interface CheckpointSource {

  /** Most bytes of one piece, unless one key alone is longer. */
  int PIECE_BYTES = 256 << 10;

  /** Begins a walk anew; one that was going on is given up. */
  void begin();

  /**
   * Appends the next piece, under the gate of its slot.
   *
   * @return true when the walk has ended: all that was there when it began, and is still, has been
   *     appended
   */
  boolean next();
}
