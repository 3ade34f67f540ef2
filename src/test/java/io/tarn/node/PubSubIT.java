// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;

/** Publish and subscribe of a whole node, with the clients that people use. */
@Timeout(120)
class PubSubIT {

  private static TarnNode tarn;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    tarn = TarnNode.start(NodeSettings.onFreePorts());
    String address = tarn.respAddress();
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @AfterAll
  static void stop() {
    tarn.close();
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void jedis_channelsAndPatterns_arrive(RedisProtocol protocol) throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    JedisPubSub listener =
        new JedisPubSub() {
          @Override
          public void onMessage(String channel, String message) {
            seen.add(channel + "=" + message);
          }

          @Override
          public void onPMessage(String pattern, String channel, String message) {
            seen.add(pattern + ":" + channel + "=" + message);
          }

          @Override
          public void onSubscribe(String channel, int count) {
            seen.add("+" + channel + count);
          }

          @Override
          public void onPSubscribe(String pattern, int count) {
            seen.add("+" + pattern + count);
          }

          @Override
          public void onUnsubscribe(String channel, int count) {
            seen.add("-" + channel + count);
          }

          @Override
          public void onPong(String text) {
            seen.add("pong " + text);
          }
        };
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try (Jedis jedis = jedis(protocol)) {
                jedis.subscribe(listener, "news", "sports");
              }
            });
    expect(seen, "+news1", "+sports2");
    listener.psubscribe("n*");
    expect(seen, "+n*3");
    try (Jedis publisher = jedis(protocol)) {
      assertEquals(2, publisher.publish("news", "one"));
      expect(seen, "news=one", "n*:news=one");
      assertEquals(0, publisher.publish("weather", "two"));
      assertEquals(1, publisher.pubsubNumPat());
      assertEquals(1L, publisher.pubsubNumSub("news").get("news"));
    }
    if (protocol == RedisProtocol.RESP2) { // in RESP3 Jedis trips over an answer that comes early
      listener.ping("hello");
      expect(seen, "pong hello");
    }
    listener.unsubscribe("sports");
    expect(seen, "-sports2");
    listener.punsubscribe();
    listener.unsubscribe();
    expect(seen, "-news0");
    thread.join();
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void lettuce_manyMessages_arriveInOrder(ProtocolVersion version) throws Exception {
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    client.setOptions(ClientOptions.builder().protocolVersion(version).build());
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub();
        var publisher = client.connect()) {
      listener.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              seen.add(message);
            }
          });
      listener.sync().subscribe("ordered");
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        var _ = publisher.async().publish("ordered", "m" + i);
      }
      for (int i = 0; i < count; i++) {
        assertEquals("m" + i, seen.poll(20, TimeUnit.SECONDS));
      }
      listener.sync().unsubscribe("ordered");
      assertEquals(0, publisher.sync().publish("ordered", "late"));
    } finally {
      client.shutdown();
    }
  }

  @Test
  void publish_toAThousand_reachesEachOnceInOrder() throws Exception {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Socket client = connect();
      send(client, (i % 2 == 0 ? "" : "HELLO 3\r\n") + "SUBSCRIBE crowd\r\n");
      clients.add(client);
    }
    try (Jedis publisher = jedis(RedisProtocol.RESP3)) {
      until(() -> publisher.pubsubNumSub("crowd").get("crowd") == 1_000);
      for (int i = 0; i < 20; i++) {
        assertEquals(1_000, publisher.publish("crowd", "x".repeat(1_000 * (i % 4)) + i));
      }
      assertTrue(publisher.info("clients").contains("pubsub_clients:1000\r\n"));
    }
    for (int i = 0; i < clients.size(); i++) {
      String type = i % 2 == 0 ? "*" : ">";
      StringBuilder expected =
          new StringBuilder(type + "3\r\n$9\r\nsubscribe\r\n$5\r\ncrowd\r\n:1\r\n");
      for (int n = 0; n < 20; n++) {
        String message = "x".repeat(1_000 * (n % 4)) + n;
        expected.append(
            type + "3\r\n$7\r\nmessage\r\n$5\r\ncrowd\r\n$" + message.length() + "\r\n");
        expected.append(message).append("\r\n");
      }
      assertEquals(expected.toString(), readFrom(clients.get(i), type, expected.length()));
      clients.get(i).close();
    }
    try (Jedis jedis = jedis(RedisProtocol.RESP3)) {
      until(() -> jedis.info("clients").contains("pubsub_clients:0\r\n"));
      assertEquals(List.of(), jedis.pubsubChannels());
    }
  }

  @Test
  void publish_subscriberThatReadsNothing_isCutOff() throws Exception {
    try (Socket slow = connect();
        Jedis publisher = jedis(RedisProtocol.RESP3)) {
      send(slow, "SUBSCRIBE flood\r\n");
      until(() -> publisher.pubsubNumSub("flood").get("flood") == 1);
      publisher.configSet("client-output-buffer-limit", "pubsub 1mb 512kb 60");
      String message = "y".repeat(10_000);
      long published = 0;
      while (publisher.publish("flood", message) == 1) {
        published++;
        assertTrue(published < 20_000, "still connected");
      }
      publisher.configSet("client-output-buffer-limit", "pubsub 32mb 8mb 60");
      assertEquals(List.of(), publisher.pubsubChannels());
      assertTrue(publisher.info("clients").contains("pubsub_clients:0\r\n"));
    }
  }

  @Test
  void clientKill_ofTypePubsub_endsSubscribersOnly() throws Exception {
    try (Socket listener = connect();
        Jedis jedis = jedis(RedisProtocol.RESP3)) {
      send(listener, "SUBSCRIBE a b\r\nPSUBSCRIBE p*\r\nSSUBSCRIBE s\r\n");
      until(() -> jedis.clientList().contains(" flags=P db=0 sub=2 psub=1 ssub=1 "));
      jedis.sendCommand(redis.clients.jedis.Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
      until(() -> jedis.info("clients").contains("pubsub_clients:0\r\n"));
      assertEquals("PONG", jedis.ping());
    }
  }

  private static Jedis jedis(RedisProtocol protocol) {
    return new Jedis(
        new HostAndPort("127.0.0.1", port),
        DefaultJedisClientConfig.builder().protocol(protocol).socketTimeoutMillis(60_000).build());
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /* What follows the answer to HELLO, which has no '>' in it; RESP2 clients sent none. */
  private static String readFrom(Socket client, String first, int length) throws IOException {
    int next = client.getInputStream().read();
    while (next != first.charAt(0)) {
      next = client.getInputStream().read();
    }
    byte[] rest = client.getInputStream().readNBytes(length - 1);
    return first + new String(rest, StandardCharsets.ISO_8859_1);
  }

  private static void expect(BlockingQueue<String> seen, String... texts)
      throws InterruptedException {
    for (String text : texts) {
      assertEquals(text, seen.poll(20, TimeUnit.SECONDS));
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "not in time");
    }
  }
}
