// SPDX-License-Identifier: Apache-2.0
package io.tarn.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.ExpireArgs;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.GeoCoordinates;
import io.lettuce.core.GeoSearch;
import io.lettuce.core.GeoValue;
import io.lettuce.core.GeoWithin;
import io.lettuce.core.HGetExArgs;
import io.lettuce.core.HSetExArgs;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LPosArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.Value;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.ZAggregateArgs;
import io.lettuce.core.ZPopArgs;
import io.lettuce.core.ZStoreArgs;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lettuce on lists, sets, hashes, sorted sets, places and HyperLogLogs. */
@SuppressWarnings({"deprecation", "unchecked"}) // applications still call these; generic varargs
class LettuceCollectionsIT {

  @RegisterExtension static final ServerUnderTest SERVER = new ServerUnderTest();

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void lists(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(3, redis.rpush("l", "b", "c", "d"));
          assertEquals(4, redis.lpush("l", "a"));
          assertEquals(0, redis.lpushx("none", "x"));
          assertEquals(0, redis.rpushx("none", "x"));
          assertEquals(List.of("a", "b", "c", "d"), redis.lrange("l", 0, -1));
          assertEquals(4, redis.llen("l"));
          assertEquals("d", redis.lindex("l", -1));
          assertNull(redis.lindex("l", 9));
          assertEquals("OK", redis.lset("l", 1, "B"));
          assertEquals(5, redis.linsert("l", false, "B", "b2"));
          assertEquals(2, redis.lpos("l", "b2"));
          assertNull(redis.lpos("l", "none"));
          redis.rpush("l", "a", "a");
          assertEquals(List.of(6L, 5L), redis.lpos("l", "a", 2, LPosArgs.Builder.rank(-1)));
          assertEquals(2, redis.lrem("l", -2, "a"));
          assertEquals("OK", redis.ltrim("l", 0, 3));
          assertEquals("a", redis.lpop("l"));
          assertEquals(List.of("c", "b2"), redis.rpop("l", 2));
          assertEquals("B", redis.lmove("l", "m", LMoveArgs.Builder.leftRight()));
          assertEquals(0, redis.exists("l"));
          assertNull(redis.lpop("l"));
          assertEquals("B", redis.rpoplpush("m", "m"));
          redis.rpush("n", "1", "2", "3");
          assertEquals(
              KeyValue.just("n", List.of("3", "2")),
              redis.lmpop(LMPopArgs.Builder.right().count(2), "none", "n"));
          assertFalse(hasValue(redis.lmpop(LMPopArgs.Builder.left(), "none")));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void sets(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(3, redis.sadd("s", "a", "b", "c", "a"));
          assertEquals(2, redis.sadd("t", "b", "x"));
          assertEquals(Set.of("a", "b", "c"), redis.smembers("s"));
          assertEquals(Set.of(), redis.smembers("none"));
          assertEquals(3, redis.scard("s"));
          assertTrue(redis.sismember("s", "a"));
          assertEquals(List.of(true, false), redis.smismember("s", "a", "x"));
          assertEquals(Set.of("b"), redis.sinter("s", "t"));
          assertEquals(Set.of("a", "b", "c", "x"), redis.sunion("s", "t"));
          assertEquals(Set.of("a", "c"), redis.sdiff("s", "t"));
          assertEquals(1, redis.sintercard("s", "t"));
          assertEquals(1, redis.sintercard(1, "s", "s"));
          assertEquals(1, redis.sinterstore("i", "s", "t"));
          assertEquals(4, redis.sunionstore("u", "s", "t"));
          assertEquals(2, redis.sdiffstore("d", "s", "t"));
          assertTrue(redis.smove("s", "t", "a"));
          assertTrue(Set.of("b", "c").contains(redis.srandmember("s")));
          assertEquals(7, redis.srandmember("s", -7).size());
          assertEquals(Set.of("b", "c"), new HashSet<>(redis.srandmember("s", 7)));
          assertEquals(2, redis.srem("t", "a", "x", "none"));
          assertEquals(Set.of("b", "c"), redis.spop("s", 5));
          assertEquals("b", redis.spop("t"));
          assertNull(redis.spop("t"));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void hashes(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(2, redis.hset("h", Map.of("f", "1", "g", "2")));
          assertFalse(redis.hset("h", "f", "3"));
          assertFalse(redis.hsetnx("h", "f", "4"));
          assertEquals("OK", redis.hmset("h", Map.of("g", "2")));
          assertEquals("3", redis.hget("h", "f"));
          assertNull(redis.hget("h", "none"));
          assertEquals(
              List.of(KeyValue.just("f", "3"), KeyValue.empty("none")),
              redis.hmget("h", "f", "none"));
          assertEquals(Map.of("f", "3", "g", "2"), redis.hgetall("h"));
          assertEquals(Map.of(), redis.hgetall("none"));
          assertEquals(Set.of("f", "g"), Set.copyOf(redis.hkeys("h")));
          assertEquals(Set.of("3", "2"), Set.copyOf(redis.hvals("h")));
          assertEquals(2, redis.hlen("h"));
          assertEquals(1, redis.hstrlen("h", "f"));
          assertTrue(redis.hexists("h", "g"));
          assertEquals(13, redis.hincrby("h", "f", 10));
          assertEquals(13.5, redis.hincrbyfloat("h", "f", 0.5));
          assertTrue(Set.of("f", "g").contains(redis.hrandfield("h")));
          assertEquals(5, redis.hrandfield("h", -5).size());
          assertEquals(
              Set.of(KeyValue.just("f", "13.5"), KeyValue.just("g", "2")),
              Set.copyOf(redis.hrandfieldWithvalues("h", 5)));
          assertEquals(2, redis.hdel("h", "f", "g", "none"));
          assertEquals(0, redis.exists("h"));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void hashFieldExpiry(ProtocolVersion protocol) {
    SERVER.assumeKnows("hexpire");
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.hset("h", Map.of("a", "1", "b", "2", "c", "3"));
          assertEquals(List.of(1L, -2L), redis.hexpire("h", 100, "a", "none"));
          assertEquals(List.of(0L), redis.hexpire("h", 50, ExpireArgs.Builder.nx(), "a"));
          assertEquals(
              List.of(1L),
              redis.hpexpire("h", Duration.ofSeconds(90), ExpireArgs.Builder.lt(), "a"));
          assertTrue(redis.httl("h", "a").get(0) > 80);
          assertEquals(List.of(-1L, -2L), redis.hpttl("h", "b", "none"));
          Instant when = Instant.ofEpochSecond(System.currentTimeMillis() / 1000 + 1000);
          assertEquals(List.of(1L), redis.hexpireat("h", when, "b"));
          assertEquals(List.of(when.getEpochSecond()), redis.hexpiretime("h", "b"));
          assertEquals(List.of(1L), redis.hpexpireat("h", when.plusMillis(5), "b"));
          assertEquals(List.of(when.toEpochMilli() + 5), redis.hpexpiretime("h", "b"));
          assertEquals(List.of(1L, -1L), redis.hpersist("h", "b", "c"));
          assertEquals(List.of(2L), redis.hexpireat("h", 1, "c"));
          assertEquals(List.of(1L), redis.hpexpire("h", 20, "b"));
          ServerUnderTest.until("b has expired", () -> redis.hget("h", "b") == null);
          assertEquals(Map.of("a", "1"), redis.hgetall("h"));
          assertEquals(
              Set.of("a"),
              ScanIterator.hscanNovalues(redis, "h").stream().collect(Collectors.toSet()));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void hashFieldExpiryWithValues(ProtocolVersion protocol) {
    SERVER.assumeKnows("hsetex");
    SERVER.lettuce(
        protocol,
        redis -> {
          HSetExArgs whenMissing = new HSetExArgs().fnx().ex(Duration.ofSeconds(100));
          assertEquals(1, redis.hsetex("h", whenMissing, Map.of("a", "1", "b", "2")));
          assertEquals(0, redis.hsetex("h", whenMissing, Map.of("a", "3")));
          assertTrue(redis.httl("h", "a").get(0) > 90);
          assertEquals(
              List.of(KeyValue.just("a", "1"), KeyValue.empty("none")),
              redis.hgetex("h", new HGetExArgs().persist(), "a", "none"));
          assertEquals(List.of(-1L), redis.httl("h", "a"));
          assertEquals(
              List.of(KeyValue.just("a", "1"), KeyValue.empty("none")),
              redis.hgetdel("h", "a", "none"));
          assertFalse(redis.hexists("h", "a"));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void sortedSets(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(3, redis.zadd("z", value(1, "a"), value(2, "b"), value(3, "c")));
          assertEquals(1, redis.zadd("z", ZAddArgs.Builder.gt().ch(), 2.5, "b"));
          assertNull(redis.zaddincr("z", ZAddArgs.Builder.xx(), 1, "new"));
          assertEquals(3.5, redis.zincrby("z", 0.5, "c"));
          assertEquals(2.5, redis.zscore("z", "b"));
          assertNull(redis.zscore("z", "none"));
          assertEquals(Arrays.asList(1.0, null), redis.zmscore("z", "a", "none"));
          assertEquals(List.of("a", "b", "c"), redis.zrange("z", 0, -1));
          assertEquals(List.of("c", "b"), redis.zrevrange("z", 0, 1));
          assertEquals(List.of(value(1, "a"), value(2.5, "b")), redis.zrangeWithScores("z", 0, 1));
          Range<Double> above =
              Range.from(Range.Boundary.excluding(1.0), Range.Boundary.unbounded());
          assertEquals(List.of("b", "c"), redis.zrangebyscore("z", above));
          assertEquals(
              List.of(value(3.5, "c")),
              redis.zrevrangebyscoreWithScores("z", above, Limit.create(0, 1)));
          assertEquals(2, redis.zrangestore("stored", "z", Range.create(0L, 1L)));
          assertEquals(1, redis.zrank("z", "b"));
          assertEquals(0, redis.zrevrank("z", "c"));
          assertNull(redis.zrank("z", "none"));
          assertEquals(2, redis.zcount("z", Range.create(1, 3)));
          assertEquals(3, redis.zcard("z"));
          assertEquals(4, redis.zrandmemberWithScores("z", -4).size());
          assertEquals(1, redis.zremrangebyscore("z", Range.create(3, 4)));
          assertEquals(1, redis.zrem("z", "a", "none"));
          redis.zadd("lex", value(0, "a"), value(0, "b"), value(0, "c"), value(0, "d"));
          Range<String> letters =
              Range.from(Range.Boundary.excluding("a"), Range.Boundary.including("c"));
          assertEquals(List.of("b", "c"), redis.zrangebylex("lex", letters));
          assertEquals(
              List.of("d", "c"),
              redis.zrevrangebylex("lex", Range.unbounded(), Limit.create(0, 2)));
          assertEquals(4, redis.zlexcount("lex", Range.unbounded()));
          assertEquals(2, redis.zremrangebylex("lex", letters));
          assertEquals(1, redis.zremrangebyrank("lex", -1, -1));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void sortedSets_together(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          redis.zadd("x", value(1, "a"), value(2, "b"));
          redis.zadd("y", value(3, "b"), value(4, "c"));
          assertEquals(List.of("a", "c", "b"), redis.zunion("x", "y"));
          assertEquals(
              List.of(value(2, "a"), value(4, "b"), value(4, "c")),
              redis.zunionWithScores(ZAggregateArgs.Builder.weights(2, 1).max(), "x", "y"));
          assertEquals(List.of(value(5, "b")), redis.zinterWithScores("x", "y"));
          assertEquals(List.of(value(1, "a")), redis.zdiffWithScores("x", "y"));
          assertEquals(1, redis.zintercard("x", "y"));
          assertEquals(3, redis.zunionstore("u", ZStoreArgs.Builder.weights(2, 1), "x", "y"));
          assertEquals(1, redis.zinterstore("i", "x", "y"));
          assertEquals(1, redis.zdiffstore("d", "x", "y"));
          assertEquals(
              KeyValue.just("y", List.of(value(3, "b"), value(4, "c"))),
              redis.zmpop(5, ZPopArgs.Builder.min(), "none", "y"));
          assertFalse(hasValue(redis.zmpop(ZPopArgs.Builder.max(), "none")));
          assertEquals(value(2, "b"), redis.zpopmax("x"));
          assertEquals(List.of(value(1, "a")), redis.zpopmin("x", 3));
          assertEquals(List.of(), redis.zpopmin("x", 3));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void places(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          GeoValue<String> catania = GeoValue.just(15.087269, 37.502669, "Catania");
          assertEquals(1, redis.geoadd("Sicily", 13.361389, 38.115556, "Palermo"));
          assertEquals(1, redis.geoadd("Sicily", catania));
          assertEquals(
              166.2742, redis.geodist("Sicily", "Palermo", "Catania", GeoArgs.Unit.km), 0.0001);
          assertNull(redis.geodist("Sicily", "Palermo", "none", GeoArgs.Unit.km));
          assertEquals(
              List.of(Value.just("sqc8b49rny0"), Value.empty()),
              redis.geohash("Sicily", "Palermo", "none"));
          List<GeoCoordinates> positions = redis.geopos("Sicily", "Palermo", "none");
          assertEquals(13.361389, positions.get(0).getX().doubleValue(), 0.00001);
          assertNull(positions.get(1));
          GeoSearch.GeoPredicate near = GeoSearch.byRadius(200, GeoArgs.Unit.km);
          List<GeoWithin<String>> found =
              redis.geosearch(
                  "Sicily", GeoSearch.fromCoordinates(15, 37), near, GeoArgs.Builder.full().asc());
          assertEquals("Catania", found.get(0).getMember());
          assertEquals(56.4413, found.get(0).getDistance(), 0.0001);
          assertEquals(3479447370796909L, found.get(0).getGeohash());
          assertEquals(38.115556, found.get(1).getCoordinates().getY().doubleValue(), 0.00001);
          GeoSearch.GeoPredicate box = GeoSearch.byBox(400, 400, GeoArgs.Unit.km);
          assertEquals(
              Set.of("Palermo", "Catania"),
              redis.geosearch("Sicily", GeoSearch.fromMember("Palermo"), box));
          assertEquals(
              2,
              redis.geosearchstore(
                  "near", "Sicily", GeoSearch.fromMember("Palermo"), box, new GeoArgs(), true));
          assertEquals(0.0, redis.zscore("near", "Palermo"));
          assertEquals(2, redis.georadius("Sicily", 15, 37, 200, GeoArgs.Unit.km).size());
          assertEquals(
              Set.of("Palermo"), redis.georadiusbymember("Sicily", "Palermo", 9, GeoArgs.Unit.km));
        });
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void hyperLogLogs(ProtocolVersion protocol) {
    SERVER.lettuce(
        protocol,
        redis -> {
          assertEquals(1, redis.pfadd("p", "a", "b", "c"));
          assertEquals(0, redis.pfadd("p", "a"));
          assertEquals(3, redis.pfcount("p"));
          redis.pfadd("q", "c", "d");
          assertEquals(4, redis.pfcount("p", "q"));
          assertEquals("OK", redis.pfmerge("m", "p", "q"));
          assertEquals(4, redis.pfcount("m"));
        });
  }

  private static ScoredValue<String> value(double score, String member) {
    return ScoredValue.just(score, member);
  }

  /* Whether a pop found something; what it answers otherwise depends on the command. */
  private static boolean hasValue(KeyValue<String, ?> popped) {
    return popped != null && popped.hasValue();
  }
}
