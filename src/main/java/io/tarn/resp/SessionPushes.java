// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tarn.command.pubsub.Outlet;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one session between its answers. On the session's I/O thread, but for {@link
 * #hold}.
 *
 * <pre>
 *   session runs a request    behind the answers that the thread's encoder holds
 *   an answer comes from
 *   elsewhere                 before it
 *   its answer comes later,
 *   and may subscribe         held until the answer is there
 *   otherwise                 collected, and given to the channel at the end of the turn
 *   the socket takes no more  behind the answers that wait, up to the output-buffer limit
 * </pre>
 */
final class SessionPushes {

  /** First size of the buffer that collects short messages, and its size at the most. */
  private static final int COLLECTED_BYTES = 256;

  private static final int MOST_COLLECTED_BYTES = 16 << 10;

  private final RespSession session;
  private final RespLoop loop;
  private final Channel channel;
  private final RespConnection connection;
  private final RespOutput output;
  private @Nullable ByteBuf collected;
  private boolean touched;
  private boolean first;

  /** A thread that runs a request of this session has subscribed; see {@link #hold}. */
  private volatile boolean holding;

  private final ArrayDeque<byte[]> held = new ArrayDeque<>();
  private long heldBytes;

  SessionPushes(
      RespSession session,
      RespLoop loop,
      Channel channel,
      RespConnection connection,
      RespOutput output) {
    this.session = session;
    this.loop = loop;
    this.channel = channel;
    this.connection = connection;
    this.output = output;
  }

  /** Returns the way that the messages come. */
  Outlet outlet() {
    return loop.pushes();
  }

  /** Takes a message; true when {@link #handOver} must follow, the first time for each turn. */
  boolean take(PushFrame frame) {
    if (session.isOver()) {
      return false;
    }
    if (holding) {
      hold(frame);
      return false;
    }
    if (session.isRunning() && !output.hasPlaces()) {
      loop.encoder().writePush(frame.bytes(), connection.protocol(), output);
      return false;
    }
    try {
      if (frame.isShared()) {
        giveCollected();
        output.push(frame.shared(channel.alloc(), connection.protocol()));
      } else {
        collect(frame.bytes());
      }
    } catch (OutOfMemoryError full) {
      cutOff("no memory for its messages");
      return false;
    }
    boolean isNew = !touched;
    touched = true;
    return isNew;
  }

  /** Gives the channel what was collected; closes a session that takes too little. */
  void handOver() {
    touched = false;
    giveCollected();
    if (output.isOverLimit() && !session.isOver()) {
      cutOff("output buffer limit");
    }
    output.account();
  }

  /**
   * Keeps messages back until the answer of the present request is there. Called by a thread that
   * runs the request in place of this one, before it subscribes.
   */
  void hold() {
    holding = true;
  }

  /** Lets messages follow after an answer that came from another thread. */
  void release() {
    if (!holding) {
      return;
    }
    holding = false;
    for (byte[] bytes = held.poll(); bytes != null; bytes = held.poll()) {
      take(new PushFrame(bytes));
    }
    heldBytes = 0;
    handOver();
  }

  /** Notes that the answer to come must leave after the messages that are on their way. */
  void comeFirst() {
    first = true;
  }

  /** Before the answer of a request. EXEC, whose answer runs requests, has ended nothing yet. */
  void beforeAnswer() {
    if (first) {
      first = false;
      loop.pushes().drain();
    }
  }

  /** After a request: what it, or anybody else, has published meanwhile. */
  void afterAnswer() {
    if (first || connection.subscribed()) {
      first = false;
      loop.pushes().drain();
    }
  }

  /**
   * Holds a publisher back that is faster than the threads which send its messages.
   *
   * @param goOn what to run on this thread when the session may go on
   * @return true when it must wait for that
   */
  boolean holdsPublisher(Runnable goOn) {
    PushQueue full = loop.takeCongestion();
    if (full == null) {
      return false;
    }
    if (full == loop.pushes()) {
      full.drain();
      return false;
    }
    full.whenDrained(() -> execute(goOn));
    return true;
  }

  /** Frees everything. */
  void close() {
    if (collected != null) {
      collected.release();
      collected = null;
    }
    held.clear();
    holding = false;
  }

  private void cutOff(String reason) {
    session.drop(reason);
    if (!session.isRunning()) {
      var _ = channel.close();
    }
  }

  /* A thread that has stopped has closed its sessions. */
  private void execute(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException stopped) {
      held.clear();
    }
  }

  private void hold(PushFrame frame) {
    held.add(frame.bytes());
    heldBytes += frame.bytes().length;
    if (heldBytes > output.limitBytes()) {
      held.clear();
      cutOff("output buffer limit");
    }
  }

  private void collect(byte[] bytes) {
    if (collected != null && collected.readableBytes() + bytes.length > MOST_COLLECTED_BYTES) {
      giveCollected();
    }
    ByteBuf buffer = collected;
    if (buffer == null) {
      buffer = channel.alloc().directBuffer(Math.max(bytes.length, COLLECTED_BYTES));
      collected = buffer;
    }
    int at = buffer.writerIndex();
    buffer.writeBytes(bytes).setByte(at, PushFrame.type(connection.protocol()));
  }

  private void giveCollected() {
    ByteBuf buffer = collected;
    if (buffer != null) {
      collected = null;
      output.push(buffer);
    }
  }
}
