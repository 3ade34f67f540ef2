// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SUBSCRIBE where its confirmations meet something else: a transaction, CLIENT REPLY, a request
 * that waits for its slot's entity. Each script is one pipeline; all frames are compared.
 */
class SubscribeEdgesOracleIT {

  /** More than a thread that serves many connections reads by itself. */
  private static final int LONG_LIST = 30_000;

  private static final String MARK = "the-end";

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
    StringBuilder elements = new StringBuilder();
    for (int i = 0; i < LONG_LIST; i++) {
      elements.append(i % 1000 == 0 ? ";RPUSH {k}long x" : " " + i);
    }
    frames(redis.port(), "2", elements.substring(1) + ";SET {k} v");
    frames(port, "2", elements.substring(1) + ";SET {k} v");
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
  @ValueSource(
      strings = {
        "MULTI;SUBSCRIBE a b;GET {k};UNSUBSCRIBE a;EXEC;GET {k}",
        "MULTI;PSUBSCRIBE a* b;SSUBSCRIBE s;PUNSUBSCRIBE;SUNSUBSCRIBE;EXEC;GET {k}",
        "MULTI;SUBSCRIBE a;DISCARD;GET {k}",
        "MULTI;SUBSCRIBE;SUBSCRIBE a;EXEC;GET {k}",
        "MULTI;UNSUBSCRIBE;PUNSUBSCRIBE;SUNSUBSCRIBE x y;EXEC;GET {k}",
        "SUBSCRIBE a;MULTI;GET {k};EXEC;UNSUBSCRIBE;GET {k}",
        "SUBSCRIBE a;WATCH {k};MULTI;SUBSCRIBE b;EXEC;RESET;GET {k}",
        "CLIENT REPLY SKIP;SUBSCRIBE a b;GET {k}",
        "CLIENT REPLY SKIP;UNSUBSCRIBE;GET {k}",
        "CLIENT REPLY OFF;SUBSCRIBE a;GET {k};PSUBSCRIBE *;UNSUBSCRIBE;PUNSUBSCRIBE;CLIENT REPLY ON",
        "CLIENT REPLY OFF;MULTI;GET {k};SUBSCRIBE a b;SET {k} v;UNSUBSCRIBE a b;EXEC;CLIENT REPLY ON",
        "CLIENT REPLY SKIP;EXEC;GET {k}",
        "MULTI;GET {k};SUBSCRIBE a;UNSUBSCRIBE a;CLIENT REPLY SKIP;EXEC;GET {k};GET {k}",
        "CLIENT REPLY SKIP;MULTI;SUBSCRIBE a;GET {k};EXEC;GET {k}",
        "LRANGE {k}long 0 -1;SUBSCRIBE a;GET {k};UNSUBSCRIBE a;GET {k}",
        "LRANGE {k}long 0 -1;SUBSCRIBE a;LRANGE {k}long 0 -1;PSUBSCRIBE b;GET {k}",
        "MULTI;LRANGE {k}long 0 -1;SUBSCRIBE a;UNSUBSCRIBE a;EXEC;LRANGE {k}long 0 -1;SUBSCRIBE b",
        "CLIENT REPLY OFF;LRANGE {k}long 0 -1;SUBSCRIBE a;UNSUBSCRIBE;CLIENT REPLY ON;GET {k}",
        "CLIENT REPLY SKIP;LRANGE {k}long 0 -1;SUBSCRIBE a;UNSUBSCRIBE;GET {k}",
        "LRANGE {k}long 0 -1;CLIENT REPLY SKIP;SUBSCRIBE a;UNSUBSCRIBE;GET {k}"
      })
  void script_inBothProtocols_getsTheSameFrames(String script) throws Exception {
    for (String protocol : List.of("2", "3")) {
      assertEquals(
          frames(redis.port(), protocol, script),
          frames(port, protocol, script),
          "RESP" + protocol);
    }
  }

  /** Returns what a new client gets for a pipeline and a PING. */
  private static String frames(int server, String protocol, String script) throws IOException {
    try (RespConnection client = new RespConnection("127.0.0.1", server)) {
      client.call(words("HELLO " + protocol));
      List<byte[][]> requests = new ArrayList<>();
      for (String request : (script + ";PING " + MARK).split(";")) {
        requests.add(words(request));
      }
      client.send(requests);
      StringBuilder frames = new StringBuilder();
      while (frames.indexOf(MARK) < 0) {
        byte[] frame = client.receive();
        frames.append(new String(frame, StandardCharsets.ISO_8859_1).replace("\r\n", " "));
        frames.append('\n');
      }
      return frames.toString();
    }
  }

  private static byte[][] words(String request) {
    return Arrays.stream(request.split(" "))
        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }
}
