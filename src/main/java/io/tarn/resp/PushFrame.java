// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tarn.command.pubsub.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One message while an I/O thread hands it to its sessions. The encoded form is an array that all
 * I/O threads share; a long one is copied out of the heap once for each protocol version, and all
 * sessions write that copy.
 */
final class PushFrame {

  /*
   * Layout: "*3\r\n" or "*4\r\n", then each part as "$length\r\nbytes\r\n". RESP3 has '>' in place
   * of the first byte and no other difference.
   */

  /** A frame of this length or more is shared by its sessions instead of being copied for each. */
  static final int SHARED_BYTES = 2 << 10;

  private final byte[] bytes;
  private @Nullable ByteBuf array;
  private @Nullable ByteBuf push;

  PushFrame(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Encodes a message for RESP2. */
  static byte[] encode(Message message) {
    int parts = message.parts();
    long size = 4;
    for (int i = 0; i < parts; i++) {
      size += message.length(i) + 5L + digits(message.length(i));
    }
    byte[] frame = new byte[Math.toIntExact(size)];
    frame[0] = '*';
    frame[1] = (byte) ('0' + parts);
    int at = crlf(frame, 2);
    for (int i = 0; i < parts; i++) {
      byte[] length = Integer.toString(message.length(i)).getBytes(StandardCharsets.US_ASCII);
      frame[at++] = '$';
      System.arraycopy(length, 0, frame, at, length.length);
      at = crlf(frame, at + length.length);
      message.copyTo(i, frame, at);
      at = crlf(frame, at + message.length(i));
    }
    return frame;
  }

  /** Returns the frame for RESP2; the first byte is another one in RESP3. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the first byte for a protocol version. */
  static byte type(int protocol) {
    return (byte) (protocol == 2 ? '*' : '>');
  }

  boolean isShared() {
    return bytes.length >= SHARED_BYTES;
  }

  /** Returns a reference to the copy that all sessions of a protocol version write. */
  ByteBuf shared(ByteBufAllocator allocator, int protocol) {
    ByteBuf copy = protocol == 2 ? array : push;
    if (copy == null) {
      copy = allocator.directBuffer(bytes.length, bytes.length);
      copy.writeByte(type(protocol)).writeBytes(bytes, 1, bytes.length - 1);
      if (protocol == 2) {
        array = copy;
      } else {
        push = copy;
      }
    }
    return copy.retainedSlice();
  }

  /** Gives back the copies, which live as long as sessions write them. */
  void release() {
    if (array != null) {
      array.release();
      array = null;
    }
    if (push != null) {
      push.release();
      push = null;
    }
  }

  private static int digits(int value) {
    int digits = 1;
    for (int rest = value / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static int crlf(byte[] array, int at) {
    array[at] = '\r';
    array[at + 1] = '\n';
    return at + 2;
  }
}
