// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this node sees it at the moment: what CLUSTER, ROLE and INFO tell. Any thread;
 * each call may answer something newer.
 */
public interface ClusterFacts {

  /** What is known of a node's health. */
  enum Health {
    ONLINE,
    /** Not heard of by this node or another; not yet given up. */
    SUSPECT,
    /** Given up: it is being removed. */
    FAILED
  }

  /**
   * A member.
   *
   * @param id 40 hexadecimal digits
   * @param host where its doors are; "" for this node when only its clients know
   * @param respPort of the door for Redis clients
   * @param nodePort between nodes
   * @param holder whether it holds slots at all
   * @param heardMillis wall clock when it was last heard of, 0 for this node
   * @param httpPort of the door for HTTP
   * @param weight its share of the data relative to others
   * @param draining whether it is to be emptied
   */
  record Node(
      String id,
      String host,
      int respPort,
      int nodePort,
      boolean holder,
      Health health,
      long heardMillis,
      int httpPort,
      double weight,
      boolean draining) {}

  /**
   * A node that follows a shard.
   *
   * @param position up to which it has the shard's stream, in bytes
   * @param inSync whether it has all and is not far behind
   * @param lagSeconds for how long it has been behind, 0 when it is not, as far as its leader knows
   */
  record Follower(String nodeId, long position, boolean inSync, long lagSeconds) {}

  /**
   * Consecutive slots that are placed together.
   *
   * @param leaderId of the node that serves them, null when nobody does at the moment
   * @param epoch greater with each new leader
   * @param position where the stream of changes ends, in bytes
   */
  record Shard(
      int firstSlot,
      int lastSlot,
      @Nullable String leaderId,
      long epoch,
      long position,
      List<Follower> followers) {}

  /** Returns the id of this node. */
  String selfId();

  /** Returns all members, this node first. */
  List<Node> nodes();

  /** Returns all shards in order of their slots. */
  List<Shard> shards();

  /** Returns how many replicas of each shard are wanted. */
  default int wantedReplicas() {
    return 0;
  }

  /** False while this node refuses to serve because it does not hear from the majority. */
  boolean isServing();

  /** Returns the facts of a node that is its whole cluster. */
  static ClusterFacts alone(NodeFacts self) {
    Node node =
        new Node(
            self.nodeId(),
            "",
            self.respPort(),
            self.nodePort(),
            true,
            Health.ONLINE,
            0,
            self.httpPort(),
            1,
            false);
    Shard all = new Shard(0, io.tarn.keyspace.HashSlot.COUNT - 1, self.nodeId(), 1, 0, List.of());
    return new ClusterFacts() {
      @Override
      public String selfId() {
        return self.nodeId();
      }

      @Override
      public List<Node> nodes() {
        return List.of(node);
      }

      @Override
      public List<Shard> shards() {
        return List.of(all);
      }

      @Override
      public boolean isServing() {
        return true;
      }
    };
  }
}
