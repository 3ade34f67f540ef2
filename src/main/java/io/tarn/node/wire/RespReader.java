// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies from a stream, one {@link #read} each. Attributes ({@code |}) are read and dropped.
 */
public final class RespReader {

  /** Redis refuses values above 512 MB; twice that is no reply but a stream out of step. */
  static final int MAX_BULK_BYTES = 1 << 30;

  /**
   * Deep enough for any command of Redis (COMMAND DOCS needs nine), shallow enough for the stack.
   */
  static final int MAX_DEPTH = 128;

  /**
   * Status lines, errors and numbers are short; 1 MiB leaves room for an error that quotes its
   * arguments.
   */
  static final int MAX_LINE_BYTES = 1 << 20;

  private final BufferedInputStream in;

  public RespReader(InputStream in) {
    this.in = new BufferedInputStream(in, 16 * 1024);
  }

  /**
   * The next reply, however long that takes.
   *
   * @throws EOFException when the server closed the connection, at a reply's edge or within it
   * @throws ProtocolException when the bytes are not RESP
   */
  public WireReply read() throws IOException {
    return read(0);
  }

  /** Whether bytes have come that nobody has read yet. */
  boolean hasUnread() throws IOException {
    return in.available() > 0;
  }

  /** Reads one byte and puts it back: true when there was one, false at the end of the stream. */
  boolean awaitByte() throws IOException {
    in.mark(1);
    int next = in.read();
    in.reset();
    return next >= 0;
  }

  private WireReply read(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("reply nested deeper than " + MAX_DEPTH);
    }
    int type = in.read();
    if (type < 0) {
      throw new EOFException("the server closed the connection");
    }
    byte[] line = readLine();
    return switch (type) {
      case '+' -> new WireReply.Status(line);
      case '-' -> new WireReply.Failure(line);
      case ':' -> new WireReply.Whole(number(line));
      case '_' -> new WireReply.Nil();
      case '#' -> new WireReply.Truth(text(line).equals("t"));
      case ',' -> new WireReply.Fraction(text(line));
      case '(' -> new WireReply.BigNumber(text(line));
      case '$' -> number(line) < 0 ? new WireReply.Nil() : new WireReply.Bulk(body(line));
      case '!' -> new WireReply.Failure(body(line));
      case '=' -> verbatim(body(line));
      case '*' ->
          number(line) < 0 ? new WireReply.Nil() : new WireReply.Sequence(elements(line, 1, depth));
      case '~' -> new WireReply.Members(elements(line, 1, depth));
      case '%' -> new WireReply.Pairs(elements(line, 2, depth));
      case '>' -> new WireReply.Push(elements(line, 1, depth));
      case '|' -> {
        elements(line, 2, depth);
        yield read(depth + 1);
      }
      default -> throw new ProtocolException("not a RESP reply: it begins with byte " + type);
    };
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(32);
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection within a reply");
      }
      if (line.size() >= MAX_LINE_BYTES) {
        throw new ProtocolException("reply line longer than " + MAX_LINE_BYTES + " bytes");
      }
      line.write(next);
    }
    if (in.read() != '\n') {
      throw new ProtocolException("reply line without its line feed");
    }
    return line.toByteArray();
  }

  private List<WireReply> elements(byte[] line, int perEntry, int depth) throws IOException {
    long count = number(line) * perEntry;
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new ProtocolException("reply with " + count + " elements");
    }
    List<WireReply> elements = new ArrayList<>((int) Math.min(count, 1024));
    for (long i = 0; i < count; i++) {
      elements.add(read(depth + 1));
    }
    return elements;
  }

  private byte[] body(byte[] line) throws IOException {
    long length = number(line);
    if (length < 0 || length > MAX_BULK_BYTES) {
      throw new ProtocolException("reply with a length of " + length + " bytes");
    }
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      throw new EOFException("the server closed the connection within a reply");
    }
    if (in.read() != '\r' || in.read() != '\n') {
      throw new ProtocolException("reply body without its line end");
    }
    return body;
  }

  private static WireReply verbatim(byte[] body) throws ProtocolException {
    if (body.length < 4 || body[3] != ':') {
      throw new ProtocolException("verbatim reply without a format");
    }
    String format = new String(body, 0, 3, StandardCharsets.ISO_8859_1);
    return new WireReply.Verbatim(format, java.util.Arrays.copyOfRange(body, 4, body.length));
  }

  private static long number(byte[] line) throws ProtocolException {
    try {
      return Long.parseLong(text(line));
    } catch (NumberFormatException e) {
      throw (ProtocolException)
          new ProtocolException("not a number in a reply: " + text(line)).initCause(e);
    }
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1);
  }
}
