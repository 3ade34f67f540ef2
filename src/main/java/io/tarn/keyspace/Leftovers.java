// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * Memory that no key has any more and that is freed piece by piece, under no gate. Used by one
 * thread at a time.
 */
public sealed interface Leftovers permits Remains, StructureLeftovers {

  /** Returns the number of keys whose memory it is, as far as it is not yet freed. Any thread. */
  int size();

  /**
   * Frees the memory of about {@code limit} keys or blocks.
   *
   * @return true when nothing is left
   */
  boolean free(int limit);
}
