// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import java.util.List;

/**
 * Sends the requests of one I/O thread to peers: all requests for a peer between two calls of
 * {@link #flush} leave in one frame (more when they are long). Only that thread calls it.
 *
 * <p>Requests to one peer arrive and begin to run in the order in which they were given here. A
 * connection's answers from one peer come back in the order of its requests, except those that wait
 * for something (a key, a gate).
 */
public interface Forwarder {

  /** How a request is to run. */
  enum Manner {
    /** As one of a stream of requests that leave nothing behind at the peer. */
    PLAIN,
    /**
     * In a session that the peer keeps for this connection until {@link #endSession}: WATCH, MULTI
     * to EXEC, what is watched meanwhile.
     */
    SESSION,
    /** On what that node itself holds, not on the cluster: a part of a request that was split. */
    LOCAL,
    /** On the peer's replica of the slot, when it has one that is in sync. */
    REPLICA
  }

  /**
   * Copies a request into the frame for a peer. Protocol, CLIENT NO-TOUCH and the like are taken
   * from the connection as they are now.
   *
   * @param answer told once, on the home thread, after this call has returned
   * @return false when too much is on its way to this peer: nothing has happened
   */
  boolean forward(
      int peer, Manner manner, Connection connection, Arguments arguments, RemoteAnswer answer);

  /**
   * As {@link #forward}, for requests that run one right after the other in the peer's session of
   * this connection (MULTI, what it queued, EXEC): only the last one's answer comes back.
   */
  boolean forwardAll(
      int peer, Connection connection, List<Arguments> requests, RemoteAnswer answer);

  /** Sends what was given since the last call: at the end of a read pass. */
  void flush();

  /**
   * Has the peer give up a request that waits for a key, because the client has gone. The answer is
   * not told any more.
   */
  void cancel(int peer, RemoteAnswer answer);

  /** Ends the peer's session of a connection, if there is one. */
  void endSession(int peer, Connection connection);
}
