// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.WrittenShards;
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
 * <p>Only the node that ran a write, in the epoch in which it did, can say whether replicas have
 * it: one that has taken over since, be it the same node, may never have got it, and the positions
 * of its stream say nothing of it.
 */
final class Written {

  private final Map<Integer, WrittenShards> atPeers = new LinkedHashMap<>(0);
  private long acknowledged;

  /** What two epochs differ by, at least, in short. */
  private static final int ONE_EARLIER = 1 << 16;

  /**
   * Notes a write that a peer has run.
   *
   * @param slot of the shard
   * @param sentAt {@link Peers#epochCount} when it was sent: an epoch that was known then is the
   *     one in which it has run, or an earlier one. Which one it was is not known when another has
   *     come since, so the write counts as one that nobody can tell of any more
   */
  void note(int peer, int slot, Peers peers, int sentAt) {
    int epoch = peers.epoch(slot);
    if (peers.epochKnownAt(slot) - sentAt > 0) {
      epoch -= ONE_EARLIER;
    }
    atPeers
        .computeIfAbsent(peer, _ -> new WrittenShards())
        .add(slot / peers.slotsPerShard(), epoch == 0 ? 1 : epoch);
  }

  /** So many replicas have all of it. */
  void clear(WrittenShards here, long replicas) {
    atPeers.clear();
    here.clear();
    acknowledged = replicas;
  }

  /** Returns how many replicas have had all by the last WAIT that succeeded. */
  long acknowledged() {
    return acknowledged;
  }

  /** A node cannot say any more who has its writes, which has been told. */
  void forget(int node, WrittenShards here) {
    if (node < 0) {
      here.clear();
    } else {
      atPeers.remove(node);
    }
  }

  /**
   * Forgets the writes whose shards are not led any more by the node that ran them, in the epoch in
   * which it did.
   *
   * @return whether there were any: then replicas may or may not have them, and nobody can tell
   */
  boolean dropLost(WrittenShards here, Peers peers) {
    boolean lost = dropLost(here, Peers.SELF, peers);
    for (Iterator<Map.Entry<Integer, WrittenShards>> all = atPeers.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Integer, WrittenShards> entry = all.next();
      lost |= dropLost(entry.getValue(), entry.getKey(), peers);
      if (entry.getValue().isEmpty()) {
        all.remove();
      }
    }
    return lost;
  }

  private static boolean dropLost(WrittenShards shards, int node, Peers peers) {
    boolean lost = false;
    for (int shard = shards.next(0); shard >= 0; shard = shards.next(shard + 1)) {
      int slot = shard * peers.slotsPerShard();
      if (peers.owner(slot) != node || peers.epoch(slot) - shards.epoch(shard) > 0) {
        shards.remove(shard);
        lost = true;
      }
    }
    return lost;
  }

  /** Returns a slot of each shard, with the epoch in which it was written to, by node. */
  Map<Integer, List<Integer>> byNode(WrittenShards here, Peers peers) {
    Map<Integer, List<Integer>> found = new LinkedHashMap<>();
    if (!here.isEmpty()) {
      found.put(Peers.SELF, slots(here, peers));
    }
    atPeers.forEach((peer, shards) -> found.put(peer, slots(shards, peers)));
    return found;
  }

  private static List<Integer> slots(WrittenShards shards, Peers peers) {
    List<Integer> slots = new ArrayList<>();
    for (int shard = shards.next(0); shard >= 0; shard = shards.next(shard + 1)) {
      slots.add(shard * peers.slotsPerShard());
      slots.add(shards.epoch(shard));
    }
    return slots;
  }
}
