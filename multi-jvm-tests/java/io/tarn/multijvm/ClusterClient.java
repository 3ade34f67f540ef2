// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisStringCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/** A client that knows clusters: it asks who owns what, and goes there. */
interface ClusterClient {

  /** Writes; throws what the client throws. */
  void set(String key, String value) throws Exception;

  String get(String key) throws Exception;

  /** Ends it, and its process if it has one. */
  void close();

  /** How long one try of a request may take. */
  Duration TRY = Duration.ofSeconds(2);

  /** Jedis's. */
  static ClusterClient jedis(List<Endpoint> endpoints) {
    Set<HostAndPort> nodes =
        endpoints.stream()
            .map(one -> new HostAndPort(one.host(), one.port()))
            .collect(Collectors.toUnmodifiableSet());
    redis.clients.jedis.RedisClusterClient client =
        redis.clients.jedis.RedisClusterClient.builder().nodes(nodes).build();
    return new ClusterClient() {
      @Override
      public void set(String key, String value) {
        client.set(key, value);
      }

      @Override
      public String get(String key) {
        return client.get(key);
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  /** Lettuce's. */
  static ClusterClient lettuce(List<Endpoint> endpoints) {
    List<RedisURI> nodes =
        endpoints.stream()
            .map(one -> RedisURI.builder().withHost(one.host()).withPort(one.port()))
            .map(builder -> builder.withTimeout(TRY).build())
            .toList();
    RedisClusterClient client = RedisClusterClient.create(nodes);
    client.setOptions(
        ClusterClientOptions.builder()
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(Duration.ofSeconds(1))
                    .build())
            .build());
    StatefulRedisClusterConnection<String, String> connection = client.connect();
    RedisStringCommands<String, String> commands = connection.sync();
    return new ClusterClient() {
      @Override
      public void set(String key, String value) {
        commands.set(key, value);
      }

      @Override
      public String get(String key) {
        return commands.get(key);
      }

      @Override
      public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, TRY);
      }
    };
  }

  /** {@code redis-cli -c}, a process a request; asks one node after the other when one fails. */
  static ClusterClient redisCli(List<Endpoint> endpoints) {
    return new ClusterClient() {
      private int next;

      private String run(String... words) throws Exception {
        Endpoint entry = endpoints.get(next++ % endpoints.size());
        List<String> command = new ArrayList<>(List.of("timeout", "3", "redis-cli", "-c", "-e"));
        command.addAll(List.of("-h", entry.host(), "-p", "" + entry.port()));
        command.addAll(List.of(words));
        return Shell.run(command);
      }

      @Override
      public void set(String key, String value) throws Exception {
        String reply = run("SET", key, value);
        if (!reply.endsWith("OK")) {
          throw new IOException(reply);
        }
      }

      @Override
      public String get(String key) throws Exception {
        return run("GET", key).lines().reduce("", (_, last) -> last);
      }

      @Override
      public void close() {}
    };
  }

  /** Whether {@link #ioredis} can run here: "" or what is missing. */
  static String ioredisMissing() {
    boolean there = Shell.has("node") && Files.isDirectory(packages().resolve("ioredis"));
    return there ? "" : "no node on the PATH, or no ioredis in target/clients (see .ci/run)";
  }

  private static Path packages() {
    return Path.of("target/clients/node_modules").toAbsolutePath();
  }

  /** ioredis's, in a process of its own. */
  static ClusterClient ioredis(List<Endpoint> endpoints) throws IOException {
    List<String> command = new ArrayList<>(List.of("node"));
    command.add(Path.of("multi-jvm-tests/clients/ioredis-cluster.js").toString());
    endpoints.forEach(one -> command.add(one.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("NODE_PATH", packages().toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    Writer in = process.outputWriter(StandardCharsets.UTF_8);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    return new ClusterClient() {
      private String ask(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
        String answer = out.readLine();
        if (answer == null || !answer.startsWith("ok ")) {
          throw new IOException("ioredis: " + answer);
        }
        return answer.substring("ok ".length());
      }

      @Override
      public void set(String key, String value) throws IOException {
        String reply = ask("set " + key + " " + value);
        if (!reply.equals("OK")) {
          throw new IOException("ioredis: " + reply);
        }
      }

      @Override
      public String get(String key) throws IOException {
        return ask("get " + key);
      }

      @Override
      public void close() {
        process.destroyForcibly();
      }
    };
  }
}
