// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

/**
 * The way to the connections of one I/O thread. Messages leave it in the order in which they were
 * given to it, each after the answers that its connection had before.
 */
public interface Outlet {

  /** Keeps nothing: the way to a connection without a network. */
  Outlet NOWHERE = (message, members, count) -> {};

  /**
   * Has a message sent to {@code members[0, count)}, which all belong to this outlet; those that
   * are closed by then are left out. Any thread; returns at once and takes no lock.
   *
   * @param message valid during the call only
   * @param members stays as it is, as far as {@code count}
   */
  void deliver(Message message, Membership[] members, int count);
}
