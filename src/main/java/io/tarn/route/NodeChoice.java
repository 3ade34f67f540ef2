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
