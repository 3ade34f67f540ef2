// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.ShardSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shards to which a connection has written since the last WAIT that succeeded, by the node that
 * ran the write. What ran here is noted by {@link io.tarn.command.Connection#wrote}, what ran at a
 * peer when its answer arrives. Used by one thread, but for the set of what ran here.
 *
 * <p>Only the node that ran a write can say whether replicas have it: one that has taken over since
 * may never have got it.
 */
final class Written {

  private final Map<Integer, ShardSet> atPeers = new LinkedHashMap<>(0);
  private long acknowledged;

  /** Notes a write that a peer has run. */
  void note(int peer, int shard) {
    atPeers.computeIfAbsent(peer, _ -> new ShardSet()).add(shard);
  }

  /** So many replicas have all of it. */
  void clear(ShardSet here, long replicas) {
    atPeers.clear();
    here.clear();
    acknowledged = replicas;
  }

  /** Returns how many replicas have had all by the last WAIT that succeeded. */
  long acknowledged() {
    return acknowledged;
  }

  /** A node cannot say any more who has its writes, which has been told. */
  void forget(int node, ShardSet here) {
    if (node < 0) {
      here.clear();
    } else {
      atPeers.remove(node);
    }
  }

  /**
   * Forgets the writes whose shards are not led any more by the node that ran them.
   *
   * @return whether there were any: then replicas may or may not have them, and nobody can tell
   */
  boolean dropLost(ShardSet here, Peers peers) {
    boolean lost = dropLost(here, Peers.SELF, peers);
    for (Iterator<Map.Entry<Integer, ShardSet>> all = atPeers.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Integer, ShardSet> entry = all.next();
      lost |= dropLost(entry.getValue(), entry.getKey(), peers);
      if (entry.getValue().isEmpty()) {
        all.remove();
      }
    }
    return lost;
  }

  private static boolean dropLost(ShardSet shards, int node, Peers peers) {
    boolean lost = false;
    for (int shard = shards.next(0); shard >= 0; shard = shards.next(shard + 1)) {
      if (peers.owner(shard * peers.slotsPerShard()) != node) {
        shards.remove(shard);
        lost = true;
      }
    }
    return lost;
  }

  /** Returns a slot of each shard, by node. */
  Map<Integer, List<Integer>> byNode(ShardSet here, Peers peers) {
    Map<Integer, List<Integer>> found = new LinkedHashMap<>();
    if (!here.isEmpty()) {
      found.put(Peers.SELF, slots(here, peers));
    }
    atPeers.forEach((peer, shards) -> found.put(peer, slots(shards, peers)));
    return found;
  }

  private static List<Integer> slots(ShardSet shards, Peers peers) {
    List<Integer> slots = new ArrayList<>();
    for (int shard = shards.next(0); shard >= 0; shard = shards.next(shard + 1)) {
      slots.add(shard * peers.slotsPerShard());
    }
    return slots;
  }
}
