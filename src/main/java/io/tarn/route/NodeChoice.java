// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import java.util.Arrays;

/** Which nodes a request over the cluster goes to: peers, and {@link Peers#SELF}. */
final class NodeChoice {

  private final Peers peers;

  NodeChoice(Peers peers) {
    this.peers = peers;
  }

  /** Returns all nodes that hold slots, this one included if it does. */
  int[] holders() {
    return peers.isHolder() ? withSelf(peers.holders()) : peers.holders();
  }

  /** Returns all nodes. */
  int[] all() {
    return withSelf(peers.all());
  }

  /**
   * Returns the nodes to which a connection has written, as far as they live; if there is none, all
   * that hold slots.
   *
   * @param here whether it may have written to this node
   */
  int[] written(int[] peersWritten, boolean here) {
    int[] nodes = holders();
    int[] found = new int[nodes.length];
    int count = 0;
    for (int node : nodes) {
      if (node == Peers.SELF ? here : contains(peersWritten, node)) {
        found[count++] = node;
      }
    }
    return count == 0 ? nodes : Arrays.copyOf(found, count);
  }

  static boolean contains(int[] numbers, int number) {
    for (int one : numbers) {
      if (one == number) {
        return true;
      }
    }
    return false;
  }

  private static int[] withSelf(int[] others) {
    int[] all = Arrays.copyOf(others, others.length + 1);
    all[others.length] = Peers.SELF;
    return all;
  }
}
