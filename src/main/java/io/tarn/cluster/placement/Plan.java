// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@link Rebalance} wants done now.
 *
 * @param moves copies to be handed off, and where each shall go
 * @param drops copies to be handed off that shall go nowhere
 * @param helpers copies beyond those wanted that shall be started, and where: a primary without
 *     replicas is moved by giving it one for as long as the move takes
 */
public record Plan(Map<Copy, String> moves, Set<Copy> drops, Map<Copy, String> helpers) {

  /** Nothing to do. */
  public static final Plan NOTHING = new Plan(Map.of(), Set.of(), Map.of());

  /** Copies the parts. */
  public Plan {
    moves = new TreeMap<>(moves);
    drops = new TreeSet<>(drops);
    helpers = new TreeMap<>(helpers);
  }

  /** True when nothing is to be done. */
  public boolean isEmpty() {
    return moves.isEmpty() && drops.isEmpty() && helpers.isEmpty();
  }

  /** Returns all copies that leave the node where they are. */
  public Set<Copy> handedOff() {
    Set<Copy> copies = new TreeSet<>(moves.keySet());
    copies.addAll(drops);
    return copies;
  }
}
