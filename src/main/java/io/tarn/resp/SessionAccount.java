// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** What one session holds of the heap and of unread input, counted and kept within bounds. */
final class SessionAccount {

  /** Input that may wait while requests do not run, before reading stops. */
  private static final int BACKLOG_BYTES = 256 << 10;

  /** Most input of one request before a password was given, as in Redis. */
  private static final int STRANGER_QUERY_BYTES = 1 << 20;

  /** Most bytes of an unfinished request, whatever client-query-buffer-limit says. */
  private static final int QUERY_BYTES = 1 << 30;

  private final RespLoop loop;
  private final Channel channel;
  private final RespConnection connection;
  private final RespDecoder decoder;
  private final RequestFlow flow;
  private final RespOutput output;
  private long held;

  SessionAccount(
      RespLoop loop,
      Channel channel,
      RespConnection connection,
      RespDecoder decoder,
      RequestFlow flow,
      RespOutput output) {
    this.loop = loop;
    this.channel = channel;
    this.connection = connection;
    this.decoder = decoder;
    this.flow = flow;
    this.output = output;
  }

  /**
   * Counts anew.
   *
   * @param kept bytes of heap that what has run keeps
   * @param heldBack whether no request may run
   * @return the limit that is passed, or null
   */
  @Nullable String update(long kept, boolean heldBack) {
    long now = decoder.heldBytes() + flow.postponedBytes() + kept + output.reservedHeapBytes();
    boolean within = now == held || loop.held(now - held);
    held = now;
    long query = decoder.pendingBytes();
    connection.queryBytes(query);
    boolean paused = query >= BACKLOG_BYTES && heldBack;
    if (paused == channel.config().isAutoRead()) {
      channel.config().setAutoRead(!paused);
    }
    return within && query <= queryLimit() ? null : "query buffer limit";
  }

  /** Counts nothing any more. */
  void release() {
    loop.held(-held);
    held = 0;
  }

  private long queryLimit() {
    long limit = Math.min(QUERY_BYTES, loop.environment().parameters().clientQueryBufferLimit());
    return connection.authenticated() ? limit : Math.min(limit, STRANGER_QUERY_BYTES);
  }
}
