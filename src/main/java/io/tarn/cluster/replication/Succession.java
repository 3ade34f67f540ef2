// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

/** How the leading of shards passes between nodes. Any thread; returns soon. */
public interface Succession {

  /** True while this node may begin to lead what it holds: it is a member and knows the others. */
  boolean mayLead();

  /** Returns the id of this node or of another by its number, the same on all nodes. */
  String nodeId(int node);

  /**
   * Tells a node that it has everything of a shard and shall lead it: this one leads it no longer.
   *
   * @param epoch in which this node has led
   */
  void succeed(int node, int shard, long epoch);
}
