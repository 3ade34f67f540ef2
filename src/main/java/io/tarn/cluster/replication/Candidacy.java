// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.log.Copy;
import java.util.List;

/**
 * When a node begins to lead a shard that nobody leads: the one with the best copy at once, the
 * others later, one after the other, in case it does not. Nothing depends on this for safety, since
 * {@link io.tarn.log.Adoption} lets only the best copy lead; it keeps nodes out of each other's
 * way. Pure.
 */
final class Candidacy {

  /** How long each node waits for the one before it. */
  static final long STEP_NANOS = 300_000_000L;

  /** How much longer a node waits that neither follows the shard nor was given it. */
  static final long LEFT_OVER_NANOS = 500_000_000L;

  /** In place of a time: this node is not the one to lead. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * What a node holds of the shard.
   *
   * @param follows whether it followed the leader to the end, as far as is known
   * @param nodeId decides between nodes that are equal, on all nodes alike
   */
  record Candidate(Copy copy, boolean follows, String nodeId) {

    boolean goesBefore(Candidate other) {
      if (copy.isBetterThan(other.copy) || other.copy.isBetterThan(copy)) {
        return copy.isBetterThan(other.copy);
      }
      return follows == other.follows ? nodeId.compareTo(other.nodeId) < 0 : follows;
    }
  }

  private Candidacy() {}

  /**
   * Returns for how long nobody must have led the shard before this node does, in nanoseconds, or
   * {@link #NEVER}.
   *
   * @param placed whether placement has given the shard to this node
   * @param others what other nodes hold, as they have reported
   */
  static long delayNanos(Candidate own, boolean placed, List<Candidate> others) {
    if (!own.copy.complete()) {
      boolean somewhere = others.stream().anyMatch(other -> other.copy.complete());
      return placed && !somewhere ? 0 : NEVER;
    }
    long before = others.stream().filter(other -> other.goesBefore(own)).count();
    return before * STEP_NANOS + (placed || own.follows ? 0 : LEFT_OVER_NANOS);
  }
}
