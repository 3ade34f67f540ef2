// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static io.tarn.node.ServerUnderTest.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.JedisShardedPubSub;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.params.SetParams;

/** Jedis as a listener: channels, patterns, shard channels, notifications. */
class JedisPubSubIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** The test's thread has left the listening connection to its own thread again. */
  private final CountDownLatch unsubscribed = new CountDownLatch(1);

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void publishAndSubscribe(RedisProtocol protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      Listener listener = new Listener();
      var ended =
          SERVER.elsewhere(
              protocol,
              other -> {
                other.subscribe(listener, "news", "sport");
                return pingAfterwards(other);
              });
      assertEquals("subscribe news 1", next());
      assertEquals("subscribe sport 2", next());
      listener.psubscribe("w?ather*");
      assertEquals("psubscribe w?ather* 3", next());
      assertEquals(1, jedis.publish("news", "hello"));
      assertEquals("message news hello", next());
      assertEquals(1, jedis.publish("weather:today", "rain"));
      assertEquals("pmessage w?ather* weather:today rain", next());
      assertEquals(0, jedis.publish("nobody", "hears"));
      assertEquals(Set.of("news", "sport"), Set.copyOf(jedis.pubsubChannels()));
      assertEquals(List.of("news"), jedis.pubsubChannels("n*"));
      assertEquals(Map.of("news", 1L, "nobody", 0L), jedis.pubsubNumSub("news", "nobody"));
      assertEquals(1, jedis.pubsubNumPat());
      if (protocol == RedisProtocol.RESP2) { // Jedis throws when RESP3's answer comes too soon
        listener.ping("there?");
        assertEquals("pong there?", next());
      }
      listener.unsubscribe("news");
      assertEquals("unsubscribe news 2", next());
      assertEquals(0, jedis.publish("news", "unheard"));
      listener.punsubscribe();
      assertEquals("punsubscribe w?ather* 1", next());
      listener.unsubscribe();
      assertEquals("unsubscribe sport 0", next());
      unsubscribed.countDown();
      assertEquals("PONG", get(ended));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void shardChannels(RedisProtocol protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      ShardListener listener = new ShardListener();
      var ended =
          SERVER.elsewhere(
              protocol,
              other -> {
                listener.proceed(other.getConnection(), "{s}one", "{s}two");
                return pingAfterwards(other);
              });
      assertEquals("ssubscribe {s}one 1", next());
      assertEquals("ssubscribe {s}two 2", next());
      assertEquals(1L, jedis.sendCommand(Protocol.Command.SPUBLISH, "{s}two", "hello"));
      assertEquals("smessage {s}two hello", next());
      assertEquals(0, jedis.publish("{s}two", "not for a shard channel"));
      assertEquals(Set.of("{s}one", "{s}two"), Set.copyOf(jedis.pubsubShardChannels()));
      assertEquals(Map.of("{s}one", 1L), jedis.pubsubShardNumSub("{s}one"));
      assertEquals(List.of(), jedis.pubsubChannels());
      listener.sunsubscribe();
      assertEquals(Set.of("sunsubscribe {s}one", "sunsubscribe {s}two"), Set.of(cut(), cut()));
      unsubscribed.countDown();
      assertEquals("PONG", get(ended));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void keyspaceNotifications(RedisProtocol protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.configSet("notify-keyspace-events", "KEA");
      assertEquals("AKE", jedis.configGet("notify-keyspace-events").get("notify-keyspace-events"));
      Listener listener = new Listener();
      var ended =
          SERVER.elsewhere(
              protocol,
              other -> {
                other.psubscribe(listener, "__key*@0__:*");
                return pingAfterwards(other);
              });
      assertEquals("psubscribe __key*@0__:* 1", next());
      jedis.lpush("list", "a");
      assertEquals("pmessage __key*@0__:* __keyspace@0__:list lpush", next());
      assertEquals("pmessage __key*@0__:* __keyevent@0__:lpush list", next());
      jedis.lpop("list");
      assertEquals("pmessage __key*@0__:* __keyspace@0__:list lpop", next());
      assertEquals("pmessage __key*@0__:* __keyevent@0__:lpop list", next());
      assertEquals("pmessage __key*@0__:* __keyspace@0__:list del", next());
      assertEquals("pmessage __key*@0__:* __keyevent@0__:del list", next());
      jedis.set("short", "v", SetParams.setParams().px(10));
      for (String event : List.of("set", "expire", "expired")) {
        assertEquals("pmessage __key*@0__:* __keyspace@0__:short " + event, next());
        assertEquals("pmessage __key*@0__:* __keyevent@0__:" + event + " short", next());
      }
      listener.punsubscribe();
      assertEquals("punsubscribe __key*@0__:* 0", next());
      unsubscribed.countDown();
      assertEquals("PONG", get(ended));
    }
  }

  private String pingAfterwards(Jedis listening) {
    try {
      assertTrue(unsubscribed.await(ServerUnderTest.LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return listening.ping();
  }

  private String next() throws InterruptedException {
    return heard.poll(ServerUnderTest.LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /* The next without the count at its end. */
  private String cut() throws InterruptedException {
    String line = next();
    return line.substring(0, line.lastIndexOf(' '));
  }

  /* Queues what is pushed to it, a line each. */
  private final class Listener extends JedisPubSub {
    @Override
    public void onMessage(String channel, String message) {
      heard.add("message " + channel + " " + message);
    }

    @Override
    public void onPMessage(String pattern, String channel, String message) {
      heard.add("pmessage " + pattern + " " + channel + " " + message);
    }

    @Override
    public void onSubscribe(String channel, int count) {
      heard.add("subscribe " + channel + " " + count);
    }

    @Override
    public void onUnsubscribe(String channel, int count) {
      heard.add("unsubscribe " + channel + " " + count);
    }

    @Override
    public void onPSubscribe(String pattern, int count) {
      heard.add("psubscribe " + pattern + " " + count);
    }

    @Override
    public void onPUnsubscribe(String pattern, int count) {
      heard.add("punsubscribe " + pattern + " " + count);
    }

    @Override
    public void onPong(String pattern) {
      heard.add("pong " + pattern);
    }
  }

  private final class ShardListener extends JedisShardedPubSub {
    @Override
    public void onSMessage(String channel, String message) {
      heard.add("smessage " + channel + " " + message);
    }

    @Override
    public void onSSubscribe(String channel, int count) {
      heard.add("ssubscribe " + channel + " " + count);
    }

    @Override
    public void onSUnsubscribe(String channel, int count) {
      heard.add("sunsubscribe " + channel + " " + count);
    }
  }
}
