// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/**
 * One blocking connection to a RESP server. Not for more than one thread, but {@link #close} may
 * come from any.
 */
public final class RespClient implements AutoCloseable {

  private final SocketChannel channel;
  private final RespReader reader;

  private RespClient(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.reader = new RespReader(channel.socket().getInputStream());
  }

  /**
   * Connects.
   *
   * @throws IOException when nobody listens there, the name is unknown, or {@code timeout} has
   *     passed; its message names host and port and can be shown as it is
   */
  public static RespClient connect(String host, int port, Duration timeout) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ConnectException("could not connect to " + host + ":" + port + ": unknown host");
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, (int) timeout.toMillis());
      return new RespClient(channel);
    } catch (IOException e) {
      channel.close();
      String reason =
          e instanceof SocketTimeoutException
              ? "no answer in " + timeout.toSeconds() + " s"
              : e.getMessage();
      throw (ConnectException)
          new ConnectException("could not connect to " + host + ":" + port + ": " + reason)
              .initCause(e);
    }
  }

  /**
   * Says who we are and which protocol we want: HELLO 3 for RESP3, AUTH when there is only a
   * password, nothing when there is neither.
   *
   * @return the server's refusal, or {@link WireReply.Nil} when all is well
   */
  public WireReply introduce(Credentials credentials, boolean resp3) throws IOException {
    List<byte[]> request = credentials.request(resp3);
    if (request.isEmpty()) {
      return new WireReply.Nil();
    }
    WireReply reply = call(request);
    return reply instanceof WireReply.Failure ? reply : new WireReply.Nil();
  }

  /** Sends one command and waits for its reply; what the server pushes meanwhile is dropped. */
  public WireReply call(List<byte[]> arguments) throws IOException {
    send(arguments);
    WireReply reply = receive();
    while (reply instanceof WireReply.Push) {
      reply = receive();
    }
    return reply;
  }

  public void send(List<byte[]> arguments) throws IOException {
    channel.socket().getOutputStream().write(RespRequest.encode(arguments));
  }

  /** The next reply or push. */
  public WireReply receive() throws IOException {
    return reader.read();
  }

  /**
   * Whether the server has closed its side, as it does with idle clients; asked before a command is
   * sent.
   */
  public boolean isGone() {
    try {
      if (reader.hasUnread()) {
        return false;
      }
      channel.socket().setSoTimeout(1);
      try {
        return !reader.awaitByte();
      } finally {
        channel.socket().setSoTimeout(0);
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * The connection itself, for a caller that goes on with it in its own way after {@link
   * #introduce}.
   */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed as far as we are concerned.
    }
  }
}
