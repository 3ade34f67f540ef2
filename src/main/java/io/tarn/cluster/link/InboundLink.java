// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of the link to one peer: which session it is in, which frame must come next,
 * and the messages of which only parts have come. Used by one thread.
 */
final class InboundLink {

  /** What a frame means for the session. */
  enum Verdict {
    /** It is the next one. */
    NEXT,
    /** It belongs to a session that has ended. */
    STALE,
    /** Something before it is missing. */
    GAP
  }

  /** A message of which some parts have come. */
  private static final class Assembly {
    final Channel channel;
    final byte[] array;
    int filled;

    Assembly(Channel channel, int total) {
      this.channel = channel;
      this.array = new byte[total];
    }
  }

  private long session;
  private boolean active;
  private long expected;
  private long begunRequests;
  private final @Nullable Assembly[] assemblies = new Assembly[Channel.WINDOWS];

  /** True when the frame begins a session while another one is not over. */
  boolean supersedes(Frame frame) {
    return active && frame.session() > session;
  }

  /** True when the frame is of a later session than any before. */
  boolean isNew(Frame frame) {
    return frame.session() > session;
  }

  /** Begins a session. */
  void begin(long newSession) {
    session = newSession;
    active = true;
    expected = 0;
    begunRequests = 0;
    Arrays.fill(assemblies, null);
  }

  /** Ends the session, if there is one: none of its frames is taken any more. */
  void end() {
    active = false;
    Arrays.fill(assemblies, null);
  }

  /** Judges a frame, DATA or TICK, of a session that is not new. */
  Verdict judge(Frame frame) {
    if (!active || frame.session() != session) {
      return Verdict.STALE;
    }
    if (frame.sequence() != expected) {
      return Verdict.GAP;
    }
    if (frame.kind() == Frame.Kind.DATA) {
      expected++;
    }
    return Verdict.NEXT;
  }

  long session() {
    return session;
  }

  /** Returns how many messages of requests of the last session have begun to run. */
  long begunRequests() {
    return begunRequests;
  }

  /** Notes that a message of requests begins to run. */
  void beginRequests() {
    begunRequests++;
  }

  /**
   * Puts a part to those before it.
   *
   * @return the whole message when this was its last part, otherwise null
   * @throws IllegalArgumentException when it does not fit to those before it
   */
  byte @Nullable [] assemble(Frame frame) {
    int window = frame.channel().window();
    Assembly assembly = assemblies[window];
    if (assembly == null) {
      if (frame.total() < frame.length() || frame.total() > Frame.MOST_MESSAGE_BYTES) {
        throw new IllegalArgumentException(
            "a message's length is out of range: bytes=" + frame.total());
      }
      assembly = new Assembly(frame.channel(), frame.total());
      assemblies[window] = assembly;
    }
    byte[] whole = assembly.array;
    if (assembly.channel != frame.channel()
        || whole.length != frame.total()
        || frame.length() > whole.length - assembly.filled) {
      throw new IllegalArgumentException("a part does not fit: channel=" + frame.channel());
    }
    System.arraycopy(frame.array(), frame.from(), whole, assembly.filled, frame.length());
    assembly.filled += frame.length();
    if (assembly.filled < whole.length) {
      return null;
    }
    assemblies[window] = null;
    return whole;
  }
}
