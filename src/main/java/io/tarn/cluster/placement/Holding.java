// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

/**
 * What a node has in memory of a shard: as its leader, its follower, or from a time when it was
 * one.
 *
 * @param node name of the node
 * @param complete false while a checkpoint is still being applied
 * @param inSync for a leader true; for a follower whether it had all that the leader had sent when
 *     it was last heard of; for what is left from an earlier time false
 * @param epoch epoch of the stream that it followed
 * @param position how far, in bytes of that stream
 */
public record Holding(String node, boolean complete, boolean inSync, long epoch, long position) {

  boolean isUsable() {
    return complete && inSync;
  }
}
