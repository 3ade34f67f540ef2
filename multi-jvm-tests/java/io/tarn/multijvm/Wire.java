// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One blocking RESP2 connection. Requests may be sent ahead. A reply is a String (simple or bulk),
 * a Long, null, a List of replies, or a {@link Failure}. Not for more than one thread.
 */
final class Wire implements AutoCloseable {

  /** An error as the server worded it. */
  record Failure(String text) {
    /** True when the server says that it did nothing and who would. */
    boolean isRedirection() {
      return text.startsWith("MOVED ") || text.startsWith("ASK ");
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Connects; the limit holds for connecting and for each wait for a reply. */
  static Wire connect(Endpoint endpoint, int limitMillis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(limitMillis);
      socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), limitMillis);
      return new Wire(socket);
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** One request on a connection of its own. */
  static @Nullable Object ask(Endpoint endpoint, int limitMillis, String... words)
      throws IOException {
    try (Wire wire = connect(endpoint, limitMillis)) {
      return wire.call(words);
    }
  }

  @Nullable Object call(String... words) throws IOException {
    send(words);
    flush();
    return receive();
  }

  /** Adds a request to what {@link #flush} sends. */
  void send(String... words) throws IOException {
    out.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(bytes);
      out.write('\r');
      out.write('\n');
    }
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Waits for the next reply. */
  @Nullable Object receive() throws IOException {
    String line = line();
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        return new Failure(rest);
      case ':':
        return Long.valueOf(rest);
      case '$':
        return bulk(Integer.parseInt(rest));
      case '*':
        return array(Integer.parseInt(rest));
      default:
        throw new IOException("not RESP2: " + line);
    }
  }

  private @Nullable List<@Nullable Object> array(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    List<@Nullable Object> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(receive());
    }
    return items;
  }

  private @Nullable String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length + 2);
    if (bytes.length < length + 2) {
      throw new EOFException("closed inside a reply");
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed by the server");
      }
      text.append((char) next);
    }
    if (in.read() != '\n' || text.isEmpty()) {
      throw new IOException("not RESP2: " + text);
    }
    return text.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is not used any more.
    }
  }
}
