// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code redis-cli -c}, a process a request. Each begins at another node; when nothing listens
 * there, or it dies or is just starting, the next is tried, as a script would that has a list of
 * nodes.
 */
final class CliClusterClient implements ClusterClient {

  private final List<Endpoint> endpoints;
  private final AtomicInteger next = new AtomicInteger();

  CliClusterClient(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  private String run(String... words) throws IOException, InterruptedException {
    int first = next.getAndIncrement();
    for (int i = 0; ; i++) {
      Endpoint entry = endpoints.get(Math.floorMod(first + i, endpoints.size()));
      List<String> command = new ArrayList<>(List.of("timeout", "" + TRY.toSeconds()));
      command.addAll(List.of("redis-cli", "-c", "-e", "-h", entry.host(), "-p", "" + entry.port()));
      command.addAll(List.of(words));
      try {
        return Shell.run(command);
      } catch (IOException failed) {
        if (!isOfEntry(failed, entry) || i == endpoints.size() - 1) {
          throw failed;
        }
      }
    }
  }

  private static boolean isOfEntry(IOException failed, Endpoint entry) {
    String text = "" + failed.getMessage();
    return text.contains("Could not connect to Redis at " + entry)
        || text.contains("Connection reset by peer")
        || text.contains("Server closed the connection");
  }

  @Override
  public void set(String key, String value) throws IOException, InterruptedException {
    String reply = run("SET", key, value);
    if (!reply.equals("OK")) {
      throw new IOException("redis-cli: " + reply);
    }
  }

  @Override
  public String get(String key) throws IOException, InterruptedException {
    return run("GET", key);
  }

  @Override
  public void close() {
    // Each request's process has ended with it.
  }
}
