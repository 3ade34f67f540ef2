// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SortArgs;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.sync.RedisPubSubCommands;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce as a listener: channels, patterns, shard channels, notifications. */
class LettucePubSubIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void publishAndSubscribe(ProtocolVersion protocol) throws Exception {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
      connection.addListener(new Listener());
      RedisPubSubCommands<String, String> listening = connection.sync();
      listening.subscribe("news", "sport");
      assertEquals("subscribe news 1", next());
      assertEquals("subscribe sport 2", next());
      listening.psubscribe("w?ather*");
      assertEquals("psubscribe w?ather* 3", next());
      SERVER.lettuce(
          protocol,
          redis -> {
            assertEquals(1, redis.publish("news", "hello"));
            assertEquals(1, redis.publish("weather:today", "rain"));
            assertEquals(0, redis.publish("nobody", "hears"));
            assertEquals(Set.of("news", "sport"), Set.copyOf(redis.pubsubChannels()));
            assertEquals(List.of("news"), redis.pubsubChannels("n*"));
            assertEquals(Map.of("news", 1L, "nobody", 0L), redis.pubsubNumsub("news", "nobody"));
            assertEquals(1, redis.pubsubNumpat());
          });
      assertEquals("message news hello", next());
      assertEquals("pmessage w?ather* weather:today rain", next());
      assertEquals(protocol == ProtocolVersion.RESP2 ? "" : "PONG", listening.ping());
      listening.unsubscribe("news");
      assertEquals("unsubscribe news 2", next());
      listening.punsubscribe("w?ather*");
      assertEquals("punsubscribe w?ather* 1", next());
      listening.unsubscribe("sport");
      assertEquals("unsubscribe sport 0", next());
      assertEquals("OK", listening.set("a", "1"));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void shardChannels(ProtocolVersion protocol) throws Exception {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
      connection.addListener(new Listener());
      RedisPubSubCommands<String, String> listening = connection.sync();
      listening.ssubscribe("{s}one", "{s}two");
      assertEquals("ssubscribe {s}one 1", next());
      assertEquals("ssubscribe {s}two 2", next());
      SERVER.lettuce(
          protocol,
          redis -> {
            assertEquals(1, redis.spublish("{s}two", "hello"));
            assertEquals(0, redis.publish("{s}two", "not for a shard channel"));
            assertEquals(Set.of("{s}one", "{s}two"), Set.copyOf(redis.pubsubShardChannels()));
            assertEquals(Map.of("{s}one", 1L), redis.pubsubShardNumsub("{s}one"));
          });
      assertEquals("smessage {s}two hello", next());
      listening.sunsubscribe("{s}one");
      assertEquals("sunsubscribe {s}one 1", next());
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void keyspaceNotifications(ProtocolVersion protocol) throws Exception {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub()) {
      connection.addListener(new Listener());
      RedisPubSubCommands<String, String> listening = connection.sync();
      listening.configSet("notify-keyspace-events", "Eghlszx");
      listening.psubscribe("__keyevent@0__:*");
      assertEquals("psubscribe __keyevent@0__:* 1", next());
      SERVER.lettuce(
          protocol,
          redis -> {
            redis.set("string", "is not among the classes");
            redis.rpush("list", "b", "a");
            redis.sort("list", SortArgs.Builder.alpha());
            redis.sadd("set", "a");
            redis.spop("set");
            redis.hset("hash", "f", "1");
            redis.hincrby("hash", "f", 1);
            redis.zadd("zset", 1, "m");
            redis.zincrby("zset", 1, "m");
            redis.expire("list", 100);
            redis.rename("list", "renamed");
            redis.set("short", "v", SetArgs.Builder.px(10));
          });
      for (String event :
          List.of(
              "rpush list",
              "sadd set",
              "spop set",
              "del set",
              "hset hash",
              "hincrby hash",
              "zadd zset",
              "zincr zset",
              "expire list",
              "rename_from list",
              "rename_to renamed",
              "expire short",
              "expired short")) {
        assertEquals("pmessage __keyevent@0__:* __keyevent@0__:" + event, next());
      }
    }
  }

  private String next() throws InterruptedException {
    return heard.poll(ServerUnderTest.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Queues what is pushed to it, a line each. */
  private final class Listener implements RedisPubSubListener<String, String> {
    @Override
    public void message(String channel, String message) {
      heard.add("message " + channel + " " + message);
    }

    @Override
    public void message(String pattern, String channel, String message) {
      heard.add("pmessage " + pattern + " " + channel + " " + message);
    }

    @Override
    public void subscribed(String channel, long count) {
      heard.add("subscribe " + channel + " " + count);
    }

    @Override
    public void psubscribed(String pattern, long count) {
      heard.add("psubscribe " + pattern + " " + count);
    }

    @Override
    public void unsubscribed(String channel, long count) {
      heard.add("unsubscribe " + channel + " " + count);
    }

    @Override
    public void punsubscribed(String pattern, long count) {
      heard.add("punsubscribe " + pattern + " " + count);
    }

    @Override
    public void ssubscribed(String channel, long count) {
      heard.add("ssubscribe " + channel + " " + count);
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      heard.add("sunsubscribe " + channel + " " + count);
    }

    @Override
    public void smessage(String channel, String message) {
      heard.add("smessage " + channel + " " + message);
    }
  }
}
