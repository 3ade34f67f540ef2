// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Measures what a million keys that expire in the same millisecond do to requests for other keys.
 * Started by hand against a running server, Tarn or redis-server:
 *
 * <pre>
 *   java -cp target/test-classes io.tarn.node.ExpiryStorm HOST PORT [keys] [gets a second]
 * </pre>
 *
 * <p>Loads the keys, then sends GETs for other keys at a fixed rate from a second before the moment
 * to three seconds after it, and prints for each 100 ms the keys that are left and the latencies in
 * microseconds, counted from when a GET should have been sent (so a late answer makes the later
 * ones late too, as it would for users). It waits by spinning, so it takes a processor.
 */
final class ExpiryStorm {

  private static final int PIPELINE = 500;
  private static final int LIVE_KEYS = 10_000;
  private static final long WINDOW_NANOS = 100_000_000L;
  private static final int WINDOWS_BEFORE = 10;
  private static final int WINDOWS = 40;

  /** Time to load so many keys, generously, before they expire: 20 microseconds each. */
  private static final long LOAD_KEYS_PER_MILLI = 50;

  private ExpiryStorm() {}

  public static void main(String[] words) throws IOException {
    int keys = words.length > 2 ? Integer.parseInt(words[2]) : 1_000_000;
    int rate = words.length > 3 ? Integer.parseInt(words[3]) : 4_000;
    try (Client client = new Client(words[0], Integer.parseInt(words[1]));
        Client counter = new Client(words[0], Integer.parseInt(words[1]))) {
      for (int i = 0; i < LIVE_KEYS; i++) {
        client.call("SET", "live:" + i, "0123456789abcdef0123456789abcdef");
      }
      long moment = System.currentTimeMillis() + 3_000 + keys / LOAD_KEYS_PER_MILLI;
      load(client, keys, moment);
      long spare = moment - System.currentTimeMillis();
      if (spare < 1_500) {
        throw new IOException("loading took too long: spare millis=" + spare);
      }
      long momentNanos = System.nanoTime() + spare * 1_000_000;
      long beginNanos = momentNanos - WINDOWS_BEFORE * WINDOW_NANOS;
      measure(client, counter, beginNanos, rate);
    }
  }

  private static void load(Client client, int keys, long moment) throws IOException {
    String at = Long.toString(moment);
    for (int i = 0; i < keys; i += PIPELINE) {
      int end = Math.min(keys, i + PIPELINE);
      for (int k = i; k < end; k++) {
        client.send("SET", "storm:" + k, "0123456789abcdef0123456789abcdef", "PXAT", at);
      }
      client.flush();
      for (int k = i; k < end; k++) {
        client.line();
      }
    }
    System.out.println("loaded keys=" + keys);
  }

  private static void measure(Client client, Client counter, long beginNanos, int rate)
      throws IOException {
    int perWindow = (int) (rate * WINDOW_NANOS / 1_000_000_000L);
    long gapNanos = 1_000_000_000L / rate;
    long[] inStorm = new long[10 * perWindow];
    Random random = new Random(1);
    System.out.println("    ms      keys     p50     p99   p99.9     max  (microseconds)");
    for (int window = 0; window < WINDOWS; window++) {
      long[] latencies = new long[perWindow];
      counter.send("DBSIZE");
      counter.flush();
      for (int i = 0; i < perWindow; i++) {
        long due = beginNanos + window * WINDOW_NANOS + i * gapNanos;
        while (System.nanoTime() - due < 0) {
          Thread.onSpinWait();
        }
        client.send("GET", "live:" + random.nextInt(LIVE_KEYS));
        client.flush();
        client.bulk();
        latencies[i] = System.nanoTime() - due;
      }
      String size = counter.line().substring(1);
      int offset = window - WINDOWS_BEFORE;
      if (offset >= 0 && offset < 10) {
        System.arraycopy(latencies, 0, inStorm, offset * perWindow, perWindow);
      }
      print(Integer.toString(offset * 100), size, latencies);
    }
    print("second", "-", inStorm);
  }

  private static void print(String when, String keys, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%6s %9s %7d %7d %7d %7d%n",
        when,
        keys,
        at(nanos, 0.5),
        at(nanos, 0.99),
        at(nanos, 0.999),
        nanos[nanos.length - 1] / 1000);
  }

  private static long at(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1000;
  }

  /** A connection that speaks as much of the protocol as this needs. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Client(String host, int port) throws IOException {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
      out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    void call(String... words) throws IOException {
      send(words);
      flush();
      line();
    }

    void send(String... words) throws IOException {
      StringBuilder request = new StringBuilder(64).append('*').append(words.length);
      for (String word : words) {
        request.append("\r\n$").append(word.length()).append("\r\n").append(word);
      }
      out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void flush() throws IOException {
      out.flush();
    }

    /** Reads an answer of one line; an error ends the run. */
    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\r'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the server closed the connection");
        }
        line.append((char) next);
      }
      in.read();
      if (line.charAt(0) == '-') {
        throw new IOException(line.toString());
      }
      return line.toString();
    }

    void bulk() throws IOException {
      int length = Integer.parseInt(line().substring(1));
      in.skipNBytes(Math.max(-2, length) + 2L);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
