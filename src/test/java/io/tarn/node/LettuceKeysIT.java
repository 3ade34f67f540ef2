// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.BitFieldArgs;
import io.lettuce.core.CopyArgs;
import io.lettuce.core.ExpireArgs;
import io.lettuce.core.GetExArgs;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LcsArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SortArgs;
import io.lettuce.core.StringMatchResult;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce on what is about keys of any type, and on strings. */
@SuppressWarnings("deprecation") // applications still call these
class LettuceKeysIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void strings(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals("OK", redis.set("s", "Hello", SetArgs.Builder.ex(100).nx()));
          assertNull(redis.set("s", "other", SetArgs.Builder.nx()));
          assertEquals("Hello", redis.setGet("s", "Hello World", SetArgs.Builder.keepttl()));
          assertTrue(redis.ttl("s") > 90);
          assertEquals("World", redis.getrange("s", -5, -1));
          assertEquals(11, redis.setrange("s", 6, "Tarn!"));
          assertEquals("Hello Tarn!", redis.getex("s", new GetExArgs().persist()));
          assertEquals(-1, redis.ttl("s"));
          assertEquals(11, redis.strlen("s"));
          assertEquals("Hello Tarn!", redis.getdel("s"));
          assertNull(redis.get("s"));
          assertEquals(10, redis.incrby("n", 10));
          assertEquals(5, redis.decrby("n", 5));
          assertEquals(5.25, redis.incrbyfloat("n", 0.25));
          assertTrue(redis.msetnx(Map.of("x", "1", "y", "2")));
          assertFalse(redis.msetnx(Map.of("y", "3", "z", "4")));
          assertEquals(List.of(KeyValue.just("x", "1"), KeyValue.empty("z")), redis.mget("x", "z"));
          assertEquals("1", redis.getset("x", "5"));
          assertFalse(redis.setnx("x", "6"));
          assertEquals(5, redis.append("x", "more"));

          redis.mset(Map.of("l1", "ohmytext", "l2", "mynewtext"));
          assertEquals("mytext", redis.lcs(LcsArgs.Builder.keys("l1", "l2")).getMatchString());
          assertEquals(6, redis.lcs(LcsArgs.Builder.keys("l1", "l2").justLen()).getLen());
          StringMatchResult matches =
              redis.lcs(LcsArgs.Builder.keys("l1", "l2").withIdx().withMatchLen().minMatchLen(4));
          assertEquals(1, matches.getMatches().size());
          assertEquals(4, matches.getMatches().get(0).getMatchLen());
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void bitmaps(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(0, redis.setbit("b", 7, 1));
          assertEquals(1, redis.getbit("b", 7));
          redis.set("c", "foobar");
          assertEquals(26, redis.bitcount("c"));
          assertEquals(6, redis.bitcount("c", 1, 1));
          assertEquals(9, redis.bitpos("c", true, 1));
          redis.set("d", "abcdef");
          assertEquals(6, redis.bitopAnd("e", "c", "d"));
          assertEquals("`bc`ab", redis.get("e"));
          assertEquals(6, redis.bitopNot("e", "c"));
          BitFieldArgs steps =
              new BitFieldArgs()
                  .incrBy(BitFieldArgs.signed(5), 100, 1)
                  .get(BitFieldArgs.unsigned(4), 0)
                  .overflow(BitFieldArgs.OverflowType.FAIL)
                  .incrBy(BitFieldArgs.unsigned(2), 102, 3)
                  .incrBy(BitFieldArgs.unsigned(2), 102, 3);
          assertEquals(Arrays.asList(1L, 0L, 3L, null), redis.bitfield("f", steps));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void keysAndExpiry(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.mset(Map.of("a", "1", "b", "2", "c", "3"));
          assertEquals(Set.of("a", "b"), Set.copyOf(redis.keys("[ab]")));
          assertEquals(3, redis.exists("a", "b", "b", "none"));
          assertEquals(2, redis.touch("a", "b", "none"));
          assertEquals("none", redis.type("none"));
          assertTrue(redis.expire("a", Duration.ofSeconds(100), ExpireArgs.Builder.nx()));
          assertFalse(redis.expire("a", 50, ExpireArgs.Builder.gt()));
          assertTrue(redis.pttl("a") > 90_000);
          Instant when = Instant.ofEpochSecond(System.currentTimeMillis() / 1000 + 1000);
          assertTrue(redis.expireat("a", when));
          assertEquals(when.getEpochSecond(), redis.expiretime("a"));
          assertEquals(when.toEpochMilli(), redis.pexpiretime("a"));
          assertTrue(redis.persist("a"));
          redis.psetex("short", 20, "v");
          ServerUnderTest.until("short has expired", () -> redis.get("short") == null);
          assertEquals("OK", redis.rename("a", "aa"));
          assertFalse(redis.renamenx("aa", "b"));
          assertTrue(redis.copy("aa", "b", CopyArgs.Builder.replace(true)));
          assertFalse(redis.copy("aa", "b"));
          assertEquals("1", redis.get("b"));
          assertEquals("int", redis.objectEncoding("b"));
          // Idle time counts the ticks of a clock of seconds: one may pass at once, in Redis too.
          assertTrue(redis.objectIdletime("b") <= 1);
          assertEquals(2, redis.unlink("aa", "b", "none"));
          assertEquals("c", redis.randomkey());
          assertEquals(1, redis.dbsize());
          assertEquals(1, redis.del("c"));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void scans(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          Set<String> names = new TreeSet<>();
          Map<String, String> fields = new HashMap<>();
          for (int i = 0; i < 700; i++) {
            names.add("e" + i);
            fields.put("e" + i, "v" + i);
            redis.zadd("zset", i + 0.5, "e" + i);
          }
          redis.sadd("set", names.toArray(String[]::new));
          redis.hset("hash", fields);
          Map<String, String> strings = new HashMap<>();
          names.forEach(name -> strings.put("key:" + name, ""));
          redis.mset(strings);
          ScanArgs some = ScanArgs.Builder.limit(100);

          assertEquals(
              names, ScanIterator.sscan(redis, "set", some).stream().collect(Collectors.toSet()));
          assertEquals(
              fields,
              ScanIterator.hscan(redis, "hash", some).stream()
                  .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue)));
          Map<String, Double> scores =
              ScanIterator.zscan(redis, "zset", some).stream()
                  .collect(Collectors.toMap(ScoredValue::getValue, ScoredValue::getScore));
          assertEquals(names, scores.keySet());
          assertEquals(699.5, scores.get("e699"));
          assertEquals(703, ScanIterator.scan(redis).stream().distinct().count());
          assertEquals(
              Set.of("zset"),
              ScanIterator.scan(redis, KeyScanArgs.Builder.type("zset")).stream()
                  .collect(Collectors.toSet()));
          assertEquals(
              10,
              ScanIterator.scan(redis, ScanArgs.Builder.matches("key:e1?").limit(50)).stream()
                  .distinct()
                  .count());
          assertEquals(
              11,
              ScanIterator.sscan(redis, "set", ScanArgs.Builder.matches("e20*")).stream()
                  .distinct()
                  .count());
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void sort(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.rpush("list", "10", "9", "1", "3");
          assertEquals(List.of("1", "3", "9", "10"), redis.sort("list"));
          assertEquals(
              List.of("9", "3"), redis.sort("list", SortArgs.Builder.alpha().desc().limit(0, 2)));
          assertEquals(4, redis.sortStore("list", SortArgs.Builder.asc(), "sorted"));
          assertEquals(List.of("1", "3", "9", "10"), redis.lrange("sorted", 0, -1));
          redis.mset(Map.of("w_1", "4", "w_3", "3", "w_9", "2", "w_10", "1", "o_1", "one"));
          SortArgs byWeight = SortArgs.Builder.by("w_*").get("#").get("o_*").limit(3, 1);
          assertEquals(List.of("1", "one"), redis.sort("list", byWeight));
          assertEquals(
              Arrays.asList(null, null, null, "one"),
              redis.sortReadOnly("list", SortArgs.Builder.by("w_*").get("o_*")));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void dumpAndRestore(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          List<String> many = new ArrayList<>();
          for (int i = 0; i < 1000; i++) {
            many.add("element " + i);
          }
          redis.set("string", "value");
          redis.rpush("list", many.toArray(String[]::new));
          redis.sadd("set", many.toArray(String[]::new));
          redis.hset("hash", Map.of("f", "v"));
          redis.zadd("zset", 1.5, "m");
          for (String key : List.of("string", "list", "set", "hash", "zset")) {
            byte[] dump = redis.dump(key);
            assertEquals("OK", redis.restore(key + "'", 100_000, dump));
            assertEquals(redis.type(key), redis.type(key + "'"));
            assertTrue(redis.pttl(key + "'") > 90_000);
            assertEquals(
                "BUSYKEY Target key name already exists.",
                assertThrows(
                        RedisCommandExecutionException.class, () -> redis.restore(key, 0, dump))
                    .getMessage());
            assertEquals("OK", redis.restore(key, dump, new RestoreArgs().replace()));
          }
          assertEquals(many, redis.lrange("list'", 0, -1));
          assertEquals(Set.copyOf(many), redis.smembers("set'"));
          assertEquals(Map.of("f", "v"), redis.hgetall("hash'"));
          assertEquals(1.5, redis.zscore("zset'", "m"));
          assertNull(redis.dump("none"));
        });
  }
}
