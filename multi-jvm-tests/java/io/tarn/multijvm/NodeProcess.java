// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server as a child process whose lines go to a file, and the signals it can be sent. */
final class NodeProcess implements AutoCloseable {

  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 30;
  private static final int TAIL_LINES = 60;

  private final Process process;
  private final Path log;
  private final Thread atExit;
  private boolean suspended;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.atExit = new Thread(process::destroyForcibly, "end-" + process.pid());
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a command; what it prints is added to the file. */
  static NodeProcess start(List<String> command, Path log, Path directory) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new NodeProcess(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until a line since the start matches; looks at the file, so that nothing is missed. */
  Matcher await(Pattern ready, long fromByte) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < end) {
      byte[] all = Files.readAllBytes(log);
      Matcher match = ready.matcher(new String(all, (int) fromByte, all.length - (int) fromByte));
      if (match.find()) {
        return match;
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException("ended with status " + process.exitValue() + ":\n" + tail());
      }
    }
    throw new IOException("not ready in " + START_SECONDS + " s:\n" + tail());
  }

  /** SIGKILL; the process is gone when this returns. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns the exit status. */
  int terminate() throws InterruptedException {
    process.toHandle().destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after SIGTERM: pid=" + pid());
    }
    return process.exitValue();
  }

  /** SIGSTOP: it does nothing any more, and its connections stay open. */
  void suspend() throws IOException, InterruptedException {
    signal("-STOP");
    suspended = true;
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("-CONT");
    suspended = false;
  }

  private void signal(String name) throws IOException, InterruptedException {
    Shell.run("kill", name, Long.toString(pid()));
  }

  /** The file's last lines. */
  String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException missing) {
      return "no log: " + missing.getMessage();
    }
  }

  /** How often the file has a text, from its beginning. */
  static long count(Path log, String text) throws IOException {
    return Files.readAllLines(log).stream().filter(line -> line.contains(text)).count();
  }

  @Nullable Integer exitStatus() {
    return process.isAlive() ? null : Integer.valueOf(process.exitValue());
  }

  @Override
  public void close() {
    try {
      if (suspended && process.isAlive()) {
        resume();
      }
      kill();
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IOException | InterruptedException | IllegalStateException ending) {
      process.destroyForcibly();
    }
  }
}
