// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.args.BitCountOption;
import redis.clients.jedis.args.BitOP;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.BitPosParams;
import redis.clients.jedis.params.GetExParams;
import redis.clients.jedis.params.LCSParams;
import redis.clients.jedis.params.RestoreParams;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.SortingParams;
import redis.clients.jedis.resps.LCSMatchResult;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/** Jedis on what is about keys of any type, and on strings. */
@SuppressWarnings("deprecation") // applications still call these
class JedisKeysIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void strings(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals("OK", jedis.set("s", "Hello", SetParams.setParams().ex(100).nx()));
      assertNull(jedis.set("s", "other", SetParams.setParams().nx()));
      assertTrue(jedis.ttl("s") > 90);
      assertEquals("Hello", jedis.setGet("s", "Hello World", SetParams.setParams().keepTtl()));
      assertTrue(jedis.ttl("s") > 90);
      assertEquals("World", jedis.getrange("s", -5, -1));
      assertEquals(11, jedis.setrange("s", 6, "Tarn!"));
      assertEquals("Hello Tarn!", jedis.getEx("s", GetExParams.getExParams().persist()));
      assertEquals(-1, jedis.ttl("s"));
      assertEquals(11, jedis.strlen("s"));
      assertEquals("Hello Tarn!", jedis.getDel("s"));
      assertNull(jedis.get("s"));

      assertEquals(10, jedis.incrBy("n", 10));
      assertEquals(9, jedis.decr("n"));
      assertEquals(4, jedis.decrBy("n", 5));
      assertEquals(4.25, jedis.incrByFloat("n", 0.25));
      assertEquals(1, jedis.msetnx("x", "1", "y", "2"));
      assertEquals(0, jedis.msetnx("y", "3", "z", "4"));
      assertEquals(List.of("1", "2"), jedis.mget("x", "y"));
      assertNull(jedis.mget("x", "z").get(1));
      assertEquals("1", jedis.getSet("x", "5"));

      jedis.mset("l1", "ohmytext", "l2", "mynewtext");
      assertEquals("mytext", jedis.lcs("l1", "l2", LCSParams.LCSParams()).getMatchString());
      assertEquals(6, jedis.lcs("l1", "l2", LCSParams.LCSParams().len()).getLen());
      LCSMatchResult matches =
          jedis.lcs("l1", "l2", LCSParams.LCSParams().idx().minMatchLen(4).withMatchLen());
      assertEquals(1, matches.getMatches().size());
      assertEquals(4, matches.getMatches().get(0).getMatchLen());
      assertEquals(5, matches.getMatches().get(0).getB().getStart());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void bitmaps(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertFalse(jedis.setbit("b", 7, true));
      assertTrue(jedis.setbit("b", 7, true));
      assertTrue(jedis.getbit("b", 7));
      assertFalse(jedis.getbit("b", 700));
      jedis.set("c", "foobar");
      assertEquals(26, jedis.bitcount("c"));
      assertEquals(6, jedis.bitcount("c", 1, 1));
      assertEquals(17, jedis.bitcount("c", 5, 30, BitCountOption.BIT));
      assertEquals(0, jedis.bitpos("c", false));
      BitPosParams bits = BitPosParams.bitPosParams().start(8).end(-1).modifier(BitCountOption.BIT);
      assertEquals(9, jedis.bitpos("c", true, bits));
      jedis.set("d", "abcdef");
      assertEquals(6, jedis.bitop(BitOP.AND, "e", "c", "d"));
      assertEquals("`bc`ab", jedis.get("e"));
      assertEquals(
          List.of(1L, 0L), jedis.bitfield("f", "INCRBY", "i5", "100", "1", "GET", "u4", "0"));
      List<Long> overflow =
          jedis.bitfield(
              "f", "OVERFLOW", "FAIL", "INCRBY", "u2", "102", "3", "SET", "u2", "102", "3");
      assertEquals(2, overflow.size());
      assertEquals(List.of(0L), jedis.bitfieldReadonly("f", "GET", "u4", "0"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void keysAndExpiry(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.mset("a", "1", "b", "2", "c", "3");
      assertEquals(Set.of("a", "b", "c"), jedis.keys("*"));
      assertEquals(Set.of("a", "b"), jedis.keys("[ab]"));
      assertEquals(3, jedis.exists("a", "b", "b", "none"));
      assertEquals(2, jedis.touch("a", "b", "none"));
      assertEquals("none", jedis.type("none"));
      assertEquals(1, jedis.expire("a", 100, ExpiryOption.NX));
      assertEquals(0, jedis.expire("a", 50, ExpiryOption.GT));
      assertEquals(1, jedis.expire("a", 200, ExpiryOption.GT));
      assertTrue(jedis.pttl("a") > 190_000);
      long when = System.currentTimeMillis() / 1000 + 1000;
      assertEquals(1, jedis.expireAt("a", when));
      assertEquals(when, jedis.expireTime("a"));
      assertEquals(when * 1000, jedis.pexpireTime("a"));
      assertEquals(1, jedis.persist("a"));
      assertEquals(-1, jedis.expireTime("a"));
      assertEquals("OK", jedis.psetex("short", 20, "v"));
      ServerUnderTest.until("short has expired", () -> jedis.get("short") == null);
      assertEquals("OK", jedis.rename("a", "aa"));
      assertEquals(0, jedis.renamenx("aa", "b"));
      assertTrue(jedis.copy("aa", "b", true));
      assertFalse(jedis.copy("aa", "b", false));
      assertEquals("1", jedis.get("b"));
      assertEquals("int", jedis.objectEncoding("b"));
      // Idle time counts the ticks of a clock of seconds: one may pass at once, in Redis too.
      assertTrue(jedis.objectIdletime("b") <= 1);
      assertNotNull(jedis.randomKey());
      assertEquals(2, jedis.unlink("aa", "b", "none"));
      assertEquals(1, jedis.dbSize());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void scans(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      Set<String> names = new TreeSet<>();
      Map<String, String> fields = new HashMap<>();
      Map<String, Double> scores = new HashMap<>();
      for (int i = 0; i < 700; i++) {
        names.add("e" + i);
        fields.put("e" + i, "v" + i);
        scores.put("e" + i, i + 0.5);
      }
      String[] all = names.toArray(String[]::new);
      jedis.sadd("set", all);
      jedis.hset("hash", fields);
      jedis.zadd("zset", scores);
      for (String name : names) {
        jedis.set("key:" + name, "");
      }
      ScanParams some = new ScanParams().count(100);

      Set<String> seen = new TreeSet<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        ScanResult<String> step = jedis.sscan("set", cursor, some);
        seen.addAll(step.getResult());
        cursor = step.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(names, seen);

      Map<String, String> seenFields = new HashMap<>();
      do {
        ScanResult<Map.Entry<String, String>> step = jedis.hscan("hash", cursor, some);
        step.getResult().forEach(field -> seenFields.put(field.getKey(), field.getValue()));
        cursor = step.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(fields, seenFields);

      Map<String, Double> seenScores = new HashMap<>();
      do {
        ScanResult<Tuple> step = jedis.zscan("zset", cursor, some);
        step.getResult().forEach(member -> seenScores.put(member.getElement(), member.getScore()));
        cursor = step.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(scores, seenScores);

      seen.clear();
      do {
        ScanResult<String> step = jedis.scan(cursor, new ScanParams().count(50), "zset");
        seen.addAll(step.getResult());
        cursor = step.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(Set.of("zset"), seen);

      seen.clear();
      do {
        ScanResult<String> step = jedis.scan(cursor, new ScanParams().match("key:e1?"));
        seen.addAll(step.getResult());
        cursor = step.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertEquals(10, seen.size());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void sort(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.rpush("list", "10", "9", "1", "3");
      assertEquals(List.of("1", "3", "9", "10"), jedis.sort("list"));
      assertEquals(
          List.of("9", "3"), jedis.sort("list", new SortingParams().alpha().desc().limit(0, 2)));
      assertEquals(4, jedis.sort("list", "sorted"));
      assertEquals(List.of("1", "3", "9", "10"), jedis.lrange("sorted", 0, -1));
      jedis.mset("w_1", "4", "w_3", "3", "w_9", "2", "w_10", "1", "o_1", "one");
      List<String> objects =
          jedis.sort("list", new SortingParams().by("w_*").get("#", "o_*").limit(3, 1));
      assertEquals(List.of("1", "one"), objects);
      objects = jedis.sortReadonly("list", new SortingParams().by("w_*").get("o_*"));
      assertNull(objects.get(0));
      assertEquals("one", objects.get(3));
      jedis.sadd("set", "b", "a");
      assertEquals(List.of("a", "b"), jedis.sort("set", new SortingParams().alpha()));
      assertThrows(JedisDataException.class, () -> jedis.sort("set"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void dumpAndRestore(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.set("string", "value");
      List<String> many = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        many.add("element " + i);
      }
      jedis.rpush("list", many.toArray(String[]::new));
      jedis.sadd("ints", "1", "2", "3");
      jedis.sadd("set", many.toArray(String[]::new));
      jedis.hset("hash", Map.of("f", "v", "g", "w"));
      jedis.zadd("zset", Map.of("m", 1.5, "n", Double.NEGATIVE_INFINITY));
      for (String key : List.of("string", "list", "ints", "set", "hash", "zset")) {
        byte[] dump = jedis.dump(key);
        assertEquals("OK", jedis.restore(key + "'", 100_000, dump));
        assertEquals(jedis.type(key), jedis.type(key + "'"));
        assertTrue(jedis.pttl(key + "'") > 90_000);
        assertEquals(jedis.objectEncoding(key), jedis.objectEncoding(key + "'"));
      }
      assertEquals(many, jedis.lrange("list'", 0, -1));
      assertEquals(Set.of("1", "2", "3"), jedis.smembers("ints'"));
      assertEquals(Set.copyOf(many), jedis.smembers("set'"));
      assertEquals(Map.of("f", "v", "g", "w"), jedis.hgetAll("hash'"));
      assertEquals(Double.NEGATIVE_INFINITY, jedis.zscore("zset'", "n"));
      byte[] dump = jedis.dump("string");
      JedisDataException busy =
          assertThrows(JedisDataException.class, () -> jedis.restore("list", 0, dump));
      assertEquals("BUSYKEY Target key name already exists.", busy.getMessage());
      assertEquals("OK", jedis.restore("list", 0, dump, RestoreParams.restoreParams().replace()));
      dump[2] ^= 1;
      JedisDataException bad =
          assertThrows(JedisDataException.class, () -> jedis.restore("new", 0, dump));
      assertEquals("ERR DUMP payload version or checksum are wrong", bad.getMessage());
      assertNull(jedis.dump("none"));
      assertArrayEquals(jedis.dump("string"), jedis.dump("list"));
    }
  }
}
