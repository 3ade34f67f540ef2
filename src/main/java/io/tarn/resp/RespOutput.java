// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.tarn.command.OutputBufferLimit;
import io.tarn.command.Reply;
import io.tarn.command.wire.RespEncoder;
import io.tarn.metric.CommandCounters.Total;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a session: answers are encoded into the thread's array, handed to the channel in
 * one buffer at the end of a pass, and sent. What is too long for that waits in a {@link
 * PendingOutput}, and everything after it waits behind it.
 */
final class RespOutput implements RespEncoder.Spill {

  /** First size of the array for an answer from another thread. */
  private static final int LATER_BYTES = 256;

  private final RespLoop loop;
  private final Channel channel;
  private final RespConnection connection;
  private @Nullable PendingOutput pending;
  private boolean unflushed;

  /** What the socket has left, as far as it is counted. */
  private long unsent;

  private boolean pumping;
  private boolean overLimit;
  private boolean closed;

  /** Null until the first answer that comes from elsewhere. */
  private @Nullable ReservedPlaces places;

  private boolean draining;

  RespOutput(RespLoop loop, Channel channel, RespConnection connection) {
    this.loop = loop;
    this.channel = channel;
    this.connection = connection;
  }

  /** Encodes an answer. */
  void write(Reply reply) {
    loop.encoder().write(reply, connection.protocol(), this);
  }

  /** Encodes an answer into {@code later}, of {@link #newPending}. Any thread. */
  void write(Reply reply, PendingOutput later) {
    RespEncoder encoder = new RespEncoder(LATER_BYTES);
    encoder.write(reply, connection.protocol(), later);
    later.bytes(encoder.array(), encoder.size());
  }

  @Override
  public void bytes(byte[] array, int length) {
    if (admits(length)) {
      if (hasPlaces()) {
        places().behind(array, length);
      } else {
        pending().bytes(array, length);
      }
    }
  }

  @Override
  public void memory(long position, int length) {
    if (admits(length)) {
      PendingOutput output = hasPlaces() ? places().longBehind(length) : pending();
      output.memory(position, length);
    }
  }

  /** Appends an answer that another thread encoded. */
  void append(PendingOutput answer) {
    if (hasPlaces()) {
      places().behind(answer);
    } else {
      pending().append(answer);
      pump();
    }
  }

  /** Reserves a place behind all that was encoded, for an answer that comes from elsewhere. */
  ReservedPlace reserve(RespSession session, boolean muted) {
    if (places == null) {
      places = new ReservedPlaces(session, loop, this);
    }
    return places().reserve(muted);
  }

  /** True when what is encoded must leave after an answer that has not come. */
  boolean hasPlaces() {
    return places != null && !draining && !places.isEmpty();
  }

  /** True when no further place may be reserved. */
  boolean isFullOfPlaces() {
    return places != null && places.isFull();
  }

  /** Returns the heap that answers take which wait for an earlier one. */
  long reservedHeapBytes() {
    return places == null ? 0 : places.heapBytes();
  }

  /** Hands over the answers at the front that have come. Not while the session runs. */
  void drainPlaces() {
    if (places != null && !isOverLimit() && !closed) {
      draining = true;
      try {
        places.drain();
        handOver();
      } finally {
        draining = false;
      }
    }
  }

  /** Appends encoded bytes. */
  void raw(byte[] array, int length) {
    loop.encoder().writeRaw(array, 0, length, this);
  }

  /** Appends an output, which is empty afterwards, behind what is encoded. */
  void behind(PendingOutput other) {
    handOver();
    pending().append(other);
    pump();
  }

  /** Encodes an answer into {@code held}. */
  void encode(Reply reply, HeldBytes held) {
    RespEncoder encoder = loop.sideEncoder();
    try {
      encoder.write(reply, connection.protocol(), held.spill(this));
      held.add(encoder.array(), 0, encoder.size(), this);
    } finally {
      encoder.clear();
    }
  }

  /** Takes a message that nobody asked for, outside of a pass: {@code bytes} is its own. */
  void push(ByteBuf bytes) {
    if (closed) {
      bytes.release();
    } else if (isStalled()) {
      pending().buffer(bytes);
    } else {
      give(bytes);
    }
  }

