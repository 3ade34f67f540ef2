// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.channel.Channel;

/**
 * Bounds what one client can make the node hold of its input: its own query-buffer limit, and its
 * share of the heap that the thread's unfinished requests may take.
 */
final class InputLimits {

  /** Input that may wait while requests do not run, before reading stops. */
  private static final int BACKLOG_BYTES = 256 << 10;

  /** Most input of one request before a password was given, as in Redis. */
  private static final int STRANGER_QUERY_BYTES = 1 << 20;

  /** An unfinished request may never take more, whatever client-query-buffer-limit says. */
  private static final int QUERY_BYTES = 1 << 30;

  private final RespLoop loop;
  private final RespConnection connection;
  private final RespDecoder decoder;
  private final Channel channel;
  private int held;

  InputLimits(RespLoop loop, RespConnection connection, RespDecoder decoder, Channel channel) {
    this.loop = loop;
    this.connection = connection;
    this.decoder = decoder;
    this.channel = channel;
  }

  /**
   * Notes what the decoder holds after a pass, and reads on or not.
   *
   * @param runs false when requests do not run now
   * @return false when the client is beyond its limits
   */
  boolean admit(boolean runs) {
    int now = decoder.heldBytes();
    boolean within = now == held || loop.held(now - held);
    held = now;
    long query = decoder.pendingBytes();
    connection.queryBytes(query);
    boolean reads = runs || query < BACKLOG_BYTES;
    if (reads != channel.config().isAutoRead()) {
      channel.config().setAutoRead(reads);
    }
    return within && query <= limit();
  }

  /** Gives the share of the heap back. */
  void release() {
    loop.held(-held);
    held = 0;
  }

  private long limit() {
    long limit = Math.min(QUERY_BYTES, loop.environment().parameters().clientQueryBufferLimit());
    return connection.authenticated() ? limit : Math.min(limit, STRANGER_QUERY_BYTES);
  }
}
