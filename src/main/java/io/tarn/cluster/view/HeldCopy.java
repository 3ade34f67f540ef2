// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.view;

/**
 * What a node holds of a shard.
 *
 * @param shard number of the shard
 * @param role what the node does with it
 * @param copy which copy the placement has put there: 0 the primary, 1 and up its replicas
 * @param epoch of the stream it was brought up to date by
 * @param position in that stream, in bytes
 * @param complete whether it has everything up to that position, and not only parts
 */
public record HeldCopy(
    int shard, Role role, int copy, long epoch, long position, boolean complete) {

  /** What a node does with a copy. */
  public enum Role {
    /** Serves it. */
    LEADER,
    /** Follows the leader's stream. */
    FOLLOWER,
    /** Has it from before, and neither serves nor follows. */
    LEFT_OVER
  }
}
