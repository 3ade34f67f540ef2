// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Lends the one read buffer of an I/O thread to whichever of its channels reads. The session copies
 * the bytes out before its channel reads again, so the buffer is free again by then; whoever keeps
 * it longer makes the next read take a new one.
 */
final class LoopBufferAllocator extends DefaultMaxMessagesRecvByteBufAllocator {

  private final RespLoop loop;

  LoopBufferAllocator(RespLoop loop) {
    super(RespLoop.READS_PER_PASS);
    this.loop = loop;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own implementations return it as well
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return loop.readBuffer(allocator);
      }

      @Override
      public int guess() {
        return RespLoop.READ_BYTES;
      }
    };
  }
}
