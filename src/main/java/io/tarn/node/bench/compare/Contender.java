// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Who is compared, and how each is started. */
enum Contender {
  REDIS,
  TARN;

  /**
   * The command line of a server on {@code port} that may use {@code cpus} (as taskset writes
   * them).
   */
  List<String> command(int port, String cpus) throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", cpus));
    String resp = Integer.toString(port);
    command.addAll(
        switch (this) {
          case REDIS ->
              List.of(
                  "redis-server",
                  "--bind",
                  "127.0.0.1",
                  "--port",
                  resp,
                  "--save",
                  "",
                  "--appendonly",
                  "no");
          case TARN ->
              List.of(
                  "./tarn",
                  "server",
                  "--resp-port",
                  resp,
                  "--http-port",
                  Integer.toString(freePort()),
                  "--node-port",
                  Integer.toString(freePort()));
        });
    return command;
  }

  /** What a server prints when it serves. */
  String readyMark() {
    return switch (this) {
      case REDIS -> "Ready to accept connections";
      case TARN -> "tarn ready ";
    };
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
