// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a child process. Its lines are passed on as they come. */
final class DemoNode {

  /** Where a node that is ready is reached, each as "host:port". */
  record Addresses(String resp, String http, String node) {}

  private static final Pattern READY =
      Pattern.compile("tarn ready resp=(\\S+) http=(\\S+) node=(\\S+) .*");

  private final String name;
  private final Process process;
  private final CompletableFuture<Addresses> ready = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private DemoNode(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param name stands before each of its lines
   * @param lines takes them; called on a thread of the node
   */
  static DemoNode start(String name, ProcessBuilder builder, Consumer<String> lines)
      throws IOException {
    DemoNode node = new DemoNode(name, builder.redirectErrorStream(true).start());
    node.process.getOutputStream().close();
    Thread.ofVirtual().name(name).start(() -> node.follow(lines));
    return node;
  }

  String name() {
    return name;
  }

  /** Completes when it serves; fails when it ends before that. */
  CompletableFuture<Addresses> ready() {
    return ready;
  }

  /** Completes with its exit status when it has ended and all its lines have been passed on. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Asks it to leave (SIGTERM). */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the stream of its last lines
  }

  /** Kills it. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  private void follow(Consumer<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(name + " | " + line);
        Matcher match = READY.matcher(line);
        if (match.matches()) {
          ready.complete(new Addresses(match.group(1), match.group(2), match.group(3)));
        }
      }
    } catch (IOException gone) {
      lines.accept(name + " | its output is lost: " + gone.getMessage());
    }
    int status = process.onExit().join().exitValue();
    ready.completeExceptionally(new IOException(name + " ended before it was ready"));
    ended.complete(status);
  }
}
