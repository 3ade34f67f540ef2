// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** As many requests as this machine can do: a redis-benchmark for each node, without an end. */
final class BusyLoad implements AutoCloseable {

  private final List<NodeProcess> processes = new ArrayList<>();

  private BusyLoad() {}

  static BusyLoad start(List<Endpoint> endpoints) throws IOException {
    BusyLoad load = new BusyLoad();
    try {
      for (Endpoint endpoint : endpoints) {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "--csv", "-l"));
        command.addAll(List.of("-h", endpoint.host(), "-p", "" + endpoint.port()));
        command.addAll(List.of("-P", "16", "-c", "20", "-r", "100000", "-d", "64"));
        command.addAll(List.of("-n", "5000000", "-t", "set,get"));
        Path log = Path.of("target", "multi-jvm", "busy-" + endpoint.port() + ".log");
        load.processes.add(NodeProcess.start(command, log, Path.of("").toAbsolutePath()));
      }
      return load;
    } catch (IOException failed) {
      load.close();
      throw failed;
    }
  }

  /** Fails when one of them has ended, as each does with its first connection that is lost. */
  void assertRuns() throws IOException {
    for (NodeProcess process : processes) {
      if (!process.isAlive()) {
        throw new IOException("the load has ended: " + process.tail());
      }
    }
  }

  /** Ends all of them. */
  void end() {
    processes.forEach(NodeProcess::close);
  }

  @Override
  public void close() {
    end();
  }
}
