// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A node of the cluster under test: a place with its ports, where processes come and go. */
final class Node {

  /** One of each kind for each node, held for the life of the cluster. */
  record Ports(int resp, int http, int node) {}

  private static final Pattern READY = Pattern.compile("tarn ready resp=\\S+ .* in ([0-9.]+) s");

  private static final List<String> JVM =
      List.of(
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-Xmx200m",
          "-Xmn32m",
          "-XX:TieredStopAtLevel=1",
          "-Dio.netty.jfr.enabled=false");

  private final int number;
  private final String host;
  private final Ports ports;
  private final Path log;
  private final List<String> command;
  private @Nullable NodeProcess process;
  private long started;
  private long startedAt;

  Node(int number, String host, Ports ports, Path log, List<String> command) {
    this.number = number;
    this.host = host;
    this.ports = ports;
    this.log = log;
    this.command = command;
  }

  /**
   * The command that starts a node.
   *
   * @param enter what stands before it
   */
  static List<String> command(
      Shape shape, List<String> enter, String host, Ports ports, List<String> seeds) {
    List<String> command = new ArrayList<>(enter);
    if (shape.byLauncher()) {
      command.add(Path.of("tarn").toAbsolutePath().toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JVM);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tarn.node.Main"));
    }
    command.addAll(List.of("server", "--host", host));
    command.addAll(List.of("--resp-port", "" + ports.resp(), "--http-port", "" + ports.http()));
    command.addAll(List.of("--node-port", "" + ports.node()));
    seeds.forEach(seed -> command.addAll(List.of("--seed", seed)));
    shape.settings().forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  /** Starts it without waiting. */
  void launch() throws IOException {
    if (!Files.exists(log)) {
      Files.createDirectories(log.getParent());
      Files.createFile(log);
    }
    started = Files.size(log);
    startedAt = System.nanoTime();
    process = NodeProcess.start(command, log, Path.of("").toAbsolutePath());
  }

  /** Waits until it serves. */
  void awaitReady() throws IOException, InterruptedException {
    Matcher ready = process().await(READY, started);
    System.out.println(this + " is ready after " + ready.group(1) + " s, pid " + process().pid());
  }

  int number() {
    return number;
  }

  Endpoint resp() {
    return new Endpoint(host, ports.resp());
  }

  Endpoint between() {
    return new Endpoint(host, ports.node());
  }

  NodeProcess process() {
    return Objects.requireNonNull(process, "not started");
  }

  /** When its process was started, by {@link System#nanoTime}. */
  long startedAt() {
    return startedAt;
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** The last lines of all its processes. */
  String tail() {
    return process == null ? "(was not started)" : process.tail();
  }

  Path log() {
    return log;
  }

  void end() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  public String toString() {
    return "node" + number;
  }
}
