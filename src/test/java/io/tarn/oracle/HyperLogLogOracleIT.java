// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HyperLogLogs against redis-server, byte for byte. Without SETRANGE and APPEND, which can cut off
 * the second byte of the last run: redis-server then reads what lies behind the value.
 */
class HyperLogLogOracleIT {

  private static final int STEPS = Integer.getInteger("tarn.hyperloglog.steps", 10_000);
  private static final List<String> COMMANDS =
      List.of(
          "pfadd",
          "pfcount",
          "pfmerge",
          "pfdebug",
          "get",
          "getrange",
          "strlen",
          "del",
          "dump",
          "object",
          "copy");

  private static RedisProcess redis;
  private static TarnNode tarn;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        RedisProcess.isInstalled(), RedisProcess.NAME + " " + RedisProcess.VERSION + " missing");
    redis = RedisProcess.start();
    tarn = TarnNode.start(NodeSettings.onFreePorts());
    String address = tarn.respAddress();
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  @AfterAll
  static void stop() throws Exception {
    if (tarn != null) {
      tarn.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "3, 2", "4, 3"})
  void run_ofASeed_findsNoDifference(long seed, int protocol) throws Exception {
    try (RespConnection reference = new RespConnection(redis.host(), redis.port());
        RespConnection subject = new RespConnection("127.0.0.1", port)) {
      var difference = new OracleRun(seed, protocol, reference, subject, COMMANDS).run(STEPS);
      assertEquals("", difference.map(Difference::text).orElse(""));
    }
  }

  @Test
  void pfadd_growing_hasTheSameBytesSparseAndDense() throws Exception {
    try (RespConnection reference = new RespConnection(redis.host(), redis.port());
        RespConnection subject = new RespConnection("127.0.0.1", port)) {
      reference.call(words("FLUSHALL"));
      subject.call(words("FLUSHALL"));
      List<String> batch = new ArrayList<>();
      for (int i = 0; i < 6_000; i++) {
        batch.add("PFADD {h}a element-of-some-length:" + i);
        batch.add("PFADD {h}b x" + i % 900 + " y" + i);
        if (i % 100 == 0) {
          batch.add("GET {h}a");
          batch.add("PFCOUNT {h}a");
          batch.add("PFCOUNT {h}a {h}b {h}none");
          batch.add("PFMERGE {h}c {h}a");
          batch.add("GET {h}a");
          batch.add("GET {h}c");
          batch.add("PFDEBUG ENCODING {h}b");
          same(reference, subject, batch);
          batch.clear();
        }
      }
    }
  }

  @Test
  void pfcount_ofAWatchedKey_isAChangeWhileNoEstimateIsCached() throws Exception {
    try (RespConnection reference = new RespConnection(redis.host(), redis.port());
        RespConnection subject = new RespConnection("127.0.0.1", port)) {
      List<String> watched =
          List.of(
              "WATCH {w}a",
              "PFCOUNT {w}a",
              "MULTI",
              "PFCOUNT {w}a",
              "EXEC",
              "OBJECT ENCODING {w}a");
      same(reference, subject, List.of("DEL {w}a", "PFADD {w}a x y z", "PFDEBUG TODENSE {w}a"));
      same(reference, subject, watched);
      same(reference, subject, watched);
      same(reference, subject, List.of("PFADD {w}a x", "PFADD {w}a new"));
      same(reference, subject, watched);
      same(reference, subject, watched);
    }
  }

  @Test
  void pfselftest_findsNothingWrong() throws Exception {
    try (RespConnection subject = new RespConnection("127.0.0.1", port)) {
      assertEquals(
          "+OK\r\n", new String(subject.call(words("PFSELFTEST")), StandardCharsets.US_ASCII));
    }
  }

  private static void same(RespConnection reference, RespConnection subject, List<String> batch)
      throws IOException {
    List<byte[][]> requests = batch.stream().map(HyperLogLogOracleIT::words).toList();
    List<byte[]> expected = reference.callAll(requests);
    List<byte[]> actual = subject.callAll(requests);
    for (int i = 0; i < requests.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), batch.get(i));
    }
  }

  private static byte[][] words(String request) {
    return Arrays.stream(request.split(" "))
        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
        .toArray(byte[][]::new);
  }
}
