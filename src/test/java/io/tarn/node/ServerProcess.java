// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a JVM of its own, as {@code ./tarn} starts it. Ends with the test. */
final class ServerProcess implements AutoCloseable {

  static final Pattern READY =
      Pattern.compile(
          "tarn ready resp=(\\S+):(\\d+) http=(\\S+):(\\d+) node=(\\S+):(\\d+) in \\d+\\.\\d s");

  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final List<String> errors = new ArrayList<>();
  private final List<String> output = new ArrayList<>();
  private final Thread errorReader;

  private ServerProcess(Process process) {
    this.process = process;
    this.errorReader = Thread.ofVirtual().start(this::readErrors);
  }

  /** Starts {@code tarn} with arguments. */
  static ServerProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.tarn.node.Main");
    command.addAll(Arrays.asList(arguments));
    return new ServerProcess(new ProcessBuilder(command).start());
  }

  /** Starts a server on free ports. */
  static ServerProcess onFreePorts(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("server", "--resp-port", "0", "--http-port", "0", "--node-port", "0"));
    arguments.addAll(Arrays.asList(more));
    return start(arguments.toArray(String[]::new));
  }

  /** Waits for the ready line and returns its match. */
  Matcher awaitReady() throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the server ended before it was ready: " + errors());
    }
    Matcher ready = READY.matcher(line);
    if (!ready.matches()) {
      throw new IOException("not the ready line: " + line);
    }
    return ready;
  }

  /** Waits for the end and returns the exit status. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running: pid=" + process.pid());
    }
    errorReader.join();
    readOutput();
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the streams
  }

  /**
   * Returns the lines on standard error; all of them after {@link #awaitExit}. Leaves out what a
   * busy machine alone can bring about: Pekko's warning that a heartbeat came late.
   */
  List<String> errors() {
    synchronized (errors) {
      return List.copyOf(errors);
    }
  }

  /** Returns the lines on standard output after the ready line; call after {@link #awaitExit}. */
  List<String> output() {
    return List.copyOf(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void readErrors() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        synchronized (errors) {
          if (!line.contains(" WARN  ClusterHeartbeat ")) {
            errors.add(line);
          }
        }
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private void readOutput() {
    try {
      BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        output.add(line);
      }
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
