// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

import io.tarn.node.wire.RespSkipper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.SplittableRandom;

/**
 * One connection of the load: sends a batch of up to a pipeline's length in one write, and has no
 * second batch under way before the first is answered.
 */
final class LoadConnection {

  private final SocketChannel channel;
  private final SelectionKey key;
  private final RespSkipper skipper;
  private final RequestMix mix;
  private final ByteBuffer out;

  private boolean writing;
  private int awaited;
  private long batchStart;

  /**
   * Takes over a blocking channel and registers it; from here on only the selector's thread may
   * touch it.
   */
  LoadConnection(
      SocketChannel channel, Selector selector, RequestMix mix, int pipeline, LoadCounters counters)
      throws IOException {
    this.channel = channel;
    this.mix = mix;
    this.skipper = new RespSkipper(counters);
    this.out = ByteBuffer.allocateDirect(mix.maxLength() * pipeline);
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
    if (mix.isUniform()) {
      SplittableRandom unused = new SplittableRandom();
      RequestTemplate only = mix.choose(unused);
      for (int i = 0; i < pipeline; i++) {
        only.write(out, unused);
      }
    }
  }

  /**
   * Sends {@code requests} requests, chosen anew.
   *
   * @param start what {@link #batchStart} shall give back: a time or a request's number
   */
  void send(int requests, long start, KeyChooser keys, SplittableRandom random) throws IOException {
    out.clear();
    for (int i = 0; i < requests; i++) {
      RequestTemplate request = mix.choose(random);
      int begin = out.position();
      if (mix.isUniform()) {
        out.position(begin + request.length());
      } else {
        request.write(out, random);
      }
      request.chooseKeys(out, begin, keys);
    }
    out.flip();
    batchStart = start;
    awaited = requests;
    flush();
  }

  /** Writes what the socket takes; asks to be called again when it did not take all. */
  void flush() throws IOException {
    channel.write(out);
    boolean more = out.hasRemaining();
    if (more != writing) {
      writing = more;
      key.interestOps(more ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
  }

  boolean isWriting() {
    return writing;
  }

  /** Bytes of the batch, sent or still to be written. */
  int batchBytes() {
    return out.limit();
  }

  /**
   * Reads what is there, once.
   *
   * @param in room to read into, its content of no meaning before and after
   * @return how many requests were answered
   * @throws EOFException when the server closed the connection
   */
  int receive(ByteBuffer in) throws IOException {
    in.clear();
    int read = channel.read(in);
    if (read < 0) {
      throw new EOFException("the server closed the connection");
    }
    in.flip();
    int replies = skipper.skip(in);
    if (replies > awaited) {
      throw new java.net.ProtocolException(
          "the server sent " + replies + " replies to " + awaited + " requests");
    }
    awaited -= replies;
    return replies;
  }

  /** Requests sent and not yet answered. */
  int awaited() {
    return awaited;
  }

  long batchStart() {
    return batchStart;
  }

  /** Moves the batch's start on, when it counts requests and some were answered. */
  void advance(int requests) {
    batchStart += requests;
  }

  /** Awaits nothing any more. */
  void forget() {
    awaited = 0;
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed as far as we are concerned.
    }
  }
}
