// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

/**
 * What one node sends another: a message, or a part of one, with its place in the session, and how
 * much of the other direction has been consumed. Immutable; the bytes are not changed afterwards.
 *
 * @param kind what it is
 * @param channel of a message; of the others {@link Channel#PING}
 * @param session of the link in this direction; greater with each new one
 * @param sequence of DATA, from 0 in each session; of TICK that of the next DATA; of RESET how many
 *     messages of requests of the ended session have begun to run; of PING 0
 * @param ackSession session of the other direction that the next two numbers are of; of RESET the
 *     one that has ended
 * @param ackRequests frames of the window of requests consumed
 * @param ackOthers frames of the other window consumed
 * @param total length of the whole message
 * @param array holds the payload
 * @param from where it begins
 * @param length of the payload
 */
record Frame(
    Kind kind,
    Channel channel,
    long session,
    long sequence,
    long ackSession,
    long ackRequests,
    long ackOthers,
    int total,
    byte[] array,
    int from,
    int length) {

  /** The kinds of frames, in the order of the bytes on the wire. */
  enum Kind {
    /** A message or a part of one. */
    DATA,
    /** Says how much has been sent and consumed, so that a loss at the end is noticed too. */
    TICK,
    /** A session of the other direction has ended because something was lost. */
    RESET,
    /** A message outside of the sequence. */
    PING
  }

  /** The longest payload. */
  static final int MOST_BYTES = 128 << 10;

  /** The longest message, which is cut into parts. */
  static final int MOST_MESSAGE_BYTES = 64 << 20;

  private static final byte[] NOTHING = {};

  /** Creates a frame without payload. */
  static Frame control(
      Kind kind, long session, long sequence, long ackSession, long ackRequests, long ackOthers) {
    return new Frame(
        kind,
        Channel.PING,
        session,
        sequence,
        ackSession,
        ackRequests,
        ackOthers,
        0,
        NOTHING,
        0,
        0);
  }
}
