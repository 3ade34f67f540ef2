// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A server of either kind as a child process, from its ready line on. */
final class RunningServer implements AutoCloseable {

  private static final int LINES_KEPT = 20;

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
  static RunningServer start(
      Children children, Contender contender, String cpus, String javaOptions)
      throws IOException, InterruptedException {
    int port = Contender.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(contender.command(port, cpus)).redirectErrorStream(true);
    if (!javaOptions.isEmpty()) {
      builder.environment().put("TARN_JAVA_OPTS", javaOptions);
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

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** From the start of the process to its ready line. */
  double startSeconds() {
    return startSeconds;
  }

  /** CPU time of all its threads so far, user and system; exact to 10 ms. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(Double.NaN);
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
