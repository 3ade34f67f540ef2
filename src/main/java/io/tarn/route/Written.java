// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which slots a connection has written to since the last WAIT that succeeded, and which node ran
 * each write. Beyond {@link #MOST} only the nodes are known. Used by one thread.
 *
 * <p>Only the node that ran a write can say whether replicas have it: one that has taken over since
 * may never have got it.
 */
final class Written {

  /** Most slots that are remembered. */
  static final int MOST = 32;

  /** In place of a slot: any that the node led. */
  static final int ANY = -1;

  private int[] nodes = {};
  private int[] slots = {};
  private int count;

  /** Notes a write that a peer, or {@link Peers#SELF}, runs. */
  void note(int node, int slot) {
    for (int i = 0; i < count; i++) {
      if (nodes[i] == node && (slots[i] == slot || slots[i] == ANY)) {
        return;
      }
    }
    if (slot == ANY || count >= MOST) {
      forget(node);
      add(node, ANY);
    } else {
      add(node, slot);
    }
  }

  private void add(int node, int slot) {
    if (count == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * count + 4);
      slots = Arrays.copyOf(slots, 2 * count + 4);
    }
    nodes[count] = node;
    slots[count++] = slot;
  }

  private void forget(int node) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (nodes[i] != node) {
        nodes[kept] = nodes[i];
        slots[kept++] = slots[i];
      }
    }
    count = kept;
  }

  /** Replicas have all of it. */
  void clear() {
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** True when each slot is still led by the node that ran the write, and every node lives. */
  boolean canBeVouchedFor(Peers peers) {
    for (int i = 0; i < count; i++) {
      boolean led =
          slots[i] == ANY
              ? nodes[i] == Peers.SELF || NodeChoice.contains(peers.holders(), nodes[i])
              : peers.owner(slots[i]) == nodes[i];
      if (!led) {
        return false;
      }
    }
    return true;
  }

  /** Returns the slots by node; none for a node stands for all that it leads. */
  Map<Integer, List<Integer>> byNode() {
    Map<Integer, Set<Integer>> found = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Set<Integer> ofNode = found.computeIfAbsent(nodes[i], _ -> new TreeSet<>());
      if (slots[i] != ANY) {
        ofNode.add(slots[i]);
      }
    }
    Map<Integer, List<Integer>> lists = new LinkedHashMap<>();
    found.forEach((node, ofNode) -> lists.put(node, new ArrayList<>(ofNode)));
    return lists;
  }
}
