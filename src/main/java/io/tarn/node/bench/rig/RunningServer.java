// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import io.tarn.node.wire.RespClient;
import io.tarn.node.wire.RespRequest;
import io.tarn.node.wire.WireReply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A server of either kind as a child process, from its ready line on. */
public final class RunningServer implements AutoCloseable {

  private static final int LINES_KEPT = 20;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final Children children;
  private final Process process;
  private final int port;
  private final double startSeconds;

  private RunningServer(Children children, Process process, int port, double startSeconds) {
    this.children = children;
    this.process = process;
    this.port = port;
    this.startSeconds = startSeconds;
  }

  /**
   * Starts a server and waits until it serves.
   *
   * @throws IOException when it ended before it served; the message has its last lines
   */
  public static RunningServer start(Children children, Contender contender, Launch launch)
      throws IOException, InterruptedException {
    int port = Contender.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(contender.command(port, launch)).redirectErrorStream(true);
    builder.environment().putAll(launch.environment());
    if (!launch.javaOptions().isEmpty()) {
      builder.environment().put("TARN_JAVA_OPTS", launch.javaOptions());
    }
    long begin = System.nanoTime();
    Process process = children.start(builder);
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    Deque<String> last = new ArrayDeque<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.contains(contender.readyMark())) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        Thread.ofVirtual().start(() -> drain(output));
        return new RunningServer(children, process, port, seconds);
      }
      last.addLast(line);
      if (last.size() > LINES_KEPT) {
        last.removeFirst();
      }
    }
    children.end(process);
    throw new IOException(contender + " did not start: " + String.join(" | ", last));
  }

  private static void drain(BufferedReader output) {
    try {
      while (output.readLine() != null) {
        // What a server says later is of no use here, but must not block it.
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** From the start of the process to its ready line. */
  public double startSeconds() {
    return startSeconds;
  }

  /** CPU time of all its threads so far, user and system; exact to 10 ms. */
  public double cpuSeconds() {
    return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(Double.NaN);
  }

  /** Connects to it. */
  public RespClient connect() throws IOException {
    return RespClient.connect("127.0.0.1", port, CONNECT_TIMEOUT);
  }

  /**
   * One command on a connection of its own.
   *
   * @throws IOException also when the answer is an error
   */
  public WireReply call(String... words) throws IOException {
    try (RespClient client = connect()) {
      return call(client, words);
    }
  }

  /** As {@link #call(String...)}, on a connection that is there. */
  public static WireReply call(RespClient client, String... words) throws IOException {
    WireReply reply = client.call(RespRequest.of(words));
    if (reply instanceof WireReply.Failure failure) {
      throw new IOException(String.join(" ", words) + " answered " + failure.message());
    }
    return reply;
  }

  /** How many keys it has. */
  public long keys() throws IOException {
    return call("DBSIZE") instanceof WireReply.Whole(long keys) ? keys : -1;
  }

  /** A figure of INFO; not a number when it is not there. */
  public double info(String field) throws IOException {
    try (RespClient client = connect()) {
      return info(client, field);
    }
  }

  /** As {@link #info(String)}, on a connection that is there. */
  public static double info(RespClient client, String field) throws IOException {
    String text =
        switch (call(client, "INFO")) {
          case WireReply.Bulk(byte[] bytes) -> new String(bytes, StandardCharsets.UTF_8);
          case WireReply.Verbatim(String format, byte[] bytes) ->
              new String(bytes, StandardCharsets.UTF_8);
          default -> "";
        };
    return field(text, field);
  }

  /** The number behind {@code name:} in the text of INFO; not a number when it is not there. */
  static double field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .filter(value -> value.matches("-?[0-9.]+"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void close() {
    try {
      children.end(process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
