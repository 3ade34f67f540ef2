// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/**
 * What the clients talk to: a node in this JVM, or, with {@code -Dtarn.test.server=HOST:PORT}, any
 * server, for instance a redis-server that shows whether a test expects the right thing. It is
 * empty before each test.
 */
final class ServerUnderTest implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  /** Longest wait for what another connection does. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String OTHER = System.getProperty("tarn.test.server", "");

  static {
    System.setProperty("io.lettuce.core.iouring", "false"); // two lines of log less for each client
  }

  private TarnNode node;
  private ClientResources threads;
  private HostAndPort address;

  @Override
  public void beforeAll(ExtensionContext context) throws StartException {
    if (OTHER.isEmpty()) {
      node = TarnNode.start(NodeSettings.onFreePorts());
      address = new HostAndPort("127.0.0.1", node.facts().respPort());
    } else {
      address = HostAndPort.from(OTHER);
    }
    threads = ClientResources.create();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    try (Jedis jedis = jedis(RedisProtocol.RESP2)) {
      jedis.flushAll();
      jedis.configSet("notify-keyspace-events", "");
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    threads.shutdown(0, LIMIT.toSeconds(), TimeUnit.SECONDS).syncUninterruptibly();
    if (node != null) {
      node.close();
    }
  }

  String host() {
    return address.getHost();
  }

  int port() {
    return address.getPort();
  }

  /**
   * Whether commands as new as this one can be asked. Tarn has to know them all; another server may
   * be too old.
   */
  boolean knows(String command) {
    if (node != null) {
      return true;
    }
    try (Jedis jedis = jedis(RedisProtocol.RESP2)) {
      return jedis.commandList().contains(command);
    }
  }

  void assumeKnows(String command) {
    assumeTrue(knows(command), OTHER + " does not know " + command);
  }

  Jedis jedis(RedisProtocol protocol) {
    return new Jedis(
        address,
        DefaultJedisClientConfig.builder()
            .protocol(protocol)
            .socketTimeoutMillis((int) LIMIT.toMillis())
            .build());
  }

  RedisClient lettuce(ProtocolVersion protocol) {
    RedisClient client =
        RedisClient.create(
            threads,
            RedisURI.builder().withHost(host()).withPort(port()).withTimeout(LIMIT).build());
    client.setOptions(
        ClientOptions.builder().protocolVersion(protocol).autoReconnect(false).build());
    return client;
  }

  /** Makes calls on a new connection of Lettuce. */
  void lettuce(ProtocolVersion protocol, Consumer<RedisCommands<String, String>> calls) {
    try (RedisClient client = lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      calls.accept(connection.sync());
    }
  }

  /** Waits until so many connections wait in a blocking command. */
  void awaitBlocked(Jedis jedis, int clients) {
    until(
        "blocked_clients is " + clients,
        () -> jedis.info("clients").contains("blocked_clients:" + clients + "\r\n"));
  }

  /** Runs a call beside this thread. */
  static <T> CompletableFuture<T> elsewhere(Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(call.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Makes calls on another connection, beside this thread. */
  <T> CompletableFuture<T> elsewhere(RedisProtocol protocol, Function<Jedis, T> calls) {
    return elsewhere(
        () -> {
          try (Jedis other = jedis(protocol)) {
            return calls.apply(other);
          }
        });
  }

  /** Waits for the end of such a call. */
  static <T> T get(Future<T> result) throws Exception {
    return result.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits for what is true soon; each look shall cost a request or so. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within " + LIMIT.toSeconds() + " s: " + what);
      Thread.onSpinWait();
    }
  }
}
