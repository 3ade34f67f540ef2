// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.util.function.Consumer;

/**
 * The sending half of the link to one peer: gives frames their numbers and keeps what is on its way
 * within windows. Any thread; frames reach the wire in the order of their numbers.
 */
final class OutboundLink {

  /** What {@link #offer} answers when it has not taken the message. */
  static final long NOT_TAKEN = -1;

  /** Most bytes that wait for room in a window: two of the longest messages. */
  static final long MOST_BACKLOG_BYTES = 2L * Frame.MOST_MESSAGE_BYTES;

  /** Frames consumed that are told at once when nothing else goes to the peer. */
  private static final int TELL_FRAMES = 32;

  /** An idle link is ticked so seldom. */
  private static final int IDLE_TICKS = 10;

  private final Consumer<Frame> wire;
  private final SendWindow[] windows = new SendWindow[Channel.WINDOWS];
  private long session = 1;
  private long sequence;
  private boolean open;
  private boolean closed;
  private long ackSession;
  private final long[] consumed = new long[Channel.WINDOWS];
  private long untold;
  private int idleTicks;

  /** Creates the half; {@code wire} takes the frames, under the lock, and must not block. */
  OutboundLink(Consumer<Frame> wire) {
    this.wire = wire;
    for (int i = 0; i < windows.length; i++) {
      windows[i] = new SendWindow();
    }
  }

  /** Messages are taken from now on: the peer has been heard. */
  synchronized void open() {
    open = !closed;
  }

  /** No message is taken any more. */
  synchronized void close() {
    open = false;
    closed = true;
    for (SendWindow window : windows) {
      window.clear();
    }
  }

  synchronized boolean isOpen() {
    return open;
  }

  /**
   * Takes a message, whose bytes are not changed afterwards.
   *
   * @return its number among those of its window, counted over all sessions; or {@link #NOT_TAKEN}
   */
  synchronized long offer(Channel channel, byte[] array, int from, int length) {
    SendWindow window = windows[channel.window()];
    if (!open
        || length > Frame.MOST_MESSAGE_BYTES
        || window.backlogBytes() + length > MOST_BACKLOG_BYTES) {
      return NOT_TAKEN;
    }
    long number = window.offer(channel, array, from, length);
    pump(window);
    return number;
  }

  /**
   * Takes a message of requests from somebody who knows of all resets so far. Who does not has
   * requests pending that come back, which this message must not overtake.
   *
   * @param base the number of the first message of the session that the sender knows of
   * @return as {@link #offer}
   */
  synchronized long offerRequests(long base, byte[] array) {
    return base == requestsBase() ? offer(Channel.REQUEST, array, 0, array.length) : NOT_TAKEN;
  }

  /** Sends a message outside of the sequence; false when the link is not open. */
  synchronized boolean ping(byte[] array, int from, int length) {
    if (open) {
      put(Frame.Kind.PING, Channel.PING, 0, length, array, from, length);
    }
    return open;
  }

  /** Returns the bytes of a channel's window that wait for room. */
  synchronized long backlogBytes(Channel channel) {
    return windows[channel.window()].backlogBytes();
  }

  /** Takes what the peer has consumed; true when there is more room now. */
  synchronized boolean acknowledged(long ofSession, long requests, long others) {
    if (ofSession != session || closed) {
      return false;
    }
    boolean newRequests = windows[0].consumed(requests);
    boolean newOthers = windows[1].consumed(others);
    boolean news = newRequests || newOthers;
    if (news) {
      pump(windows[1]);
      pump(windows[0]);
    }
    return news;
  }

  /** Notes that a session of the other direction has begun. */
  synchronized void beginAcknowledging(long inboundSession) {
    ackSession = inboundSession;
    consumed[0] = 0;
    consumed[1] = 0;
    untold = 0;
  }

  /** Notes that a frame of the other direction has been consumed, and tells it when it is time. */
  synchronized void consumed(int window) {
    consumed[window]++;
    if (++untold >= TELL_FRAMES) {
      putTick();
    }
  }

  /** Says what must be said from time to time. */
  synchronized void tick() {
    boolean idle = open && untold == 0 && !windows[0].isInFlight() && !windows[1].isInFlight();
    if (!closed && (!idle || ++idleTicks >= IDLE_TICKS)) {
      idleTicks = 0;
      putTick();
    }
  }

  /** Says that a session of the other direction is over. */
  synchronized void refuse(long inboundSession, long begunRequests) {
    if (!closed) {
      wire.accept(Frame.control(Frame.Kind.RESET, session, begunRequests, inboundSession, 0, 0));
    }
  }

  /** Ends the session and begins another; what was offered before is not sent any more. */
  synchronized void beginSession() {
    session++;
    sequence = 0;
    ackSession = 0;
    for (SendWindow window : windows) {
      window.clear();
    }
  }

  synchronized long session() {
    return session;
  }

  /** Returns the number of the first message of requests that was not sent as a whole. */
  synchronized long sentRequests() {
    return windows[0].sentMessages();
  }

  /** Returns the number of the first message of requests of this session. */
  synchronized long requestsBase() {
    return windows[0].sessionBase();
  }

  /** Returns the number of the next message of requests. */
  synchronized long offeredRequests() {
    return windows[0].offeredMessages();
  }

  private void pump(SendWindow window) {
    for (SendWindow.Part part = window.next(); part != null; part = window.next()) {
      put(
          Frame.Kind.DATA,
          part.channel(),
          sequence++,
          part.total(),
          part.array(),
          part.from(),
          part.length());
    }
  }

  private void put(
      Frame.Kind kind,
      Channel channel,
      long number,
      int total,
      byte[] array,
      int from,
      int length) {
    untold = 0;
    wire.accept(
        new Frame(
            kind,
            channel,
            session,
            number,
            ackSession,
            consumed[0],
            consumed[1],
            total,
            array,
            from,
            length));
  }

  private void putTick() {
    untold = 0;
    wire.accept(
        Frame.control(Frame.Kind.TICK, session, sequence, ackSession, consumed[0], consumed[1]));
  }
}
