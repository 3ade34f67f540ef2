// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ioredis's, in a process of its own which ends when its standard input does, so with this one.
 * Needs node on the PATH and the packages that {@code .ci/run} installs.
 */
final class IoredisClusterClient implements ClusterClient {

  private static final Path PACKAGES = Path.of("target/clients/node_modules").toAbsolutePath();
  private static final String SCRIPT = "multi-jvm-tests/clients/ioredis-cluster.js";
  private static final String OK = "ok ";

  /** Longer than the script's own limit with all that it tries again. */
  private static final long ANSWER_SECONDS = 20;

  private final Process process;
  private final Writer in;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, CompletableFuture<String>> pending = new ConcurrentHashMap<>();

  IoredisClusterClient(List<Endpoint> endpoints, boolean fromReplicas) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", SCRIPT));
    command.add(fromReplicas ? "slave" : "master");
    endpoints.forEach(one -> command.add(one.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("NODE_PATH", PACKAGES.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("ioredis").start(() -> takeAnswers(out));
  }

  /** Why there can be none here, "" when there can. */
  static String missing() {
    boolean there = Shell.has("node") && Files.isDirectory(PACKAGES.resolve("ioredis"));
    return there ? "" : "no node on the PATH, or no ioredis in target/clients (see .ci/run)";
  }

  private void takeAnswers(BufferedReader out) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        int space = line.indexOf(' ');
        CompletableFuture<String> waiting = pending.remove(line.substring(0, Math.max(0, space)));
        if (waiting != null) {
          waiting.complete(line.substring(space + 1));
        }
      }
    } catch (IOException ended) {
      // As at the end of its output.
    }
    pending.values().forEach(waiting -> waiting.complete("error the process has ended"));
  }

  private String ask(String request) throws Exception {
    String id = "" + ids.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    pending.put(id, answer);
    synchronized (in) {
      in.write(id + " " + request + "\n");
      in.flush();
    }
    try {
      String text = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
      if (!text.startsWith(OK)) {
        throw new IOException("ioredis: " + text);
      }
      return text.substring(OK.length());
    } catch (ExecutionException | TimeoutException none) {
      pending.remove(id);
      throw new IOException("ioredis does not answer", none);
    }
  }

  @Override
  public void set(String key, String value) throws Exception {
    String reply = ask("set " + key + " " + value);
    if (!reply.equals("OK")) {
      throw new IOException("ioredis: " + reply);
    }
  }

  @Override
  public String get(String key) throws Exception {
    return ask("get " + key);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
