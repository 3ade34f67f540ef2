// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Frames as bytes. All numbers little-endian.
 *
 * <pre>
 *   0      1        2        10        18          26           34         42     46
 *   kind   channel  session  sequence  ackSession  ackRequests  ackOthers  total  payload ...
 * </pre>
 */
public final class FrameSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {

  private static final int IDENTIFIER = 1_752_001;
  private static final int HEADER_BYTES = 46;
  private static final Frame.Kind[] KINDS = Frame.Kind.values();

  /** Created by Pekko, as {@code tarn-pekko.conf} says. */
  @SuppressWarnings("UnusedVariable") // the signature that Pekko looks for
  public FrameSerializer(ExtendedActorSystem system) {}

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return "";
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    write((Frame) message, buffer);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) {
    return read(buffer);
  }

  @Override
  public byte[] toBinary(Object message) {
    Frame frame = (Frame) message;
    ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + frame.length());
    write(frame, buffer);
    return buffer.array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return read(ByteBuffer.wrap(bytes));
  }

  private static void write(Frame frame, ByteBuffer buffer) {
    ByteOrder order = buffer.order();
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) frame.kind().ordinal());
    buffer.put((byte) frame.channel().ordinal());
    buffer.putLong(frame.session());
    buffer.putLong(frame.sequence());
    buffer.putLong(frame.ackSession());
    buffer.putLong(frame.ackRequests());
    buffer.putLong(frame.ackOthers());
    buffer.putInt(frame.total());
    buffer.put(frame.array(), frame.from(), frame.length());
    buffer.order(order);
  }

  private static Frame read(ByteBuffer buffer) {
    ByteOrder order = buffer.order();
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    try {
      byte kind = buffer.get();
      if (kind < 0 || kind >= KINDS.length) {
        throw new IllegalArgumentException("no such kind of frame: code=" + kind);
      }
      Channel channel = Channel.of(buffer.get());
      long session = buffer.getLong();
      long sequence = buffer.getLong();
      long ackSession = buffer.getLong();
      long ackRequests = buffer.getLong();
      long ackOthers = buffer.getLong();
      int total = buffer.getInt();
      byte[] payload = new byte[buffer.remaining()];
      buffer.get(payload);
      return new Frame(
          KINDS[kind],
          channel,
          session,
          sequence,
          ackSession,
          ackRequests,
          ackOthers,
          total,
          payload,
          0,
          payload.length);
    } catch (BufferUnderflowException cut) {
      throw new IllegalArgumentException("a frame is cut off: bytes=" + buffer.limit(), cut);
    } finally {
      buffer.order(order);
    }
  }
}
