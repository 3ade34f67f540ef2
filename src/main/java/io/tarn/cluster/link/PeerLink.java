// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol with one peer. Frames are received by one thread; any thread sends.
 *
 * <p>The conversation: each side ticks until it hears the other; then the link is open. Each
 * direction has a session, numbered upwards, whose frames are numbered from 0. Who misses a frame
 * ends the sessions of both directions on its side, begins a new one and says RESET with the number
 * of the session that has the gap; the other side, when that is its present session, does the same.
 * A frame of a new session means the same as a RESET, should that be lost. A TICK tells the number
 * of the next frame, so that a loss at the end of a burst is noticed too.
 */
final class PeerLink {

  /** Is told what happens, on the thread that calls {@link #receive}. */
  interface Events {

    /** The peer has been heard for the first time. */
    void opened();

    /**
     * A message has come; the array is the receiver's. One of requests is to be followed by {@link
     * #requestsBegin} and {@link #requestsConsumed} when it is run.
     */
    void message(Channel channel, byte[] array, int offset, int length);

    /**
     * Both sessions have ended: messages of requests with numbers below {@code deadBelow} will have
     * no further answer, and those from {@code notRunFrom} on have not run.
     */
    void reset(long notRunFrom, long deadBelow);

    /** The peer has consumed something. */
    void acknowledged();
  }

  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  /** After so many ticks without a frame of the peer, which says something every tenth, it ends. */
  static final int SILENT_TICKS = 100;

  private static final long NOT_TOLD = -1;

  private final String name;
  private final OutboundLink outbound;
  private final InboundLink inbound = new InboundLink();
  private final Events events;
  private boolean heard;
  private int silentTicks;

  /** Creates the link, not open; {@code name} is for the log. */
  PeerLink(String name, Consumer<Frame> wire, Events events) {
    this.name = name;
    this.outbound = new OutboundLink(wire);
    this.events = events;
  }

  /** Returns the sending half. */
  OutboundLink outbound() {
    return outbound;
  }

  /** Takes a frame of the peer. */
  void receive(Frame frame) {
    silentTicks = 0;
    if (!heard) {
      heard = true;
      outbound.open();
      events.opened();
    }
    if (frame.kind() == Frame.Kind.RESET) {
      if (frame.ackSession() == outbound.session()) {
        reset(outbound.requestsBase() + frame.sequence(), "the peer has missed a frame");
      }
      return;
    }
    if (outbound.acknowledged(frame.ackSession(), frame.ackRequests(), frame.ackOthers())) {
      events.acknowledged();
    }
    if (frame.kind() == Frame.Kind.PING) {
      events.message(Channel.PING, frame.array(), frame.from(), frame.length());
    } else if (isNext(frame) && frame.kind() == Frame.Kind.DATA) {
      take(frame);
    }
  }

  /**
   * Says what must be said from time to time. When the peer has been silent for long, what is
   * pending fails rather than wait until the cluster has decided about it.
   */
  void tick() {
    outbound.tick();
    if (heard && ++silentTicks >= SILENT_TICKS) {
      silentTicks = 0;
      giveUp("the peer is silent");
    }
  }

  /** A message of requests begins to run. On the receiving thread. */
  void requestsBegin() {
    inbound.beginRequests();
  }

  /** A message of requests has been run: there is room for another. On the receiving thread. */
  void requestsConsumed() {
    outbound.consumed(Channel.REQUEST.window());
  }

  /** Ends both sessions because this side cannot go on. On the receiving thread. */
  void giveUp(String reason) {
    long ended = inbound.session();
    long begun = inbound.begunRequests();
    reset(NOT_TOLD, reason);
    outbound.refuse(ended, begun);
  }

  /** The peer has gone: everything pending ends. On the receiving thread. */
  void close() {
    long notRunFrom;
    synchronized (outbound) {
      notRunFrom = outbound.sentRequests();
      outbound.close();
    }
    inbound.end();
    events.reset(notRunFrom, outbound.offeredRequests());
  }

  private boolean isNext(Frame frame) {
    if (inbound.isNew(frame)) {
      if (inbound.supersedes(frame)) {
        reset(NOT_TOLD, "the peer has begun anew");
      }
      inbound.begin(frame.session());
      outbound.beginAcknowledging(frame.session());
    }
    switch (inbound.judge(frame)) {
      case NEXT -> {
        return true;
      }
      case GAP -> giveUp("a frame is missing");
      case STALE -> {} // what has ended is told by the frames of the next session
    }
    return false;
  }

  private void take(Frame frame) {
    Channel channel = frame.channel();
    if (frame.total() == frame.length()) {
      events.message(channel, frame.array(), frame.from(), frame.length());
    } else {
      byte[] whole;
      try {
        whole = inbound.assemble(frame);
      } catch (IllegalArgumentException | OutOfMemoryError broken) {
        LOG.warn("Message between nodes cannot be put together: peer={}", name, broken);
        giveUp("a message cannot be put together");
        return;
      }
      if (whole == null) {
        outbound.consumed(channel.window());
        return;
      }
      events.message(channel, whole, 0, whole.length);
    }
    if (channel != Channel.REQUEST) {
      outbound.consumed(channel.window());
    }
  }

  /* What the peer has not told to have begun may have, unless it was never sent. */
  private void reset(long toldNotRunFrom, String reason) {
    LOG.warn("Link begins anew: peer={} reason={}", name, reason);
    inbound.end();
    long notRunFrom;
    long deadBelow;
    synchronized (outbound) {
      notRunFrom = toldNotRunFrom == NOT_TOLD ? outbound.sentRequests() : toldNotRunFrom;
      deadBelow = outbound.offeredRequests();
      outbound.beginSession();
    }
    events.reset(Math.min(notRunFrom, deadBelow), deadBelow);
  }
}
