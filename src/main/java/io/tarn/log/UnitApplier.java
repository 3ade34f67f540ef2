// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/** Brings what this node holds of a shard up to date. One thread at a time for a shard. */
public interface UnitApplier {

  /**
   * Forgets what is held: a checkpoint follows. Mutations of slots before their begin are skipped.
   */
  void reset();

  /**
   * Applies one unit.
   *
   * @return false when it cannot be applied, because what is held is not what the leader had: then
   *     only a checkpoint helps
   */
  boolean apply(byte[] array, int offset, int length);

  /** The checkpoint that {@link #reset} announced has been applied to its end. */
  void complete();
}
