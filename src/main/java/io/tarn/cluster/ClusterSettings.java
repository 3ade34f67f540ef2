// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.keyspace.HashSlot;
import java.util.List;
import java.util.Set;

/**
 * Where a node is and whom it joins.
 *
 * @param host address on which the node listens for other nodes and under which they reach it
 * @param nodePort TCP port between nodes, 0 to 65,535; 0 takes any free one
 * @param seeds "host:port" of nodes to join; empty for a node that founds a cluster of its own
 * @param shards units of placement, a power of two from 1 to 16,384; fixed for the life of a
 *     cluster
 * @param roles what the member offers; only members with {@link #CACHE_ROLE} hold slots
 * @param weight this node's share of the data relative to others', greater than 0
 * @param replication further copies
 */
public record ClusterSettings(
    String host,
    int nodePort,
    List<String> seeds,
    int shards,
    Set<String> roles,
    double weight,
    Replication replication) {

  /** 64 slots each; 1,024 would take four times as long to place, 4,096 thirty times. */
  public static final int DEFAULT_SHARDS = 256;

  /** The role of members that hold slots. */
  public static final String CACHE_ROLE = "cache";

  /** The role of members that hold none: doors to the cluster, and witnesses for its majority. */
  public static final String CLIENT_ROLE = "client";

  /**
   * Further copies of each shard.
   *
   * @param replicas how many, 0 to 4
   * @param backlogBytes of a shard's stream that are kept for replicas that come back
   */
  public record Replication(int replicas, int backlogBytes) {

    /** One replica. */
    public static final Replication DEFAULT = new Replication(1, 64 << 10);

    /** Checks the values. */
    public Replication {
      if (replicas < 0 || replicas > 4) {
        throw new IllegalArgumentException("replicas out of range 0..4: replicas=" + replicas);
      }
      if (backlogBytes < 0) {
        throw new IllegalArgumentException("backlogBytes=" + backlogBytes);
      }
    }
  }

  /** Checks the values. */
  public ClusterSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (nodePort < 0 || nodePort > 65_535) {
      throw new IllegalArgumentException("node port out of range 0..65535: port=" + nodePort);
    }
    if (shards < 1 || Integer.bitCount(shards) != 1 || shards > HashSlot.COUNT) {
      throw new IllegalArgumentException(
          "shards must be a power of two up to " + HashSlot.COUNT + ": shards=" + shards);
    }
    for (String seed : seeds) {
      if (!seed.matches("[^:/@\\s]+:[0-9]{1,5}")) {
        throw new IllegalArgumentException("a seed is HOST:PORT: seed=" + seed);
      }
    }
    if (!(weight > 0)) {
      throw new IllegalArgumentException("weight=" + weight);
    }
    seeds = List.copyOf(seeds);
    roles = Set.copyOf(roles);
  }

  /** Returns the settings of a node that holds slots, with the usual number of shards. */
  public static ClusterSettings of(String host, int nodePort, List<String> seeds) {
    return new ClusterSettings(
        host, nodePort, seeds, DEFAULT_SHARDS, Set.of(CACHE_ROLE), 1.0, Replication.DEFAULT);
  }

  /** Returns how many further copies of each shard there shall be. */
  public int replicas() {
    return replication.replicas();
  }

  /** Returns how many consecutive slots a shard holds. */
  public int slotsPerShard() {
    return HashSlot.COUNT / shards;
  }
}
