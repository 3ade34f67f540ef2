// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** {@code ./tarn bench} as a process on cores of its own; its result is its JSON. */
public final class Load {

  private final Children children;
  private final String cpus;
  private final long limitSeconds;

  /**
   * @param limitSeconds a run that takes longer hangs, and ends as an error
   */
  public Load(Children children, String cpus, long limitSeconds) {
    this.children = children;
    this.cpus = cpus;
    this.limitSeconds = limitSeconds;
  }

  /**
   * Runs one load to its end.
   *
   * @throws IOException when it could not run, lost connections or met error replies
   */
  public JsonNode run(int port, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", cpus, "./tarn", "bench"));
    command.addAll(List.of("--port", "" + port, "--json", "-"));
    command.addAll(List.of(options));
    JsonNode result =
        new ObjectMapper().readTree(children.run(new ProcessBuilder(command), limitSeconds));
    if (result.path("errorCount").asLong() > 0 || result.path("disconnected").asLong() > 0) {
      throw new IOException(
          "the load met errors: "
              + result.path("errors")
              + ", lost connections: "
              + result.path("disconnected"));
    }
    return result;
  }

  /** A load that runs beside something else. */
  public final class Running {
    private final CompletableFuture<JsonNode> result = new CompletableFuture<>();

    private Running(int port, String... options) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  result.complete(run(port, options));
                } catch (IOException | RuntimeException e) {
                  result.completeExceptionally(e);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  result.completeExceptionally(e);
                }
              });
    }

    /** Waits for its end; as {@link Load#run} otherwise. */
    public JsonNode result() throws IOException, InterruptedException {
      try {
        return result.get();
      } catch (ExecutionException e) {
        throw new IOException("the load beside failed: " + e.getMessage(), e);
      }
    }
  }

  /** Starts a load and goes on. */
  public Running start(int port, String... options) {
    return new Running(port, options);
  }
}
