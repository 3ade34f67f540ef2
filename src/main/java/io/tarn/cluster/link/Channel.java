// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

/** What a message between nodes is for. The order is that of the bytes on the wire. */
public enum Channel {
  /** Requests to run; has a window of its own. */
  REQUEST,
  /** Answers to {@link #REQUEST}. */
  REPLY,
  /** Records of a shard. */
  STREAM,
  /** How far records have been applied, and other words of followers. */
  STREAM_ACK,
  /** What a node says of its shards. */
  REPORT,
  /**
   * Signs of life: sent at once, past everything that waits, and may be lost without a word. One
   * frame at most.
   */
  PING,
  /** What operators ask of a node. */
  ADMIN,
  /** Who leads a shard next. */
  LEAD;

  /** Windows of a link: one for requests, one for everything else. */
  static final int WINDOWS = 2;

  private static final Channel[] ALL = values();

  /** Returns the number of the window that it counts to. */
  int window() {
    return this == REQUEST ? 0 : 1;
  }

  /** Returns the channel of a byte on the wire, which is checked. */
  static Channel of(byte code) {
    if (code < 0 || code >= ALL.length) {
      throw new IllegalArgumentException("no such channel: code=" + code);
    }
    return ALL[code];
  }
}
