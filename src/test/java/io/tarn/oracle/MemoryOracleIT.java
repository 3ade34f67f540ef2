// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole node against redis-server where memory is short, and where the use of keys is told. */
class MemoryOracleIT {

  private static final int STEPS = 4_000;

  private static final String REFUSAL =
      "-OOM command not allowed when used memory > 'maxmemory'.\r\n";

  private static final long SETTLING_NANOS = 10_000_000_000L;

  /** An argument from here on is taken straight into memory, and refused there. */
  private static final int BIG_BYTES = 64 << 10;

  /** Those that end the shortage. */
  private static final List<String> NOT_WHEN_SHORT =
      List.of("flushall", "flushdb", "config", "client");

  private static RedisProcess redis;
  private static TarnNode tarn;
  private static RespConnection reference;
  private static RespConnection subject;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        RedisProcess.isInstalled(), RedisProcess.NAME + " " + RedisProcess.VERSION + " missing");
    redis = RedisProcess.start();
    tarn = TarnNode.start(NodeSettings.onFreePorts());
    reference = new RespConnection(redis.host(), redis.port());
    String address = tarn.respAddress();
    int colon = address.lastIndexOf(':');
    subject =
        new RespConnection(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (tarn != null) {
      subject.close();
      tarn.close();
    }
    if (redis != null) {
      reference.close();
      redis.close();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    same("config set maxmemory 0 maxmemory-policy noeviction lfu-decay-time 1");
    same("flushall");
  }

  @Test
  void set_atTheLimitWithNoeviction_isRefusedAsInRedis() throws IOException {
    same("set k v", "setex e 1000 v", "config set maxmemory 1", "set a b", "get k", "get e");
    same("append k x", "set k w", "mset k 1 a 2", "msetnx x 1", "incr n", "setrange k 0 x");
    same("setbit k 1 1", "copy k c", "restore a 0 x", "getset k 1", "bitop not d k");
    same("ttl nothing", "set a", "foo", "getdel e", "touch k", "getex k", "persist k");
    same("expire k 100", "expire e 200", "persist e", "rename k longer:than:before", "keys *");
    same("rename longer:than:before k", "getex k ex 50", "getex k persist", "renamenx k l");
    same("rename l k", "del k", "exists k", "config set maxmemory 0", "set a b", "get a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", "volatile-lru"})
  void set_atTheLimitWithAVolatilePolicy_lastsAsLongAsKeysExpire(String policy) throws IOException {
    same("config set maxmemory-policy " + policy, "set k v", "config set maxmemory 1");
    settles("set k v", REFUSAL);
    same("set a b", "get k", "config set maxmemory 0");
    for (int i = 0; i < 50; i++) {
      same("setex e" + i + " 1000 v");
    }
    same("config set maxmemory 1");
    settles("set k v", REFUSAL);
    settles("dbsize", ":1\r\n");
    same("set a b", "get k", "get e1", "config set maxmemory 0");
    same("set a b", "setex e 1000 v", "dbsize");
  }

  @ParameterizedTest
  @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
  void set_aboveTheLimitWithAnAllkeysPolicy_emptiesTheServer(String policy) throws IOException {
    same("config set maxmemory-policy " + policy);
    for (int i = 0; i < 50; i++) {
      same("set k" + i + " v");
    }
    same("config set maxmemory 1");
    settles("set a b", REFUSAL);
    settles("dbsize", ":0\r\n");
    same("set a b", "dbsize", "config set maxmemory 0", "set a b", "dbsize");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void random_atTheLimitWithNoeviction_isAnsweredAsInRedis(long seed) throws IOException {
    List<String> names = new ArrayList<>(OracleRun.commandsOf(subject));
    names.removeAll(NOT_WHEN_SHORT);
    RequestGenerator generator = new RequestGenerator(seed, names);
    int asked = 0;
    for (int phase = 0; phase < 8; phase++) {
      same("config set maxmemory 0", "set ballast x");
      int steps = asked + STEPS / 16;
      for (boolean isShort : List.of(false, true)) {
        same("config set maxmemory " + (isShort ? 1 : 0));
        while (asked < steps) {
          List<String> request = generator.next();
          Comparison comparison = Exceptions.comparisonOf(request);
          boolean isBig = request.stream().anyMatch(word -> word.length() >= BIG_BYTES);
          if (!comparison.asksAgain() && !isBig) {
            compare(request, comparison, "seed=" + seed + " short=" + isShort);
            asked++;
          }
        }
        steps += STEPS / 16;
      }
    }
    assertEquals(STEPS, asked);
  }

  @Test
  void restore_withItsUse_isKeptAsInRedis() throws IOException {
    same("config set maxmemory-policy allkeys-lru", "set a x");
    byte[] dump =
        RespFrame.parse(reference.call(words("dump a")))
            .text()
            .getBytes(StandardCharsets.ISO_8859_1);
    both(restore("b", dump, "idletime", "5000"));
    near("object idletime b");
    same("exists b", "ttl b", "type b", "strlen nothing");
    near("object idletime b");
    same("object freq b", "get b");
    near("object idletime b");
    both(restore("c", dump, "freq", "77"));
    near("object idletime c");
    both(restore("c", dump, "replace", "idletime", "86400", "absttl"));
    near("object idletime c");
    same("touch c");
    near("object idletime c");
    same("config set maxmemory-policy allkeys-lfu lfu-decay-time 0");
    both(restore("d", dump, "freq", "255"));
    both(restore("e", dump, "freq", "0"));
    both(restore("f", dump, "freq", "100", "replace"));
    both(restore("g", dump, "idletime", "100"));
    same("object freq d", "object freq e", "object freq f", "object freq g", "object idletime d");
    same("get d", "object freq d", "object freq nothing", "object idletime nothing", "set h x");
    same("object freq h", "config set lfu-log-factor 0", "get h", "get h", "object freq h");
    both(restore("d", dump, "freq", "256", "replace"));
    both(restore("d", dump, "freq", "1", "idletime", "1", "replace"));
    same("config set lfu-log-factor 10 lfu-decay-time 1");
  }

  private static byte[][] restore(String key, byte[] dump, String... options) {
    List<byte[]> request = new ArrayList<>();
    request.addAll(List.of(bytes("restore"), bytes(key), bytes("0"), dump));
    Arrays.stream(options).map(MemoryOracleIT::bytes).forEach(request::add);
    return request.toArray(byte[][]::new);
  }

  private static void same(String... requests) throws IOException {
    for (String request : requests) {
      compare(List.of(request.split(" ", -1)), Comparison.EXACT, "");
    }
  }

  private static void both(byte[][] request) throws IOException {
    assertEquals(text(reference.call(request)), text(subject.call(request)));
  }

  /* A lower limit is reached in the background, on both servers. */
  private static void settles(String request, String answer) throws IOException {
    for (ReplySource server : List.of(reference, subject)) {
      long deadline = System.nanoTime() + SETTLING_NANOS;
      String last = "";
      while (!last.equals(answer)) {
        assertTrue(System.nanoTime() < deadline, request + " answers " + last);
        last = text(server.call(words(request)));
      }
    }
  }

  private static void near(String request) throws IOException {
    compare(List.of(request.split(" ", -1)), Comparison.SECONDS, "");
  }

  private static void compare(List<String> request, Comparison comparison, String where)
      throws IOException {
    byte[][] words = request.stream().map(MemoryOracleIT::bytes).toArray(byte[][]::new);
    byte[] expected = reference.call(words);
    byte[] actual = subject.call(words);
    assertTrue(
        comparison.agrees(expected, actual),
        () -> where + " request=" + request + " redis=" + text(expected) + " tarn=" + text(actual));
  }

  private static byte[][] words(String request) {
    return Arrays.stream(request.split(" ", -1)).map(MemoryOracleIT::bytes).toArray(byte[][]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
