// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.hitratio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * One pass over a trace on one connection, cache-aside: a window of GETs, all of different keys;
 * when all are answered, the SETs of those that missed go out before the next GETs. A key that is
 * in the window already ends it, so that its second GET sees the SET.
 */
final class Replayer {

  /** How often the number of keys is asked for. */
  private static final int LOOKS = 400;

  private static final int ID_DIGITS = 12;
  private static final int BUFFER = 1 << 16;

  /** Values of different keys begin in so many places. */
  private static final int SPREAD = 4096;

  private static final byte[] GET = ascii("*2\r\n$3\r\nGET\r\n$16\r\nkey:");
  private static final byte[] SET = ascii("*3\r\n$3\r\nSET\r\n$16\r\nkey:");
  private static final byte[] DBSIZE = ascii("*1\r\n$6\r\nDBSIZE\r\n");
  private static final byte[] END = ascii("\r\n");

  private final InputStream in;
  private final OutputStream out;
  private final Trace trace;
  private final byte[] filling;
  private final byte[] received = new byte[BUFFER];
  private final byte[] id = new byte[ID_DIGITS];
  private long refused;
  private int from;
  private int to;

  /**
   * What a pass saw.
   *
   * @param meanItems keys that were there, in the mean over the second half
   * @param lastItems keys that were there at the end
   * @param refused SETs that were refused for lack of memory
   */
  record Pass(long accesses, long hits, double meanItems, long lastItems, long refused) {
    double hitRatio() {
      return (double) hits / accesses;
    }
  }

  Replayer(SocketChannel channel, Trace trace) throws IOException {
    this.in = channel.socket().getInputStream();
    this.out = new java.io.BufferedOutputStream(channel.socket().getOutputStream(), 1 << 18);
    this.trace = trace;
    this.filling = new byte[Trace.MAX_VALUE_BYTES + SPREAD];
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < filling.length; i++) {
      filling[i] = (byte) ('!' + random.nextInt(90));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Replays.
   *
   * @throws IOException also when a value comes back wrong or an answer is an error
   */
  Pass run() throws IOException {
    int[] keys = trace.keys();
    int[] lastWindow = new int[trace.distinct()];
    int[] missed = new int[trace.window()];
    int misses = 0;
    int windows = 0;
    long hits = 0;
    long sum = 0;
    int looks = 0;
    int between = Math.max(1, keys.length / LOOKS);
    int nextLook = keys.length / 2;
    int next = 0;
    while (next < keys.length || misses > 0) {
      for (int i = 0; i < misses; i++) {
        set(missed[i]);
      }
      windows++;
      int begin = next;
      while (next < keys.length
          && next - begin < trace.window()
          && lastWindow[keys[next]] != windows) {
        lastWindow[keys[next]] = windows;
        get(keys[next++]);
      }
      out.flush();
      for (int i = 0; i < misses; i++) {
        expectOk(missed[i]);
      }
      misses = 0;
      for (int i = begin; i < next; i++) {
        if (isHit(keys[i])) {
          hits++;
        } else {
          missed[misses++] = keys[i];
        }
      }
      if (next >= nextLook) {
        nextLook += between;
        sum += items();
        looks++;
      }
    }
    return new Pass(keys.length, hits, (double) sum / looks, items(), refused);
  }

  private void get(int key) throws IOException {
    out.write(GET);
    writeId(key);
    out.write(END);
  }

  private void set(int key) throws IOException {
    out.write(SET);
    writeId(key);
    int size = trace.sizes()[key];
    out.write(ascii("\r\n$" + size + "\r\n"));
    writeId(key);
    out.write(filling, Math.floorMod(key * 31, SPREAD), size - ID_DIGITS);
    out.write(END);
  }

  private void writeId(int key) throws IOException {
    int rest = key;
    for (int i = ID_DIGITS - 1; i >= 0; i--) {
      id[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    out.write(id);
  }

  private long items() throws IOException {
    out.write(DBSIZE);
    out.flush();
    return number(line(), ':');
  }

  private void expectOk(int key) throws IOException {
    String line = line();
    if (line.startsWith("-OOM")) {
      refused++;
    } else if (!line.equals("+OK")) {
      throw new ProtocolException("SET of key " + key + " was answered " + line);
    }
  }

  private boolean isHit(int key) throws IOException {
    String line = line();
    if (line.equals("$-1")) {
      return false;
    }
    long length = number(line, '$');
    if (length != trace.sizes()[key]) {
      throw new ProtocolException(
          "wrong value of key " + key + ": " + length + " bytes, not " + trace.sizes()[key]);
    }
    long found = 0;
    for (int i = 0; i < ID_DIGITS; i++) {
      found = found * 10 + (next() - '0');
    }
    if (found != key) {
      throw new ProtocolException("wrong value of key " + key + ": that of " + found);
    }
    skip(length - ID_DIGITS + 2);
    return true;
  }

  private static long number(String line, char type) throws IOException {
    if (line.isEmpty() || line.charAt(0) != type) {
      throw new ProtocolException("expected " + type + " but was answered " + line);
    }
    return Long.parseLong(line.substring(1));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = next(); b != '\n'; b = next()) {
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (from == to) {
        fill();
      }
      int here = (int) Math.min(left, to - from);
      from += here;
      left -= here;
    }
  }

  private int next() throws IOException {
    if (from == to) {
      fill();
    }
    return received[from++];
  }

  private void fill() throws IOException {
    from = 0;
    to = in.read(received);
    if (to <= 0) {
      to = 0;
      throw new EOFException("the server closed the connection");
    }
  }
}
