// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the copies are, counted; can be changed, to see what a plan leads to. */
final class Tally {

  private static final int COPIES = Copy.MOST_REPLICAS + 1;

  private final @Nullable String[] where;
  private final Map<String, Integer> primaries = new HashMap<>();
  private final Map<String, Integer> totals = new HashMap<>();
  private final Quotas primaryQuotas;
  private final Quotas totalQuotas;

  Tally(Snapshot snapshot) {
    int shards = snapshot.shards();
    where = new @Nullable String[shards * COPIES];
    List<Holder> up = snapshot.upHolders();
    int copies = Math.min(1 + snapshot.replicas(), Math.max(1, up.size()));
    primaryQuotas = Quotas.of(up, shards, shards);
    totalQuotas = Quotas.of(up, shards * copies, shards);
    snapshot.allocation().forEach(this::put);
  }

  @Nullable String where(Copy copy) {
    return where[copy.shard() * COPIES + copy.copy()];
  }

  @Nullable String where(int shard, int copy) {
    return where[shard * COPIES + copy];
  }

  /** Moves a copy to a node, or away from all with null. */
  void put(Copy copy, @Nullable String node) {
    int index = copy.shard() * COPIES + copy.copy();
    count(copy, where[index], -1);
    count(copy, node, 1);
    where[index] = node;
  }

  private void count(Copy copy, @Nullable String node, int change) {
    if (node != null) {
      totals.merge(node, change, Integer::sum);
      if (copy.isPrimary()) {
        primaries.merge(node, change, Integer::sum);
      }
    }
  }

  /** True when a node has any copy of a shard. */
  boolean holds(String node, int shard) {
    for (int copy = 0; copy < COPIES; copy++) {
      if (node.equals(where(shard, copy))) {
        return true;
      }
    }
    return false;
  }

  /** Returns how many primaries a node has beyond its fair share; negative when it lacks some. */
  double primarySurplus(String node) {
    return primaries.getOrDefault(node, 0) - primaryQuotas.of(node);
  }

  /** Returns how many copies of any kind a node has beyond its fair share. */
  double totalSurplus(String node) {
    return totals.getOrDefault(node, 0) - totalQuotas.of(node);
  }
}
