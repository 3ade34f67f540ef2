// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fair shares: how many copies each node should hold, in proportion to its weight, as a fraction.
 * No share is greater than the number of shards, as a node holds no shard twice; what a heavy node
 * cannot take falls to the others, again by weight.
 */
final class Quotas {

  private final Map<String, Double> shares;

  private Quotas(Map<String, Double> shares) {
    this.shares = shares;
  }

  /** Divides {@code copies} among {@code holders}, at most {@code most} each. */
  static Quotas of(List<Holder> holders, int copies, int most) {
    Map<String, Double> shares = new HashMap<>();
    Set<String> full = new HashSet<>();
    boolean again = true;
    while (again) {
      again = false;
      double rest = copies - (double) full.size() * most;
      double weights =
          holders.stream().filter(h -> !full.contains(h.name())).mapToDouble(Holder::weight).sum();
      for (Holder holder : holders) {
        if (full.contains(holder.name())) {
          continue;
        }
        double share = rest * holder.weight() / weights;
        if (share > most) {
          share = most;
          full.add(holder.name());
          again = true;
        }
        shares.put(holder.name(), share);
      }
    }
    return new Quotas(shares);
  }

  double of(String node) {
    return shares.getOrDefault(node, 0.0);
  }
}
