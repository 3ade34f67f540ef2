// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a decision about placement rests on.
 *
 * @param shards how many there are
 * @param replicas how many further copies of each are wanted, 0 to {@link Copy#MOST_REPLICAS}
 * @param holders members that can hold copies, by name; members without the role are not among them
 * @param allocation where each copy is; one that is nowhere has no entry
 * @param holdings by shard, what nodes have in memory; at most one a node and shard
 */
public record Snapshot(
    int shards,
    int replicas,
    Map<String, Holder> holders,
    Map<Copy, String> allocation,
    Map<Integer, List<Holding>> holdings) {

  /** Checks the numbers and copies the maps, in order of their keys, so that decisions repeat. */
  public Snapshot {
    if (shards < 1 || replicas < 0 || replicas > Copy.MOST_REPLICAS) {
      throw new IllegalArgumentException("shards=" + shards + " replicas=" + replicas);
    }
    holders = new TreeMap<>(holders);
    allocation = new TreeMap<>(allocation);
    holdings = Map.copyOf(holdings);
  }

  /** Returns the members that may be given copies, in order of their names. */
  List<Holder> upHolders() {
    return holders.values().stream().filter(Holder::isUp).toList();
  }

  boolean isUp(String node) {
    Holder holder = holders.get(node);
    return holder != null && holder.isUp();
  }

  List<Holding> holdings(int shard) {
    return holdings.getOrDefault(shard, List.of());
  }

  /** True when a node has all of a shard and is as far as its leader. */
  boolean isInSync(String node, int shard) {
    for (Holding holding : holdings(shard)) {
      if (holding.node().equals(node)) {
        return holding.isUsable();
      }
    }
    return false;
  }
}
