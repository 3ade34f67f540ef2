// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

/**
 * What an operator may ask of the cluster, through any of its nodes. Any thread; nothing here waits
 * until it is done: {@link ClusterFacts} shows how far it is.
 *
 * <p>With {@code dryRun} nothing is changed, and the answer is a list of lines that say what the
 * cluster would do first.
 */
public interface ClusterAdmin {

  /** Of a node that belongs to no cluster: refuses everything. */
  ClusterAdmin NONE =
      new ClusterAdmin() {
        private final Reply refusal = Reply.error("this node has no cluster to administer");

        @Override
        public Reply move(int shard, String nodeId, boolean dryRun) {
          return refusal;
        }

        @Override
        public Reply drain(String nodeId, boolean on, boolean dryRun) {
          return refusal;
        }
      };

  /**
   * Has a node lead a shard, and go on leading it while it is there; in return the balance may move
   * others.
   *
   * @param nodeId of a member, as in {@link ClusterFacts.Node}
   */
  Reply move(int shard, String nodeId, boolean dryRun);

  /**
   * Has a node emptied, or filled again.
   *
   * @param nodeId of a member, as in {@link ClusterFacts.Node}
   */
  Reply drain(String nodeId, boolean on, boolean dryRun);
}
