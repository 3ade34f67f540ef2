// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * What a key space held before {@link Keyspace#detach}: nobody can find it any more, and its memory
 * is freed piece by piece, under no gate. Used by one thread at a time.
 */
public final class Remains {

  private final Keyspace keyspace;

  Remains(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** Returns the number of keys whose memory is not yet freed. */
  public int size() {
    return keyspace.size();
  }

  /**
   * Frees the memory of about {@code limit} keys.
   *
   * @return true when nothing is left
   */
  public boolean free(int limit) {
    keyspace.clear(); // placeholder of the contract: helper `keyspace`
    return true;
  }
}
