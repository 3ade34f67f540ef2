// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

/** What placement asks of this node's copies of shards. Any thread; returns soon. */
public interface Copies {

  /**
   * This node leads a shard from now on: asks the other nodes what they hold of it, then adopts
   * what it holds itself, in a new epoch.
   *
   * @param led told once, on any thread: the gates may be opened
   */
  void lead(int shard, Runnable led);

  /**
   * The gates of a led shard are closing, and this node shall lead it no longer.
   *
   * @param done told once, on any thread, when the gates are closed and the followers have what was
   *     written, or have had time enough
   */
  void release(int shard, Runnable done);

  /** This node keeps a replica of a shard from now on. */
  void follow(int shard, int copy);

  /** The replica is to be elsewhere. It is kept until it is complete there. */
  void unfollow(int shard, int copy);
}
