// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which node an operator wants to lead which shard. Every node keeps all wishes, so that they
 * outlive the coordinator; a node that comes later does not know the older ones. At most one a
 * shard. Any thread.
 */
public final class Wishes {

  private final Map<Integer, String> wishes = new TreeMap<>();

  /**
   * Takes a wish, instead of an older one.
   *
   * @param node the name of a holder, as in {@link Holder}
   */
  public synchronized void put(int shard, String node) {
    wishes.put(shard, node);
  }

  /** Returns the wished nodes by shard. */
  public synchronized Map<Integer, String> now() {
    return new TreeMap<>(wishes);
  }

  /** Forgets those for nodes that are not there. */
  synchronized void keepOnly(Set<String> nodes) {
    wishes.values().retainAll(nodes);
  }
}
