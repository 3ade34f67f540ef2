// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static io.tarn.node.ServerUnderTest.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.args.SortedSetOption;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.util.KeyValue;

/** Jedis where more than one request or more than one connection takes part. */
class JedisConversationsIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void transactions(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol);
        Jedis other = SERVER.jedis(protocol)) {
      Transaction transaction = jedis.multi();
      Response<String> set = transaction.set("a", "1");
      Response<Long> pushed = transaction.rpush("list", "x", "y");
      Response<Map<String, String>> hash = transaction.hgetAll("none");
      Response<Long> wrong = transaction.incr("list");
      Response<List<Tuple>> scores = transaction.zrangeWithScores("none", 0, -1);
      assertNull(other.get("a"));
      assertEquals(5, transaction.exec().size());
      assertEquals("OK", set.get());
      assertEquals(2, pushed.get());
      assertEquals(Map.of(), hash.get());
      assertEquals(List.of(), scores.get());
      assertTrue(
          assertThrows(JedisDataException.class, wrong::get).getMessage().startsWith("WRONGTYPE"));

      assertEquals("OK", jedis.watch("a", "b"));
      transaction = jedis.multi();
      transaction.set("a", "mine");
      assertEquals("OK", other.set("b", "theirs"));
      assertNull(transaction.exec());
      assertEquals("1", jedis.get("a"));

      assertEquals("OK", jedis.watch("a"));
      transaction = jedis.multi();
      transaction.incr("a");
      assertEquals(List.of(2L), transaction.exec());

      transaction = jedis.multi();
      transaction.set("a", "never");
      assertEquals("OK", transaction.discard());
      assertEquals("2", jedis.get("a"));

      jedis.watch("a");
      jedis.unwatch();
      other.set("a", "3");
      transaction = jedis.multi();
      transaction.get("a");
      assertEquals(List.of("3"), transaction.exec());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void transaction_withAWrongCommand_isAborted(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals("OK", text(jedis.sendCommand(Protocol.Command.MULTI)));
      assertEquals("QUEUED", text(jedis.sendCommand(Protocol.Command.SET, "a", "1")));
      assertThrows(JedisDataException.class, () -> jedis.sendCommand(Protocol.Command.GET));
      JedisDataException aborted =
          assertThrows(JedisDataException.class, () -> jedis.sendCommand(Protocol.Command.EXEC));
      assertEquals(
          "EXECABORT Transaction discarded because of previous errors.", aborted.getMessage());
      assertNull(jedis.get("a"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void optimisticLocks_loseNoUpdate(RedisProtocol protocol) throws Exception {
    List<CompletableFuture<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      threads.add(SERVER.elsewhere(protocol, JedisConversationsIT::addHundred));
    }
    int failed = 0;
    for (CompletableFuture<Integer> thread : threads) {
      failed += get(thread);
    }
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals("600", jedis.get("shared"));
      assertEquals(600, jedis.llen("log"));
    }
    assertTrue(failed > 0, "no two of six threads met");
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void queue_ofManyWorkers_givesEachItemOnce(RedisProtocol protocol) throws Exception {
    List<CompletableFuture<List<String>>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      workers.add(SERVER.elsewhere(protocol, JedisConversationsIT::work));
    }
    List<CompletableFuture<Long>> producers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "producer " + i + ": ";
      producers.add(
          SERVER.elsewhere(
              protocol,
              jedis -> {
                for (int j = 0; j < 250; j++) {
                  jedis.lpush("queue", name + j);
                }
                return jedis.llen("queue");
              }));
    }
    for (CompletableFuture<Long> producer : producers) {
      get(producer);
    }
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.lpush("queue", "end", "end", "end", "end");
    }
    List<String> done = new ArrayList<>();
    for (CompletableFuture<List<String>> worker : workers) {
      done.addAll(get(worker));
    }
    assertEquals(1000, done.size());
    assertEquals(1000, done.stream().distinct().count());
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void blockingPops(RedisProtocol protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.rpush("ready", "1", "2");
      assertEquals(KeyValue.of("ready", "1"), jedis.blpop(1.0, "none", "ready"));
      assertEquals(List.of("ready", "2"), jedis.brpop(1, "none", "ready"));
      assertNull(jedis.blpop(0.05, "none"));
      assertNull(jedis.blmove("none", "to", ListDirection.LEFT, ListDirection.LEFT, 0.05));
      assertNull(jedis.bzpopmin(0.05, "none"));
      assertNull(jedis.blmpop(0.05, ListDirection.LEFT, "none"));

      var popped = blocked(protocol, jedis, other -> other.blpop(10.0, "a", "b"));
      jedis.rpush("b", "x");
      assertEquals(KeyValue.of("b", "x"), get(popped));
      assertEquals(0, jedis.exists("a", "b"));

      var moved =
          blocked(
              protocol,
              jedis,
              other -> other.blmove("from", "to", ListDirection.RIGHT, ListDirection.LEFT, 10));
      jedis.rpush("from", "y", "z");
      assertEquals("z", get(moved));
      assertEquals(List.of("z"), jedis.lrange("to", 0, -1));

      var several =
          blocked(protocol, jedis, other -> other.blmpop(10, ListDirection.LEFT, 5, "q", "r"));
      jedis.rpush("r", "1", "2", "3");
      assertEquals(KeyValue.of("r", List.of("1", "2", "3")), get(several));

      var least = blocked(protocol, jedis, other -> other.bzpopmin(10, "z", "zz"));
      jedis.zadd("zz", Map.of("m", 1.5, "n", 2.5));
      assertEquals(KeyValue.of("zz", new Tuple("m", 1.5)), get(least));
      assertEquals(KeyValue.of("zz", new Tuple("n", 2.5)), jedis.bzpopmax(1, "zz"));

      var most = blocked(protocol, jedis, other -> other.bzmpop(10, SortedSetOption.MAX, 2, "z"));
      jedis.zadd("z", Map.of("m", 1.0, "n", 2.0, "o", 3.0));
      assertEquals(KeyValue.of("z", List.of(new Tuple("o", 3.0), new Tuple("n", 2.0))), get(most));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void blockedClients_areServedInOrder(RedisProtocol protocol) throws Exception {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      List<CompletableFuture<KeyValue<String, String>>> waiting = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        waiting.add(SERVER.elsewhere(protocol, other -> other.blpop(10.0, "queue")));
        SERVER.awaitBlocked(jedis, i);
      }
      jedis.rpush("queue", "0", "1", "2", "3", "4");
      for (int i = 0; i < 5; i++) {
        assertEquals(KeyValue.of("queue", Integer.toString(i)), get(waiting.get(i)));
      }
      CompletableFuture<Long> id = new CompletableFuture<>();
      var unblocked =
          blocked(
              protocol,
              jedis,
              other -> {
                id.complete(other.clientId());
                return other.blpop(10.0, "queue");
              });
      assertEquals(1, jedis.clientUnblock(get(id)));
      assertNull(get(unblocked));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void pipelines(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      Pipeline pipeline = jedis.pipelined();
      List<Response<?>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        pipeline.set("key" + i, "value");
        pipeline.rpush("list", "e" + i);
        pipeline.sadd("set", "e" + i);
        pipeline.zadd("zset", i, "e" + i);
        pipeline.hset("hash", "e" + i, "v");
        answers.add(pipeline.llen("list"));
        answers.add(pipeline.scard("set"));
        answers.add(pipeline.zcard("zset"));
        answers.add(pipeline.hlen("hash"));
      }
      Response<Long> wrong = pipeline.incr("list");
      pipeline.sendCommand(Protocol.Command.MULTI, new String[0]);
      pipeline.sendCommand(Protocol.Command.LPOP, "list");
      Response<Object> executed = pipeline.sendCommand(Protocol.Command.EXEC, new String[0]);
      Response<List<String>> all = pipeline.lrange("list", 0, -1);
      pipeline.sync();
      for (int i = 0; i < answers.size(); i++) {
        assertEquals(i / 4 + 1L, answers.get(i).get());
      }
      assertThrows(JedisDataException.class, wrong::get);
      assertEquals("e0", text(((List<?>) executed.get()).get(0)));
      assertEquals(499, all.get().size());
    }
  }

  @Test
  void pool_ofConnections_servesManyThreads() throws Exception {
    try (RedisClient redis = RedisClient.create(SERVER.host(), SERVER.port())) {
      List<CompletableFuture<Long>> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String member = "thread " + i;
        threads.add(
            ServerUnderTest.elsewhere(
                () -> {
                  for (int j = 0; j < 100; j++) {
                    redis.hincrBy("hash", member, 1);
                    redis.zincrby("zset", 1, member);
                    redis.rpush("list", member);
                  }
                  try (AbstractTransaction transaction = redis.multi()) {
                    transaction.sadd("set", member);
                    return (Long) transaction.exec().get(0);
                  }
                }));
      }
      for (CompletableFuture<Long> thread : threads) {
        assertEquals(1, get(thread));
      }
      assertEquals(8, redis.scard("set"));
      assertEquals(800, redis.llen("list"));
      assertEquals("100", redis.hget("hash", "thread 7"));
      assertEquals(8, redis.zcount("zset", 100, 100));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void connections(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertNull(jedis.clientGetname());
      assertEquals("OK", jedis.clientSetname("families"));
      assertEquals("families", jedis.clientGetname());
      String me = jedis.clientInfo();
      assertTrue(me.contains("id=" + jedis.clientId() + " "), me);
      assertTrue(me.contains(" name=families "), me);
      assertTrue(me.contains(" db=0 "), me);
      assertTrue(jedis.clientList().contains(" name=families "));
      assertEquals("OK", jedis.select(0));
      assertEquals("text", jedis.echo("text"));
      assertEquals("text", jedis.ping("text"));
      assertEquals(2, jedis.time().size());
      assertTrue(jedis.info().contains("redis_version:"));
      assertTrue(jedis.commandCount() > 150);
      assertEquals(2, jedis.commandInfo("get").get("get").getArity());
      assertEquals(List.of("a", "b"), jedis.commandGetKeys("MSET", "a", "1", "b", "2"));
      assertTrue(jedis.commandDocs("lpush").get("lpush").getSummary().length() > 5);
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void errors(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.set("s", "text");
      String wrongType = "WRONGTYPE Operation against a key holding the wrong kind of value";
      assertError(wrongType, () -> jedis.lpush("s", "a"));
      assertError(wrongType, () -> jedis.hgetAll("s"));
      assertError(wrongType, () -> jedis.smembers("s"));
      assertError(wrongType, () -> jedis.zrange("s", 0, -1));
      assertError("ERR value is not an integer or out of range", () -> jedis.incr("s"));
      assertError("ERR no such key", () -> jedis.lset("none", 0, "a"));
      assertError(
          "ERR wrong number of arguments for 'llen' command",
          () -> jedis.sendCommand(Protocol.Command.LLEN));
      assertError("ERR syntax error", () -> jedis.sendCommand(Protocol.Command.SET, "a", "b", "c"));
      assertError(
          "ERR unknown command 'NOSUCH', with args beginning with: 'a' ",
          () -> jedis.sendCommand(() -> "NOSUCH".getBytes(StandardCharsets.US_ASCII), "a"));
      assertError("ERR EXEC without MULTI", () -> jedis.sendCommand(Protocol.Command.EXEC));
      assertEquals("text", jedis.get("s"));
    }
  }

  /* Adds one a hundred times as clients without INCR would; returns how often another was faster. */
  private static int addHundred(Jedis jedis) {
    int failed = 0;
    for (int done = 0; done < 100; ) {
      jedis.watch("shared");
      String old = jedis.get("shared");
      Transaction transaction = jedis.multi();
      transaction.set("shared", Integer.toString(old == null ? 1 : Integer.parseInt(old) + 1));
      transaction.rpush("log", "added");
      if (transaction.exec() == null) {
        failed++;
      } else {
        done++;
      }
    }
    return failed;
  }

  /* Takes items until one says that it is the end. */
  private static List<String> work(Jedis jedis) {
    List<String> done = new ArrayList<>();
    while (true) {
      String item = jedis.brpop(10.0, "queue", "other queue").getValue();
      if (item.equals("end")) {
        return done;
      }
      done.add(item);
    }
  }

  private static void assertError(String message, Runnable call) {
    assertEquals(message, assertThrows(JedisDataException.class, call::run).getMessage());
  }

  private static String text(Object answer) {
    return new String((byte[]) answer, StandardCharsets.US_ASCII);
  }

  /* Another connection makes the call; returns when it is blocked. */
  private static <T> CompletableFuture<T> blocked(
      RedisProtocol protocol, Jedis jedis, Function<Jedis, T> call) {
    CompletableFuture<T> result = SERVER.elsewhere(protocol, call);
    SERVER.awaitBlocked(jedis, 1);
    return result;
  }
}
