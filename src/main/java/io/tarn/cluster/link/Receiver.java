// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

/**
 * Takes the messages of one channel. Calls for one peer come one after the other, in order; those
 * for several peers come from several threads at a time. Nothing here may block.
 */
public interface Receiver {

  /** The way to a peer is open now: it has been heard, and messages to it are taken. */
  default void opened(int peer) {}

  /**
   * Takes a message. The array is the receiver's from now on, it is not used again.
   *
   * @param array holds the message from {@code offset}
   */
  void received(int peer, byte[] array, int offset, int length);

  /**
   * Messages have been lost, in either direction: whatever was under way with the peer has to begin
   * anew. Messages after this call are new ones.
   */
  void reset(int peer);

  /** The peer has left or was removed; nothing comes from it any more. */
  void lost(int peer);
}
