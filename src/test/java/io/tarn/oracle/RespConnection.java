// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A blocking RESP connection that keeps the answers as they came. */
public final class RespConnection implements ReplySource, Closeable {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int ANSWER_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  /** Connects to a server. */
  public RespConnection(String host, int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
  }

  @Override
  public byte[] call(byte[]... words) throws IOException {
    return callAll(Collections.singletonList(words)).getFirst();
  }

  @Override
  public List<byte[]> callAll(List<byte[][]> requests) throws IOException {
    send(requests);
    List<byte[]> answers = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      answers.add(receive());
    }
    return answers;
  }

  /** Sends requests whose answers are not waited for. */
  void send(List<byte[][]> requests) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (byte[][] words : requests) {
      line(sent, "*" + words.length);
      for (byte[] word : words) {
        line(sent, "$" + word.length);
        sent.write(word);
        line(sent, "");
      }
    }
    sent.writeTo(socket.getOutputStream());
  }

  /** Waits for the next answer. */
  byte[] receive() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    copyFrame(answer);
    return answer.toByteArray();
  }

  /** True when bytes of an answer have arrived. */
  boolean hasAnswer() throws IOException {
    return in.available() > 0;
  }

  private static void line(ByteArrayOutputStream out, String text) {
    out.writeBytes((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private void copyFrame(ByteArrayOutputStream answer) throws IOException {
    String head = copyLine(answer);
    char kind = head.charAt(0);
    switch (kind) {
      case '+', '-', ':', '_', ',', '#', '(' -> {}
      case '$', '=', '!' -> {
        int length = Integer.parseInt(head.substring(1));
        if (length >= 0) {
          copyBytes(answer, length + 2);
        }
      }
      case '*', '~', '>', '%', '|' -> {
        int items = Integer.parseInt(head.substring(1)) * (kind == '%' || kind == '|' ? 2 : 1);
        for (int i = 0; i < items; i++) {
          copyFrame(answer);
        }
      }
      default -> throw new IOException("not RESP: line=" + head);
    }
  }

  private String copyLine(ByteArrayOutputStream answer) throws IOException {
    StringBuilder line = new StringBuilder();
    int last = 0;
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("connection closed by the server");
      }
      answer.write(next);
      if (last == '\r' && next == '\n') {
        return line.substring(0, line.length() - 1);
      }
      line.append((char) next);
      last = next;
    }
  }

  private void copyBytes(ByteArrayOutputStream answer, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("connection closed by the server");
    }
    answer.writeBytes(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
