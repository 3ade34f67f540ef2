// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.GeoCoordinate;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.args.ExpiryOption;
import redis.clients.jedis.args.GeoUnit;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.args.ListPosition;
import redis.clients.jedis.args.SortedSetOption;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.GeoAddParams;
import redis.clients.jedis.params.GeoSearchParam;
import redis.clients.jedis.params.HGetExParams;
import redis.clients.jedis.params.HSetExParams;
import redis.clients.jedis.params.LPosParams;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.params.ZParams;
import redis.clients.jedis.params.ZRangeParams;
import redis.clients.jedis.resps.GeoRadiusResponse;
import redis.clients.jedis.resps.Tuple;
import redis.clients.jedis.util.KeyValue;

/** Jedis on lists, sets, hashes, sorted sets, places and HyperLogLogs. */
@SuppressWarnings("deprecation") // applications still call these
class JedisCollectionsIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void lists(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals(3, jedis.rpush("l", "b", "c", "d"));
      assertEquals(4, jedis.lpush("l", "a"));
      assertEquals(0, jedis.lpushx("none", "x"));
      assertEquals(0, jedis.rpushx("none", "x"));
      assertEquals(List.of("a", "b", "c", "d"), jedis.lrange("l", 0, -1));
      assertEquals(4, jedis.llen("l"));
      assertEquals("d", jedis.lindex("l", -1));
      assertNull(jedis.lindex("l", 9));
      assertEquals("OK", jedis.lset("l", 1, "B"));
      assertEquals(5, jedis.linsert("l", ListPosition.AFTER, "B", "b2"));
      assertEquals(-1, jedis.linsert("l", ListPosition.BEFORE, "none", "x"));
      assertEquals(2, jedis.lpos("l", "b2"));
      assertNull(jedis.lpos("l", "none"));
      jedis.rpush("l", "a", "a");
      assertEquals(List.of(6L, 5L), jedis.lpos("l", "a", LPosParams.lPosParams().rank(-1), 2));
      assertEquals(2, jedis.lrem("l", -2, "a"));
      assertEquals("OK", jedis.ltrim("l", 0, 3));
      assertEquals(List.of("a", "B", "b2", "c"), jedis.lrange("l", 0, -1));
      assertEquals("a", jedis.lpop("l"));
      assertEquals(List.of("c", "b2"), jedis.rpop("l", 2));
      assertEquals("B", jedis.lmove("l", "m", ListDirection.LEFT, ListDirection.RIGHT));
      assertFalse(jedis.exists("l"));
      assertNull(jedis.lpop("l"));
      assertNull(jedis.lpop("l", 2));
      assertEquals("B", jedis.rpoplpush("m", "m"));
      jedis.rpush("n", "1", "2", "3");
      KeyValue<String, List<String>> popped = jedis.lmpop(ListDirection.RIGHT, 2, "none", "n");
      assertEquals(KeyValue.of("n", List.of("3", "2")), popped);
      assertNull(jedis.lmpop(ListDirection.LEFT, "none"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void sets(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals(3, jedis.sadd("s", "a", "b", "c", "a"));
      assertEquals(2, jedis.sadd("t", "b", "x"));
      assertEquals(Set.of("a", "b", "c"), jedis.smembers("s"));
      assertEquals(Set.of(), jedis.smembers("none"));
      assertEquals(3, jedis.scard("s"));
      assertTrue(jedis.sismember("s", "a"));
      assertEquals(List.of(true, false), jedis.smismember("s", "a", "x"));
      assertEquals(Set.of("b"), jedis.sinter("s", "t"));
      assertEquals(Set.of("a", "b", "c", "x"), jedis.sunion("s", "t"));
      assertEquals(Set.of("a", "c"), jedis.sdiff("s", "t"));
      assertEquals(1, jedis.sintercard("s", "t"));
      assertEquals(1, jedis.sintercard(1, "s", "s"));
      assertEquals(1, jedis.sinterstore("i", "s", "t"));
      assertEquals(4, jedis.sunionstore("u", "s", "t"));
      assertEquals(2, jedis.sdiffstore("d", "s", "t"));
      assertEquals(1, jedis.smove("s", "t", "a"));
      assertEquals(Set.of("a", "b", "x"), jedis.smembers("t"));
      assertTrue(Set.of("b", "c").contains(jedis.srandmember("s")));
      assertEquals(7, jedis.srandmember("s", -7).size());
      assertEquals(Set.of("b", "c"), new HashSet<>(jedis.srandmember("s", 7)));
      assertEquals(2, jedis.srem("t", "a", "x", "none"));
      assertEquals(Set.of("b", "c"), jedis.spop("s", 5));
      assertEquals("b", jedis.spop("t"));
      assertNull(jedis.spop("t"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void hashes(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals(2, jedis.hset("h", Map.of("f", "1", "g", "2")));
      assertEquals(0, jedis.hset("h", "f", "3"));
      assertEquals(0, jedis.hsetnx("h", "f", "4"));
      assertEquals("3", jedis.hget("h", "f"));
      assertNull(jedis.hget("h", "none"));
      assertEquals(Arrays.asList("3", null, "2"), jedis.hmget("h", "f", "none", "g"));
      assertEquals(Map.of("f", "3", "g", "2"), jedis.hgetAll("h"));
      assertEquals(Map.of(), jedis.hgetAll("none"));
      assertEquals(Set.of("f", "g"), jedis.hkeys("h"));
      assertEquals(Set.of("3", "2"), new HashSet<>(jedis.hvals("h")));
      assertEquals(2, jedis.hlen("h"));
      assertEquals(1, jedis.hstrlen("h", "f"));
      assertTrue(jedis.hexists("h", "g"));
      assertEquals(13, jedis.hincrBy("h", "f", 10));
      assertEquals(13.5, jedis.hincrByFloat("h", "f", 0.5));
      assertTrue(Set.of("f", "g").contains(jedis.hrandfield("h")));
      assertEquals(5, jedis.hrandfield("h", -5).size());
      Map<String, String> drawn = new HashMap<>();
      jedis.hrandfieldWithValues("h", 5).forEach(f -> drawn.put(f.getKey(), f.getValue()));
      assertEquals(Map.of("f", "13.5", "g", "2"), drawn);
      assertEquals(2, jedis.hdel("h", "f", "g", "none"));
      assertFalse(jedis.exists("h"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void hashFieldExpiry(RedisProtocol protocol) {
    SERVER.assumeKnows("hexpire");
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.hset("h", Map.of("a", "1", "b", "2", "c", "3"));
      assertEquals(List.of(1L, -2L), jedis.hexpire("h", 100, "a", "none"));
      assertEquals(List.of(0L), jedis.hexpire("h", 50, ExpiryOption.NX, "a"));
      assertEquals(List.of(1L), jedis.hpexpire("h", 90_000, ExpiryOption.LT, "a"));
      List<Long> left = jedis.httl("h", "a", "b", "none");
      assertTrue(left.get(0) > 80 && left.get(0) <= 90);
      assertEquals(List.of(-1L, -2L), left.subList(1, 3));
      assertTrue(jedis.hpttl("h", "a").get(0) > 80_000);
      long when = System.currentTimeMillis() / 1000 + 1000;
      assertEquals(List.of(1L), jedis.hexpireAt("h", when, "b"));
      assertEquals(List.of(when), jedis.hexpireTime("h", "b"));
      assertEquals(List.of(1L), jedis.hpexpireAt("h", when * 1000 + 5, "b"));
      assertEquals(List.of(when * 1000 + 5), jedis.hpexpireTime("h", "b"));
      assertEquals(List.of(1L, -1L), jedis.hpersist("h", "b", "c"));
      assertEquals(List.of(2L), jedis.hexpireAt("h", 1, "c"));
      assertEquals(Map.of("a", "1", "b", "2"), jedis.hgetAll("h"));
      assertEquals(List.of(1L), jedis.hpexpire("h", 20, "b"));
      ServerUnderTest.until("b has expired", () -> jedis.hget("h", "b") == null);
      assertEquals(Set.of("a"), jedis.hkeys("h"));
      assertEquals(
          List.of("a"), jedis.hscanNoValues("h", "0", new ScanParams().count(100)).getResult());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void hashFieldExpiryWithValues(RedisProtocol protocol) {
    SERVER.assumeKnows("hsetex");
    try (Jedis jedis = SERVER.jedis(protocol)) {
      HSetExParams whenMissing = HSetExParams.hSetExParams().fnx().ex(100);
      assertEquals(1, jedis.hsetex("h", whenMissing, Map.of("a", "1", "b", "2")));
      assertEquals(0, jedis.hsetex("h", whenMissing, "a", "3"));
      assertTrue(jedis.httl("h", "a").get(0) > 90);
      assertEquals(
          Arrays.asList("1", null),
          jedis.hgetex("h", HGetExParams.hGetExParams().persist(), "a", "none"));
      assertEquals(List.of(-1L), jedis.httl("h", "a"));
      assertEquals(List.of("2"), jedis.hgetex("h", HGetExParams.hGetExParams().px(50_000), "b"));
      assertTrue(jedis.hpttl("h", "b").get(0) <= 50_000);
      assertEquals(Arrays.asList("1", null), jedis.hgetdel("h", "a", "none"));
      assertFalse(jedis.hexists("h", "a"));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void sortedSets(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals(3, jedis.zadd("z", Map.of("a", 1.0, "b", 2.0, "c", 3.0)));
      assertEquals(1, jedis.zadd("z", 2.5, "b", ZAddParams.zAddParams().gt().ch()));
      assertNull(jedis.zaddIncr("z", 1, "new", ZAddParams.zAddParams().xx()));
      assertEquals(3.5, jedis.zincrby("z", 0.5, "c"));
      assertEquals(2.5, jedis.zscore("z", "b"));
      assertNull(jedis.zscore("z", "none"));
      assertEquals(Arrays.asList(1.0, null), jedis.zmscore("z", "a", "none"));
      assertEquals(List.of("a", "b", "c"), jedis.zrange("z", 0, -1));
      assertEquals(List.of("c", "b"), jedis.zrevrange("z", 0, 1));
      assertEquals(
          List.of(new Tuple("a", 1.0), new Tuple("b", 2.5)), jedis.zrangeWithScores("z", 0, 1));
      assertEquals(List.of("b", "c"), jedis.zrangeByScore("z", "(1", "+inf"));
      assertEquals(List.of(new Tuple("c", 3.5)), jedis.zrevrangeByScoreWithScores("z", 9, 0, 0, 1));
      assertEquals(
          List.of("b", "a"),
          jedis.zrange("z", ZRangeParams.zrangeByScoreParams(3, 0).rev().limit(0, 5)));
      assertEquals(2, jedis.zrangestore("stored", "z", ZRangeParams.zrangeParams(0, 1)));
      assertEquals(1, jedis.zrank("z", "b"));
      assertEquals(0, jedis.zrevrank("z", "c"));
      assertNull(jedis.zrank("z", "none"));
      assertEquals(2, jedis.zcount("z", 1, 3));
      assertEquals(3, jedis.zcard("z"));
      assertTrue(jedis.zrange("z", 0, -1).contains(jedis.zrandmember("z")));
      assertEquals(4, jedis.zrandmemberWithScores("z", -4).size());
      assertEquals(1, jedis.zremrangeByScore("z", 3, 4));
      assertEquals(1, jedis.zrem("z", "a", "none"));
      jedis.zadd("lex", Map.of("a", 0.0, "b", 0.0, "c", 0.0, "d", 0.0));
      assertEquals(List.of("b", "c"), jedis.zrangeByLex("lex", "(a", "[c"));
      assertEquals(List.of("d", "c"), jedis.zrevrangeByLex("lex", "+", "-", 0, 2));
      assertEquals(4, jedis.zlexcount("lex", "-", "+"));
      assertEquals(1, jedis.zremrangeByLex("lex", "-", "[a"));
      assertEquals(1, jedis.zremrangeByRank("lex", -1, -1));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void sortedSets_together(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      jedis.zadd("x", Map.of("a", 1.0, "b", 2.0));
      jedis.zadd("y", Map.of("b", 3.0, "c", 4.0));
      ZParams weights = new ZParams().weights(2, 1).aggregate(ZParams.Aggregate.MAX);
      assertEquals(List.of("a", "c", "b"), jedis.zunion(new ZParams(), "x", "y"));
      assertEquals(
          List.of(new Tuple("a", 2.0), new Tuple("b", 4.0), new Tuple("c", 4.0)),
          jedis.zunionWithScores(weights, "x", "y"));
      assertEquals(List.of(new Tuple("b", 5.0)), jedis.zinterWithScores(new ZParams(), "x", "y"));
      assertEquals(List.of(new Tuple("a", 1.0)), jedis.zdiffWithScores("x", "y"));
      assertEquals(List.of("a"), jedis.zdiff("x", "y"));
      assertEquals(1, jedis.zintercard("x", "y"));
      assertEquals(3, jedis.zunionstore("u", weights, "x", "y"));
      assertEquals(1, jedis.zinterstore("i", "x", "y"));
      assertEquals(1, jedis.zdiffstore("d", "x", "y"));
      assertEquals(List.of(new Tuple("b", 5.0)), jedis.zrangeWithScores("i", 0, -1));
      assertEquals(
          KeyValue.of("y", List.of(new Tuple("b", 3.0), new Tuple("c", 4.0))),
          jedis.zmpop(SortedSetOption.MIN, 5, "none", "y"));
      assertNull(jedis.zmpop(SortedSetOption.MAX, "none"));
      assertEquals(new Tuple("b", 2.0), jedis.zpopmax("x"));
      assertEquals(List.of(new Tuple("a", 1.0)), jedis.zpopmin("x", 3));
      assertEquals(List.of(), jedis.zpopmin("x", 3));
      jedis.zadd("inf", Map.of("low", Double.NEGATIVE_INFINITY, "high", Double.POSITIVE_INFINITY));
      assertEquals(
          List.of(
              new Tuple("low", Double.NEGATIVE_INFINITY),
              new Tuple("high", Double.POSITIVE_INFINITY)),
          jedis.zrangeWithScores("inf", 0, -1));
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void places(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      GeoCoordinate palermo = new GeoCoordinate(13.361389, 38.115556);
      GeoCoordinate catania = new GeoCoordinate(15.087269, 37.502669);
      assertEquals(2, jedis.geoadd("Sicily", Map.of("Palermo", palermo, "Catania", catania)));
      GeoAddParams onlyNew = GeoAddParams.geoAddParams().nx();
      assertEquals(0, jedis.geoadd("Sicily", onlyNew, Map.of("Palermo", catania)));
      assertEquals(166274.1516, jedis.geodist("Sicily", "Palermo", "Catania"), 0.0001);
      assertEquals(166.2742, jedis.geodist("Sicily", "Palermo", "Catania", GeoUnit.KM), 0.0001);
      assertNull(jedis.geodist("Sicily", "Palermo", "none"));
      assertEquals(Arrays.asList("sqc8b49rny0", null), jedis.geohash("Sicily", "Palermo", "none"));
      List<GeoCoordinate> positions = jedis.geopos("Sicily", "Palermo", "none");
      assertEquals(13.361389, positions.get(0).getLongitude(), 0.00001);
      assertNull(positions.get(1));
      GeoSearchParam around =
          GeoSearchParam.geoSearchParam()
              .fromLonLat(15, 37)
              .byRadius(200, GeoUnit.KM)
              .asc()
              .withDist()
              .withCoord()
              .withHash();
      List<GeoRadiusResponse> found = jedis.geosearch("Sicily", around);
      assertEquals("Catania", found.get(0).getMemberByString());
      assertEquals(56.4413, found.get(0).getDistance(), 0.0001);
      assertEquals(3479447370796909L, found.get(0).getRawScore());
      assertEquals(38.115556, found.get(1).getCoordinate().getLatitude(), 0.00001);
      GeoSearchParam box =
          GeoSearchParam.geoSearchParam().fromMember("Palermo").byBox(400, 400, GeoUnit.KM).desc();
      assertEquals("Catania", jedis.geosearch("Sicily", box).get(0).getMemberByString());
      assertEquals(2, jedis.geosearchStore("near", "Sicily", box));
      assertEquals(2, jedis.geosearchStoreStoreDist("distances", "Sicily", box));
      assertEquals(0.0, jedis.zscore("distances", "Palermo"));
      assertEquals(2, jedis.georadius("Sicily", 15, 37, 200, GeoUnit.KM).size());
      assertEquals(1, jedis.georadiusByMember("Sicily", "Palermo", 100, GeoUnit.KM).size());
    }
  }

  @ParameterizedTest
  @EnumSource(RedisProtocol.class)
  void hyperLogLogs(RedisProtocol protocol) {
    try (Jedis jedis = SERVER.jedis(protocol)) {
      assertEquals(1, jedis.pfadd("p", "a", "b", "c"));
      assertEquals(0, jedis.pfadd("p", "a"));
      assertEquals(3, jedis.pfcount("p"));
      jedis.pfadd("q", "c", "d");
      assertEquals(4, jedis.pfcount("p", "q"));
      assertEquals("OK", jedis.pfmerge("m", "p", "q"));
      assertEquals(4, jedis.pfcount("m"));
      String[] many = new String[1000];
      for (int i = 0; i < 20; i++) {
        for (int j = 0; j < many.length; j++) {
          many[j] = i + ":" + j;
        }
        jedis.pfadd("many", many);
      }
      assertEquals(20_000, jedis.pfcount("many"), 800);
      jedis.set("text", "text");
      assertThrows(JedisDataException.class, () -> jedis.pfadd("text", "a"));
    }
  }
}
