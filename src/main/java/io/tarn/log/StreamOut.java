// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/** Takes messages to other nodes. They may be lost; nothing is told of that. */
public interface StreamOut {

  /** Returns how many bytes of a stream may be sent to a node now; 0 or less for none. */
  int room(int node);

  /** Sends a message: encodes it before it returns, because arrays in it are used again. */
  void send(int node, StreamMessage message);

  /** Returns an array of at least {@link StreamSettings#frameBytes} bytes for one message. */
  byte[] scratch();
}
