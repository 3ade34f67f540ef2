// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** A whole node in this JVM, asked by the clients that people use. */
class TarnNodeIT {

  private static TarnNode node;

  @BeforeAll
  static void start() throws StartException {
    node = TarnNode.start(NodeSettings.onFreePorts());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void empty() {
    try (Jedis jedis = jedis(RedisProtocol.RESP2)) {
      jedis.flushAll();
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void jedis_strings(RedisProtocol protocol) {
    try (Jedis jedis = jedis(protocol)) {
      assertEquals("PONG", jedis.ping());
      assertNull(jedis.get("none"));
      assertEquals("OK", jedis.set("text", "one"));
      assertEquals("one", jedis.get("text"));
      assertEquals(6, jedis.append("text", "two"));
      assertEquals("onetwo", jedis.get("text"));
      assertNull(jedis.set("text", "x", SetParams.setParams().nx()));
      assertEquals(5, jedis.incrBy("count", 5));
      assertEquals("OK", jedis.mset("a", "1", "b", "2", "c", "3"));
      List<String> several = jedis.mget("a", "none", "c");
      assertEquals("1", several.get(0));
      assertNull(several.get(1));
      assertEquals("3", several.get(2));
      assertThrows(JedisDataException.class, () -> jedis.incr("text"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void jedis_keysAndExpiry(RedisProtocol protocol) {
    try (Jedis jedis = jedis(protocol)) {
      Set<String> names = new HashSet<>();
      for (int i = 0; i < 500; i++) {
        names.add("key:" + i);
        jedis.set("key:" + i, "v");
      }
      assertEquals(500, jedis.dbSize());
      assertEquals(names, scan(jedis));
      assertEquals(names, jedis.keys("key:*"));
      assertEquals(2, jedis.del("key:0", "key:1", "none"));
      assertEquals(1, jedis.exists("key:2", "key:0"));
      assertEquals("string", jedis.type("key:2"));
      assertEquals(-1, jedis.ttl("key:2"));
      assertEquals(-2, jedis.ttl("key:0"));
      assertEquals(1, jedis.expire("key:2", 100));
      assertTrue(jedis.ttl("key:2") > 90);
      assertEquals(1, jedis.persist("key:2"));
      assertEquals(1, jedis.pexpireAt("key:2", 1));
      assertNull(jedis.get("key:2"));
      assertEquals("OK", jedis.rename("key:3", "other"));
      assertEquals("v", jedis.get("other"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void jedis_pipeline_answersInOrder(RedisProtocol protocol) {
    try (Jedis jedis = jedis(protocol)) {
      Pipeline pipeline = jedis.pipelined();
      List<Response<String>> answers = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        pipeline.set("k" + i, "v" + i);
        answers.add(pipeline.get("k" + i));
      }
      pipeline.sync();
      for (int i = 0; i < answers.size(); i++) {
        assertEquals("v" + i, answers.get(i).get());
      }
    }
  }

  @Test
  void jedis_bigValue_comesBackWhole() {
    byte[] value = new byte[20 << 20];
    new Random(7).nextBytes(value);
    byte[] key = "big".getBytes(StandardCharsets.US_ASCII);
    try (Jedis jedis = jedis(RedisProtocol.RESP2)) {
      assertEquals("OK", jedis.set(key, value));
      assertArrayEquals(value, jedis.get(key));
      assertEquals(value.length, jedis.strlen(key));
      byte[] longKey = new byte[1 << 20];
      new Random(8).nextBytes(longKey);
      assertEquals("OK", jedis.set(longKey, new byte[0]));
      assertArrayEquals(new byte[0], jedis.get(longKey));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void lettuce_stringsAndExpiry(ProtocolVersion protocol) {
    try (RedisClient client = lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      assertEquals("OK", redis.set("a", "1", SetArgs.Builder.px(100_000)));
      assertTrue(redis.pttl("a") > 90_000);
      assertEquals("1", redis.getdel("a"));
      assertNull(redis.get("a"));
      assertEquals("OK", redis.mset(Map.of("x", "1", "y", "2")));
      assertEquals(
          List.of(KeyValue.just("x", "1"), KeyValue.empty("z"), KeyValue.just("y", "2")),
          redis.mget("x", "z", "y"));
      assertEquals(1.5, redis.incrbyfloat("float", 1.5));
      assertEquals(0, redis.setbit("bits", 7, 1));
      assertEquals(1, redis.bitcount("bits"));
      assertTrue(redis.info("server").contains("redis_version:"));
      assertTrue(redis.configGet("maxmemory").containsKey("maxmemory"));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void lettuce_async_answersInOrder(ProtocolVersion protocol) throws Exception {
    try (RedisClient client = lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisAsyncCommands<String, String> redis = connection.async();
      List<RedisFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        answers.add(redis.incr("one-counter"));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i + 1, answers.get(i).get(30, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void password_isAskedFor() throws Exception {
    NodeSettings settings =
        NodeSettings.load(
            "",
            Map.of("tarn.resp.port", "0", "tarn.http.port", "0", "tarn.node.port", "0"),
            Map.of("security.password", "open"));
    try (TarnNode locked = TarnNode.start(settings);
        Jedis jedis = new Jedis("127.0.0.1", locked.facts().respPort())) {
      assertThrows(JedisDataException.class, () -> jedis.get("a"));
      assertEquals("OK", jedis.auth("open"));
      assertNull(jedis.get("a"));
    }
  }

  private static Set<String> scan(Jedis jedis) {
    Set<String> seen = new HashSet<>();
    String cursor = ScanParams.SCAN_POINTER_START;
    do {
      ScanResult<String> step = jedis.scan(cursor, new ScanParams().count(50));
      seen.addAll(step.getResult());
      cursor = step.getCursor();
    } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    return seen;
  }

  private static Jedis jedis(RedisProtocol protocol) {
    return new Jedis(
        new HostAndPort("127.0.0.1", node.facts().respPort()),
        DefaultJedisClientConfig.builder().protocol(protocol).build());
  }

  private static RedisClient lettuce(ProtocolVersion protocol) {
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", node.facts().respPort()));
    client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
    return client;
  }
}
