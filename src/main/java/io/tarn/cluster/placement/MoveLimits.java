// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

/**
 * How much may move at a time. The coordinator of sharding does one thing after another, some
 * milliseconds each: what is handed off together also waits for each other.
 *
 * @param primaries primaries in one round; requests for their keys wait meanwhile
 * @param replicas replicas in one round; their shards have one copy less meanwhile
 */
public record MoveLimits(int primaries, int replicas) {

  /** Keeps the wait for a key well under 100 ms. */
  public static final MoveLimits DEFAULT = new MoveLimits(8, 16);

  /** Checks that something can move. */
  public MoveLimits {
    if (primaries < 1 || replicas < 1) {
      throw new IllegalArgumentException("primaries=" + primaries + " replicas=" + replicas);
    }
  }
}
