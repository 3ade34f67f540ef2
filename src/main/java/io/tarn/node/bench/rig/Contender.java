// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Who is compared, and how each is started. */
public enum Contender {
  REDIS,
  TARN;

  /** The command line of a server on {@code port}. */
  List<String> command(int port, Launch launch) throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", launch.cpus()));
    String resp = Integer.toString(port);
    switch (this) {
      case REDIS -> {
        command.addAll(List.of("redis-server", "--bind", "127.0.0.1", "--port", resp));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        if (launch.maxMemory() > 0) {
          command.addAll(List.of("--maxmemory", Long.toString(launch.maxMemory())));
        }
        if (!launch.policy().isEmpty()) {
          command.addAll(List.of("--maxmemory-policy", launch.policy()));
        }
      }
      case TARN -> {
        command.addAll(List.of("./tarn", "server", "--resp-port", resp));
        command.addAll(List.of("--http-port", Integer.toString(freePort())));
        command.addAll(List.of("--node-port", Integer.toString(freePort())));
        if (launch.maxMemory() > 0) {
          command.addAll(List.of("--set", "memory.max=" + launch.maxMemory()));
        }
        if (!launch.policy().isEmpty()) {
          command.addAll(List.of("--set", "memory.policy=" + launch.policy()));
        }
      }
    }
    return command;
  }

  /** What a server prints when it serves. */
  String readyMark() {
    return switch (this) {
      case REDIS -> "Ready to accept connections";
      case TARN -> "tarn ready ";
    };
  }

  /** A port of 127.0.0.1 that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
