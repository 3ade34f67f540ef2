// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One window of a link: what is on its way and has not been consumed, and what waits for room in
 * it. Used under the lock of its {@link OutboundLink}.
 */
final class SendWindow {

  /** Most frames on their way; two windows of this stay far below Artery's queue of 3,072. */
  static final int MOST_FRAMES = 512;

  /** Most bytes on their way. */
  static final long MOST_BYTES = 8L << 20;

  /** A message or a part of one that has not been sent. */
  record Part(
      Channel channel, byte[] array, int from, int length, int total, boolean endsMessage) {}

  private final ArrayDeque<Part> backlog = new ArrayDeque<>();

  /** Lengths of the frames on their way, by number modulo the size. */
  private final int[] lengths = new int[MOST_FRAMES];

  private long backlogBytes;
  private long flightBytes;
  private long sentFrames;
  private long consumedFrames;
  private long offeredMessages;
  private long sentMessages;
  private long sessionBase;

  /** Cuts a message into parts that wait; returns its number, counted over all sessions. */
  long offer(Channel channel, byte[] array, int from, int length) {
    int at = 0;
    do {
      int part = Math.min(length - at, Frame.MOST_BYTES);
      boolean last = at + part == length;
      backlog.add(new Part(channel, array, from + at, part, length, last));
      at += part;
    } while (at < length);
    backlogBytes += length;
    return offeredMessages++;
  }

  /** Takes the next part out, which is sent now; null when there is none or no room. */
  @Nullable Part next() {
    Part first = backlog.peek();
    long flying = sentFrames - consumedFrames;
    if (first == null
        || flying == MOST_FRAMES
        || (flying > 0 && flightBytes + first.length() > MOST_BYTES)) {
      return null;
    }
    backlog.remove();
    backlogBytes -= first.length();
    flightBytes += first.length();
    lengths[(int) (sentFrames % MOST_FRAMES)] = first.length();
    sentFrames++;
    if (first.endsMessage()) {
      sentMessages++;
    }
    return first;
  }

  /** Notes that so many frames of the session have been consumed; true when that is news. */
  boolean consumed(long frames) {
    if (frames <= consumedFrames || frames > sentFrames) {
      return false;
    }
    while (consumedFrames < frames) {
      flightBytes -= lengths[(int) (consumedFrames % MOST_FRAMES)];
      consumedFrames++;
    }
    return true;
  }

  /** Forgets everything: the session has ended. */
  void clear() {
    backlog.clear();
    backlogBytes = 0;
    flightBytes = 0;
    sentFrames = 0;
    consumedFrames = 0;
    sentMessages = offeredMessages;
    sessionBase = offeredMessages;
  }

  boolean isInFlight() {
    return sentFrames != consumedFrames;
  }

  long backlogBytes() {
    return backlogBytes;
  }

  /** Returns the number of the next message that is offered. */
  long offeredMessages() {
    return offeredMessages;
  }

  /** Returns the number of the first message that has not been sent as a whole. */
  long sentMessages() {
    return sentMessages;
  }

  /** Returns the number of the first message of this session. */
  long sessionBase() {
    return sessionBase;
  }
}
