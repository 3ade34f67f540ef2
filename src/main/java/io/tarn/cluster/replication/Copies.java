// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

/** What placement asks of this node's copies of shards. Any thread; returns soon. */
public interface Copies {

  /**
   * Placement has given a shard to this node, which leads it already, or will when no other node
   * does that has more of it.
   *
   * @param led told at most once, on any thread, when this node leads the shard
   */
  void lead(int shard, Runnable led);

  /** True when placement has given the primary of a shard to this node. Any thread; cheap. */
  boolean isPlaced(int shard);

  /**
   * Placement takes a shard from this node. If this node leads it, its gates close.
   *
   * @param done told once, on any thread, when this node leads it no longer and the followers have
   *     what was written, or have had time enough
   */
  void release(int shard, Runnable done);

  /** This node keeps a replica of a shard from now on. */
  void follow(int shard, int copy);

  /** The replica is to be elsewhere. It is kept until it is complete there. */
  void unfollow(int shard, int copy);
}
