// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key that is written again and again through one node, a request at a time on a connection of
 * its own, so that nothing queues behind anything. What is not answered in time is given up with
 * its connection. All of it on the thread of {@link Probes}, but the samples once that has stopped.
 */
final class Probe {

  /** After so long without an answer a request is given up. */
  static final long LIMIT_NANOS = 500_000_000L;

  /**
   * A write. Times are of {@link System#nanoTime}.
   *
   * @param ended when it was answered or given up
   * @param error "" when it succeeded
   */
  record Sample(long sent, long ended, String error) {
    boolean isSuccess() {
      return error.isEmpty();
    }

    /** Whether it was refused, or its connection lost, rather than slow. */
    boolean isError() {
      return !isSuccess() && !error.equals(LATE);
    }
  }

  private static final String LATE = "no answer in time";

  private final Endpoint entry;
  private final Endpoint owner;
  private final long intervalNanos;
  private final ByteBuffer request;
  private final ByteBuffer reply = ByteBuffer.allocate(1024);
  private final List<Sample> samples = new ArrayList<>();
  private @Nullable SocketChannel channel;
  private boolean waits;
  private long sent;
  private long due;
  private volatile long lastSuccessSent;

  /**
   * Creates one.
   *
   * @param owner of the key at the beginning
   * @param firstDue when to write first
   */
  Probe(String key, Endpoint entry, Endpoint owner, long intervalNanos, long firstDue) {
    this.entry = entry;
    this.owner = owner;
    this.intervalNanos = intervalNanos;
    this.due = firstDue;
    String text = "*3\r\n$3\r\nSET\r\n$" + key.length() + "\r\n" + key + "\r\n$1\r\n1\r\n";
    this.request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  Endpoint owner() {
    return owner;
  }

  /** When the latest write was sent that succeeded; 0 when none has. Any thread. */
  long lastSuccessSent() {
    return lastSuccessSent;
  }

  /** All writes in their order. */
  List<Sample> samples() {
    return samples;
  }

  /** Sends what is due, and gives up what is late. */
  void tick(long now, Selector selector) {
    if (waits && now - sent > LIMIT_NANOS) {
      end(now, LATE);
    }
    if (waits || now - due < 0) {
      return;
    }
    due = Math.max(due + intervalNanos, now);
    sent = System.nanoTime();
    waits = true;
    try {
      SocketChannel present = channel;
      if (present == null) {
        connect(selector);
      } else {
        write(present);
      }
    } catch (IOException failed) {
      end(System.nanoTime(), failed.toString());
    }
  }

  private void connect(Selector selector) throws IOException {
    SocketChannel fresh = SocketChannel.open();
    channel = fresh;
    fresh.configureBlocking(false);
    fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
    boolean connected = fresh.connect(new InetSocketAddress(entry.host(), entry.port()));
    fresh.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    if (connected) {
      write(fresh);
    }
  }

  private void write(SocketChannel to) throws IOException {
    request.rewind();
    to.write(request);
    if (request.hasRemaining()) {
      throw new IOException("the socket takes no request"); // it has room for thousands of them
    }
  }

  /** The selector says that something can be done. */
  void ready(SelectionKey key) {
    SocketChannel present = channel;
    if (present == null || key.channel() != present) {
      return;
    }
    try {
      if (key.isConnectable() && present.finishConnect()) {
        key.interestOps(SelectionKey.OP_READ);
        write(present);
      } else if (key.isReadable()) {
        read(present);
      }
    } catch (IOException failed) {
      end(System.nanoTime(), failed.toString());
    }
  }

  private void read(SocketChannel from) throws IOException {
    if (from.read(reply) < 0) {
      throw new EOFException("closed by the server");
    }
    if (reply.position() > 0 && reply.get(reply.position() - 1) == '\n') {
      String text = new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8).strip();
      reply.clear();
      end(System.nanoTime(), text.equals("+OK") ? "" : text);
    }
  }

  /* With an error that is no answer the connection ends, too. */
  private void end(long now, String error) {
    if (waits) {
      samples.add(new Sample(sent, now, error));
      waits = false;
      if (error.isEmpty()) {
        lastSuccessSent = sent;
      }
    }
    if (!error.isEmpty() && !error.startsWith("-")) {
      close();
    }
  }

  void close() {
    reply.clear();
    try {
      SocketChannel present = channel;
      channel = null;
      if (present != null) {
        present.close();
      }
    } catch (IOException gone) {
      // It is not used any more.
    }
  }
}
