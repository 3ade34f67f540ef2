// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static io.tarn.node.ServerUnderTest.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.UnblockType;
import io.lettuce.core.ZPopArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/** Lettuce where more than one request or more than one connection takes part. */
class LettuceConversationsIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void transactions(ProtocolVersion protocol) {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisConnection<String, String> first = client.connect();
        StatefulRedisConnection<String, String> second = client.connect()) {
      RedisCommands<String, String> redis = first.sync();
      RedisCommands<String, String> other = second.sync();
      redis.multi();
      assertNull(redis.set("a", "1"));
      redis.rpush("list", "x", "y");
      redis.hgetall("none");
      redis.incr("list");
      redis.zrangeWithScores("none", 0, -1);
      redis.smembers("none");
      assertNull(other.get("a"));
      TransactionResult result = redis.exec();
      assertFalse(result.wasDiscarded());
      assertEquals(6, result.size());
      assertEquals("OK", result.get(0));
      assertEquals(2L, (Long) result.get(1));
      assertEquals(Map.of(), result.get(2));
      RedisCommandExecutionException wrong =
          assertInstanceOf(RedisCommandExecutionException.class, result.<Object>get(3));
      assertTrue(wrong.getMessage().startsWith("WRONGTYPE"), wrong.getMessage());

      assertEquals("OK", redis.watch("a", "b"));
      redis.multi();
      redis.set("a", "mine");
      other.set("b", "theirs");
      assertTrue(redis.exec().wasDiscarded());
      assertEquals("1", redis.get("a"));

      redis.watch("a");
      redis.multi();
      redis.incr("a");
      assertEquals(2L, (Long) redis.exec().get(0));

      redis.multi();
      redis.set("a", "never");
      assertEquals("OK", redis.discard());
      redis.watch("a");
      assertEquals("OK", redis.unwatch());
      other.set("a", "3");
      redis.multi();
      redis.get("a");
      assertEquals("3", redis.exec().get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void transaction_withAWrongCommand_isAborted(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.multi();
          redis.set("a", "1");
          assertNull(status(redis, "NOSUCH"));
          RedisCommandExecutionException aborted =
              assertThrows(RedisCommandExecutionException.class, redis::exec);
          assertEquals(
              "EXECABORT Transaction discarded because of previous errors.", aborted.getMessage());
          assertNull(redis.get("a"));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void blockingPops(ProtocolVersion protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(RedisProtocol.RESP3);
        RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      RedisAsyncCommands<String, String> waiting = connection.async();
      redis.rpush("ready", "1", "2");
      assertEquals(KeyValue.just("ready", "1"), redis.blpop(1, "none", "ready"));
      assertEquals(KeyValue.just("ready", "2"), redis.brpop(1, "none", "ready"));
      assertNull(redis.blpop(0.05, "none"));
      assertNull(redis.blmove("none", "to", LMoveArgs.Builder.leftLeft(), 0.05));
      assertNull(redis.bzpopmin(0.05, "none"));

      RedisFuture<KeyValue<String, String>> popped = waiting.blpop(10, "a", "b");
      SERVER.awaitBlocked(jedis, 1);
      jedis.rpush("b", "x");
      assertEquals(KeyValue.just("b", "x"), get(popped));

      RedisFuture<String> moved = waiting.blmove("from", "to", LMoveArgs.Builder.rightLeft(), 10);
      RedisFuture<Long> behind = waiting.llen("to");
      SERVER.awaitBlocked(jedis, 1);
      assertFalse(behind.isDone());
      jedis.rpush("from", "y", "z");
      assertEquals("z", get(moved));
      assertEquals(1, get(behind));

      RedisFuture<KeyValue<String, List<String>>> several =
          waiting.blmpop(10, LMPopArgs.Builder.left().count(5), "q", "r");
      SERVER.awaitBlocked(jedis, 1);
      jedis.rpush("r", "1", "2", "3");
      assertEquals(KeyValue.just("r", List.of("1", "2", "3")), get(several));

      RedisFuture<KeyValue<String, ScoredValue<String>>> least = waiting.bzpopmin(10, "z", "zz");
      SERVER.awaitBlocked(jedis, 1);
      jedis.zadd("zz", 1.5, "m");
      assertEquals(KeyValue.just("zz", ScoredValue.just(1.5, "m")), get(least));

      RedisFuture<KeyValue<String, List<ScoredValue<String>>>> most =
          waiting.bzmpop(10.0, 2, ZPopArgs.Builder.max(), "z");
      SERVER.awaitBlocked(jedis, 1);
      jedis.zadd("z", Map.of("m", 1.0, "n", 2.0, "o", 3.0));
      assertEquals(
          KeyValue.just("z", List.of(ScoredValue.just(3.0, "o"), ScoredValue.just(2.0, "n"))),
          get(most));

      long id = redis.clientId();
      RedisFuture<KeyValue<String, String>> unblocked = waiting.brpop(10, "never");
      SERVER.awaitBlocked(jedis, 1);
      try (StatefulRedisConnection<String, String> other = client.connect()) {
        assertEquals(1, other.sync().clientUnblock(id, UnblockType.TIMEOUT));
      }
      assertNull(get(unblocked));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void blockedClient_thatGoes_takesNothing(ProtocolVersion protocol) {
    try (Jedis jedis = SERVER.jedis(RedisProtocol.RESP3);
        RedisClient client = SERVER.lettuce(protocol)) {
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.async().blpop(10, "queue");
        SERVER.awaitBlocked(jedis, 1);
      }
      SERVER.awaitBlocked(jedis, 0);
      jedis.rpush("queue", "x");
      assertEquals(1, jedis.llen("queue"));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void pipelines(ProtocolVersion protocol) throws Exception {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.setAutoFlushCommands(false);
      RedisAsyncCommands<String, String> redis = connection.async();
      List<RedisFuture<Long>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        redis.set("key" + i, "value");
        answers.add(redis.rpush("list", "e" + i));
        redis.sadd("set", "e" + i);
        answers.add(redis.scard("set"));
        redis.zadd("zset", i, "e" + i);
        answers.add(redis.zcard("zset"));
        redis.hset("hash", "e" + i, "v");
        answers.add(redis.hlen("hash"));
      }
      redis.multi();
      RedisFuture<String> first = redis.lpop("list");
      RedisFuture<TransactionResult> executed = redis.exec();
      RedisFuture<List<String>> all = redis.lrange("list", 0, -1);
      connection.flushCommands();
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i / 4 + 1L, get(answers.get(i)));
      }
      assertEquals("e0", get(first));
      assertEquals("e0", get(executed).get(0));
      assertEquals(499, get(all).size());
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void reactive(ProtocolVersion protocol) {
    try (RedisClient client = SERVER.lettuce(protocol);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      var redis = connection.reactive();
      redis.rpush("list", "a", "b", "c").block(ServerUnderTest.LIMIT);
      assertEquals(
          List.of("c", "b", "a"),
          redis
              .lrange("list", 0, -1)
              .concatMap(e -> redis.lpush("reversed", e).thenReturn(e))
              .thenMany(redis.lrange("reversed", 0, -1))
              .collectList()
              .block(Duration.ofSeconds(20)));
    }
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void connections(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertNull(redis.clientGetname());
          assertEquals("OK", redis.clientSetname("families"));
          assertEquals("families", redis.clientGetname());
          String me = redis.clientInfo();
          assertTrue(me.contains("id=" + redis.clientId() + " "), me);
          assertTrue(me.contains(" name=families "), me);
          assertTrue(redis.clientList().contains(" name=families "));
          assertEquals("OK", redis.clientNoEvict(true));
          assertEquals("text", redis.echo("text"));
          assertEquals(2, redis.time().size());
          assertTrue(redis.info().contains("redis_version:"));
          assertTrue(redis.commandCount() > 150);
          assertEquals(1, redis.commandInfo("get").size());
          assertTrue(redis.configGet("*max-listpack*").size() >= 5);
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void errors(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.set("s", "text");
          String wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
          assertError(wrongType, () -> redis.lpush("s", "a"));
          assertError(wrongType, () -> redis.hgetall("s"));
          assertError(wrongType, () -> redis.smembers("s"));
          assertError(wrongType, () -> redis.zrangeWithScores("s", 0, -1));
          assertError("ERR value is not an integer or out of range", () -> redis.incr("s"));
          assertError("ERR no such key", () -> redis.lset("none", 0, "a"));
          assertError(
              "ERR wrong number of arguments for 'llen' command", () -> status(redis, "LLEN"));
          assertError(
              "ERR unknown command 'NOSUCH', with args beginning with: 'a' ",
              () -> status(redis, "NOSUCH", "a"));
          assertError("ERR EXEC without MULTI", () -> status(redis, "EXEC"));
          assertEquals("text", redis.get("s"));
        });
  }

  private static void assertError(String message, Runnable call) {
    assertEquals(
        message, assertThrows(RedisCommandExecutionException.class, call::run).getMessage());
  }

  /* Sends what Lettuce has no method for. */
  private static String status(RedisCommands<String, String> redis, String... request) {
    CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
    for (int i = 1; i < request.length; i++) {
      arguments.add(request[i]);
    }
    return redis.dispatch(new Word(request[0]), new StatusOutput<>(StringCodec.UTF8), arguments);
  }

  private record Word(String text) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
