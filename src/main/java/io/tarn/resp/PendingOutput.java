// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tarn.command.wire.RespEncoder;
import io.tarn.slab.Memory;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slab.Slab;
import java.util.ArrayDeque;

/**
 * Answers that are too long for one write, in order, until the socket takes them. Strings longer
 * than {@link #BUFFER_BYTES} are copied into a slab block, so that they count to the node's memory;
 * when the slab refuses, and for all that is shorter, into direct buffers, which are counted to it.
 */
final class PendingOutput implements RespEncoder.Spill {

  /** Longest string that goes to a direct buffer at once. */
  private static final int BUFFER_BYTES = 1 << 20;

  /** Short buffers are joined to one of this length, so that each byte costs little more. */
  private static final int JOINED_BYTES = 16 << 10;

  /** Bytes of a block that are given to the socket at a time. */
  private static final int PIECE_BYTES = 128 << 10;

  /** Bytes that are copied at a time. */
  private static final int COPY_BYTES = 16 << 10;

  /** Change of what lies in direct buffers that the slab is told of. */
  private static final int CHARGED_BYTES = 16 << 10;

  private sealed interface Piece {}

  private record Buffer(ByteBuf bytes) implements Piece {}

  private static final class Block implements Piece {
    final long position;
    final int length;
    int sent;

    Block(long position, int length) {
      this.position = position;
      this.length = length;
    }
  }

  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private final ByteBufAllocator allocator;
  private final Slab slab;
  private final int arena;
  private long bytes;

  /** Bytes in direct buffers, and how many of them the slab was told of. */
  private long buffered;

  private long charged;

  PendingOutput(ByteBufAllocator allocator, Slab slab, int arena) {
    this.allocator = allocator;
    this.slab = slab;
    this.arena = arena;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Returns the number of bytes that wait. */
  long bytes() {
    return bytes;
  }

  @Override
  public void bytes(byte[] array, int length) {
    bytes(array, 0, length);
  }

  /** Takes a copy of {@code array[offset, offset + length)}. */
  void bytes(byte[] array, int offset, int length) {
    if (length > 0) {
      add(allocator.directBuffer(length, length).writeBytes(array, offset, length));
      bytes += length;
    }
  }

  @Override
  public void memory(long position, int length) {
    if (length <= BUFFER_BYTES) {
      add(buffer(position, length));
    } else {
      addBlock(position, length);
    }
    bytes += length;
  }

  /** Takes a buffer, which it frees. A short one is copied behind what waits, if there is room. */
  void buffer(ByteBuf one) {
    int length = one.readableBytes();
    bytes += length;
    if (length > JOINED_BYTES / 2) {
      add(one);
      return;
    }
    if (pieces.peekLast() instanceof Buffer last && last.bytes().maxWritableBytes() >= length) {
      last.bytes().writeBytes(one);
    } else {
      ByteBuf joined = allocator.directBuffer(2 * length, JOINED_BYTES);
      pieces.add(new Buffer(joined.writeBytes(one)));
    }
    one.release();
    buffered(length);
  }

  /** Moves everything of {@code other} to the end. */
  void append(PendingOutput other) {
    pieces.addAll(other.pieces);
    bytes += other.bytes;
    charged += other.charged;
    other.pieces.clear();
    other.bytes = 0;
    other.charged = 0;
    buffered(other.buffered);
    other.buffered = 0;
  }

  /** Returns the next bytes to write, which the caller owns. There must be some. */
  ByteBuf next() {
    switch (pieces.element()) {
      case Buffer buffer -> {
        pieces.remove();
        int length = buffer.bytes().readableBytes();
        bytes -= length;
        buffered(-length);
        return buffer.bytes();
      }
      case Block block -> {
        int length = Math.min(PIECE_BYTES, block.length - block.sent);
        ByteBuf part = buffer(block.position + block.sent, length);
        block.sent += length;
        bytes -= length;
        if (block.sent == block.length) {
          pieces.remove();
          slab.free(block.position);
        }
        return part;
      }
    }
  }

  /** Frees everything. */
  void release() {
    for (Piece one : pieces) {
      switch (one) {
        case Buffer buffer -> buffer.bytes().release();
        case Block block -> slab.free(block.position);
      }
    }
    pieces.clear();
    bytes = 0;
    buffered(-buffered);
  }

  private void addBlock(long position, int length) {
    try {
      long copy = slab.allocate(arena, length);
      Memory.copy(position, copy, length);
      pieces.add(new Block(copy, length));
    } catch (OutOfBudgetException full) {
      add(buffer(position, length));
    }
  }

  private void add(ByteBuf buffer) {
    pieces.add(new Buffer(buffer));
    buffered(buffer.readableBytes());
  }

  /* A short answer that waits for a moment is not worth telling; what is left at the end is 0. */
  private void buffered(long change) {
    buffered += change;
    long owed = buffered - charged;
    if (Math.abs(owed) >= CHARGED_BYTES || (buffered == 0 && owed != 0)) {
      charged = buffered;
      slab.charge(owed);
    }
  }

  /** Copies bytes of the slab into a new direct buffer, over a small array of the heap. */
  private ByteBuf buffer(long position, int length) {
    ByteBuf buffer = allocator.directBuffer(length, length);
    byte[] piece = new byte[Math.min(length, COPY_BYTES)];
    for (int at = 0; at < length; at += piece.length) {
      int part = Math.min(piece.length, length - at);
      Memory.copyOut(position + at, piece, 0, part);
      buffer.writeBytes(piece, 0, part);
    }
    return buffer;
  }
}