  /** Returns a place for an answer that another thread encodes. Any thread. */
  PendingOutput newPending() {
    return new PendingOutput(channel.alloc(), loop.environment().slab(), loop.arena());
  }

  /** True when answers wait that the channel has not got. */
  boolean isWaiting() {
    return pending != null;
  }

  /** True when no request should run until the socket has taken more. */
  boolean isStalled() {
    return pending != null || !channel.isWritable();
  }

  /** True when there is something to flush. */
  boolean isUnflushed() {
    return unflushed;
  }

  /** True during a flush that must not lead to another one. */
  boolean isPumping() {
    return pumping;
  }

  /** True when more waits, or should have waited, than the client may leave unread. */
  boolean isOverLimit() {
    return overLimit
        || (places != null && places.isOverLimit())
        || waitingBytes() + channelBytes() > limitBytes();
  }

  /** Returns the bytes that the channel has not got. */
  long waitingBytes() {
    PendingOutput output = pending;
    long waiting = output == null ? 0 : output.bytes();
    return places == null ? waiting : waiting + places.bytes();
  }

  /** Moves the encoded bytes to the channel, or behind what waits already. */
  void handOver() {
    RespEncoder encoder = loop.encoder();
    int size = encoder.size();
    if (size > 0 && !closed) {
      if (hasPlaces()) {
        places().behind(encoder.array(), size);
      } else if (pending != null) {
        pending.bytes(encoder.array(), size);
      } else {
        ByteBuf bytes = channel.alloc().directBuffer(size, size);
        give(bytes.writeBytes(encoder.array(), 0, size));
      }
    }
    encoder.clear();
    pump();
  }

  /** Gives the channel as much of what waits as it takes. */
  void pump() {
    PendingOutput output = pending;
    while (output != null && !closed && channel.isWritable()) {
      if (output.isEmpty()) {
        pending = null;
        return;
      }
      give(output.next());
      if (!channel.isWritable()) {
        pumping = true;
        flush();
        pumping = false;
      }
    }
  }

  /** Sends what the channel was given. */
  void flush() {
    if (unflushed && !closed) {
      unflushed = false;
      loop.counters().add(Total.WRITES, 1);
      channel.unsafe().flush();
    }
    countUnsent();
  }

  /** Has others know what the client has not taken. */
  void account() {
    connection.waitingOutputBytes(waitingBytes());
    if (isStalled()) {
      countUnsent();
    }
  }

  /**
   * Counts what the socket has left to the budget. A little is usual, and taken later without a
   * word to the session; so that it is not counted for ever, {@link ClientLimits} looks again.
   */
  void countUnsent() {
    long left = closed ? 0 : channelBytes();
    long now = left < RespConnection.USUAL_UNSENT_BYTES ? 0 : left;
    if (now != unsent) {
      loop.unsent(now - unsent);
      unsent = now;
      connection.countedUnsent(now);
    }
  }

  /** Frees what waits; nothing is written afterwards. */
  void close() {
    closed = true;
    if (places != null) {
      places.close();
    }
    countUnsent();
    PendingOutput output = pending;
    pending = null;
    if (output != null) {
      output.release();
    }
  }

  /** Past the pipeline, which holds nothing that writes pass. */
  private void give(ByteBuf bytes) {
    loop.counters().add(Total.BYTES_OUT, bytes.readableBytes());
    channel.unsafe().write(bytes, channel.unsafe().voidPromise());
    unflushed = true;
  }

  private boolean admits(int length) {
    overLimit |= waitingBytes() + length > limitBytes();
    return !overLimit && !closed;
  }

  /** Returns the bytes that the channel has got and the socket has not. */
  long channelBytes() {
    var written = channel.unsafe().outboundBuffer();
    return written == null ? 0 : written.totalPendingWriteBytes();
  }

  /** Returns how much the client may leave unread. */
  long limitBytes() {
    OutputBufferLimit limit =
        loop.environment().parameters().outputBufferLimit(connection.clientClass());
    long most = loop.settings().outputLimitBytes();
    return limit.hardBytes() == 0 ? most : Math.min(limit.hardBytes(), most);
  }

  private ReservedPlaces places() {
    return Objects.requireNonNull(places);
  }

  private PendingOutput pending() {
    PendingOutput output = pending;
    if (output == null) {
      output = newPending();
      pending = output;
    }
    return output;
  }
}
