// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Primaries of Redis Cluster without replicas and without persistence: killed and started again,
 * one has lost all that it acknowledged.
 */
final class RedisNodes implements AutoCloseable {

  private static final int SLOTS = 16_384;
  private static final Duration FORM_LIMIT = Duration.ofSeconds(30);
  private static final int ASK_MILLIS = 2000;

  private final Path directory;
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<List<String>> commands = new ArrayList<>();
  private final List<NodeProcess> processes = new ArrayList<>();

  private RedisNodes(Path directory) {
    this.directory = directory;
  }

  /** Starts some and gives each its share of the slots. */
  static RedisNodes start(int count, Path directory) throws Exception {
    RedisNodes redis = new RedisNodes(directory);
    try {
      List<Integer> ports = freePorts(2 * count);
      for (int i = 0; i < count; i++) {
        redis.add(ports.get(2 * i), ports.get(2 * i + 1));
      }
      for (int i = 0; i < count; i++) {
        redis.launch(i);
      }
      redis.form(ports);
      return redis;
    } catch (Exception failed) {
      redis.close();
      throw failed;
    }
  }

  private void add(int port, int busPort) throws IOException {
    Path own = Files.createDirectories(directory.resolve("redis-" + port));
    endpoints.add(new Endpoint("127.0.0.1", port));
    List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1"));
    command.addAll(List.of("--port", "" + port, "--cluster-port", "" + busPort));
    command.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
    command.addAll(List.of("--cluster-require-full-coverage", "no", "--save", ""));
    command.addAll(List.of("--appendonly", "no", "--dir", own.toString()));
    commands.add(command);
  }

  private void form(List<Integer> ports) throws Exception {
    Endpoint first = endpoints.getFirst();
    for (int i = 0; i < endpoints.size(); i++) {
      String from = "" + i * SLOTS / endpoints.size();
      String to = "" + ((i + 1) * SLOTS / endpoints.size() - 1);
      ask(endpoints.get(i), "CLUSTER", "ADDSLOTSRANGE", from, to);
      ask(endpoints.get(i), "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
      String port = ports.get(2 * i).toString();
      ask(first, "CLUSTER", "MEET", "127.0.0.1", port, ports.get(2 * i + 1).toString());
    }
    for (Endpoint endpoint : endpoints) {
      awaitSlots(endpoint);
    }
  }

  private static void awaitSlots(Endpoint endpoint) throws Exception {
    Waiting.until(
        endpoint + " knows all slots",
        FORM_LIMIT,
        () -> {
          Object info = Wire.ask(endpoint, ASK_MILLIS, "CLUSTER", "INFO");
          boolean whole = ("" + info).contains("cluster_slots_ok:" + SLOTS);
          return whole && ("" + info).contains("cluster_state:ok") ? "" : "" + info;
        });
  }

  private static void ask(Endpoint endpoint, String... words) throws IOException {
    Object reply = Wire.ask(endpoint, ASK_MILLIS, words);
    if (reply instanceof Wire.Failure failure) {
      throw new IOException(String.join(" ", words) + ": " + failure.text());
    }
  }

  private void launch(int index) throws Exception {
    Path log = directory.resolve("redis-" + index + ".log");
    NodeProcess process = NodeProcess.start(commands.get(index), log, directory);
    if (index < processes.size()) {
      processes.set(index, process);
    } else {
      processes.add(process);
    }
    Waiting.until(
        endpoints.get(index) + " answers",
        FORM_LIMIT,
        () -> {
          try {
            ask(endpoints.get(index), "PING");
            return "";
          } catch (IOException notYet) {
            return notYet.toString();
          }
        });
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Kills one and starts it again, empty; returns when all know it again. */
  void killAndRestart(int index) throws Exception {
    processes.get(index).kill();
    launch(index);
    for (Endpoint endpoint : endpoints) {
      awaitSlots(endpoint);
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(NodeProcess::close);
  }
}
