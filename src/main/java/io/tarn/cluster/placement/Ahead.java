// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Leading goes ahead of placement: a shard that was handed over, or taken over from a node that
 * died, is led where sharding has a replica of it. Here is what the allocation amounts to, and what
 * must be placed anew for sharding to follow. Pure.
 */
final class Ahead {

  private Ahead() {}

  /**
   * Returns the allocation with each primary where it is led. The replica that is placed there
   * counts as being where the primary is placed.
   *
   * @param leaders by shard, who leads it
   */
  static Map<Copy, String> effective(Map<Copy, String> allocation, Map<Integer, String> leaders) {
    Map<Copy, String> effective = new TreeMap<>(allocation);
    leaders.forEach(
        (shard, leader) -> {
          Copy primary = Copy.primary(shard);
          String placed = allocation.get(primary);
          if (!leader.equals(placed)) {
            effective.put(primary, leader);
            for (int number = 1; number <= Copy.MOST_REPLICAS; number++) {
              Copy replica = new Copy(shard, number);
              if (leader.equals(allocation.get(replica))) {
                if (placed == null) {
                  effective.remove(replica);
                } else {
                  effective.put(replica, placed);
                }
              }
            }
          }
        });
    return effective;
  }

  /** Returns copies that are placed elsewhere than they are, and where that is; whole shards. */
  static Map<Copy, String> astray(
      Map<Copy, String> allocation, Map<Copy, String> effective, int mostShards) {
    Map<Copy, String> astray = new TreeMap<>();
    TreeSet<Integer> shards = new TreeSet<>();
    new TreeMap<>(allocation)
        .forEach(
            (copy, placed) -> {
              String now = effective.get(copy);
              boolean differs = now != null && !now.equals(placed);
              if (differs && (shards.contains(copy.shard()) || shards.size() < mostShards)) {
                shards.add(copy.shard());
                astray.put(copy, now);
              }
            });
    return astray;
  }
}
