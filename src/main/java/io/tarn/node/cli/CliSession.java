// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.cli;

import io.tarn.node.wire.Credentials;
import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.WireReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made again when the server went away. A command whose fate is unknown is not
 * sent again.
 */
final class CliSession implements AutoCloseable {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final String host;
  private final int port;
  private final Credentials credentials;
  private final boolean resp3;
  private volatile @Nullable RespClient client;
  private boolean wasConnected;

  CliSession(String host, int port, Credentials credentials, boolean resp3) {
    this.host = host;
    this.port = port;
    this.credentials = credentials;
    this.resp3 = resp3;
  }

  String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  boolean isConnected() {
    return client != null;
  }

  /**
   * Connects when there is no live connection.
   *
   * @return what to tell the user: that the connection was made again, or that the server did not
   *     like the password
   * @throws IOException when the server is not there; the message is for the user
   */
  Optional<String> ensureConnected() throws IOException {
    RespClient current = client;
    if (current != null) {
      if (!current.isGone()) {
        return Optional.empty();
      }
      disconnect();
    }
    RespClient fresh = RespClient.connect(host, port, CONNECT_TIMEOUT);
    client = fresh;
    boolean again = wasConnected;
    wasConnected = true;
    WireReply refusal;
    try {
      refusal = fresh.introduce(credentials, resp3);
    } catch (IOException e) {
      throw lost(e);
    }
    if (refusal instanceof WireReply.Failure failure) {
      return Optional.of((resp3 ? "HELLO" : "AUTH") + " failed: " + failure.message());
    }
    return again
        ? Optional.of("the server had closed the connection; connected again")
        : Optional.empty();
  }

  /**
   * Sends a command and waits for its reply.
   *
   * @throws IOException when the connection broke before the reply was complete: whether the
   *     command ran is not known
   */
  WireReply call(List<byte[]> arguments) throws IOException {
    try {
      WireReply reply = connected().call(arguments);
      if (isNamed(arguments, "quit")) {
        disconnect();
      }
      return reply;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Sends a command whose replies are fetched with {@link #receive}. */
  void send(List<byte[]> arguments) throws IOException {
    try {
      connected().send(arguments);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  WireReply receive() throws IOException {
    try {
      return connected().receive();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Ends the connection; a thread that waits in it gets an IOException. */
  void disconnect() {
    RespClient current = client;
    client = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  /** Whether the server answers this command with a stream that only ends with the connection. */
  static boolean isStreaming(List<byte[]> arguments) {
    return isNamed(arguments, "subscribe")
        || isNamed(arguments, "psubscribe")
        || isNamed(arguments, "ssubscribe")
        || isNamed(arguments, "monitor");
  }

  private static boolean isNamed(List<byte[]> arguments, String name) {
    return new String(arguments.getFirst(), StandardCharsets.ISO_8859_1)
        .toLowerCase(Locale.ROOT)
        .equals(name);
  }

  private RespClient connected() throws IOException {
    RespClient current = client;
    if (current == null) {
      throw new IOException("not connected");
    }
    return current;
  }

  private IOException lost(IOException cause) {
    disconnect();
    return new IOException(
        "the connection to "
            + address()
            + " broke ("
            + cause.getMessage()
            + "); the command may or may not have run",
        cause);
  }
}
