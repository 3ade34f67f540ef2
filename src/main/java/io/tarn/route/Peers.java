// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import java.util.concurrent.Executor;

/**
 * The other nodes, as routing sees them. A peer has a number, given by this process when it learns
 * of that incarnation of the node, and never given again. Any thread.
 */
public interface Peers {

  /** What {@link #owner} answers for a slot that this node leads. */
  int SELF = -1;

  /** A node without others. */
  Peers ALONE = new LonePeers();

  /** What {@link #owner} answers for a slot that nobody leads at the moment, as far as is known. */
  int NOBODY = -2;

  /** True when no other member holds slots and this node does: every request runs here. */
  boolean isAlone();

  /** Returns who leads a slot: {@link #SELF}, {@link #NOBODY} or the number of a peer. */
  int owner(int slot);

  /** Returns how many consecutive slots always have the same owner: those of a shard. */
  int slotsPerShard();

  /** Returns the epoch in which a slot is led, in short, as far as is known; 0 for none. */
  int epoch(int slot);

  /** Returns how many epochs have become known so far, of all slots. */
  int epochCount();

  /** Returns {@link #epochCount} as it was when the present epoch of a slot became known. */
  int epochKnownAt(int slot);

  /** True when this node follows a slot, and has nearly all that its leader has. */
  boolean hasCopy(int slot);

  /** Returns the peers that hold slots (role {@code cache}) and are believed to live. */
  int[] holders();

  /** Returns all peers that are believed to live, those without slots included. */
  int[] all();

  /** True when this node holds slots (role {@code cache}). */
  boolean isHolder();

  /**
   * Returns "host:port" of the RESP door of a peer, or of this node for {@link #SELF}; all nodes
   * name a node alike. For -MOVED, and for the cursors of SCAN.
   */
  String respAddress(int peer);

  /**
   * Opens the way to the peers for one I/O thread.
   *
   * @param home runs what it is given on that thread: answers are delivered there
   */
  Forwarder newForwarder(Executor home);
}
