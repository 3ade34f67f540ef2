// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publish and subscribe with several clients of both protocols, against redis-server. */
class PubSubOracleIT {

  /** Odd clients speak RESP3. */
  private static final int CLIENTS = 5;

  private static final int STEPS = Integer.getInteger("tarn.pubsub.steps", 4_000);

  private static RedisProcess redis;
  private static TarnNode tarn;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        RedisProcess.isInstalled(), RedisProcess.NAME + " " + RedisProcess.VERSION + " missing");
    redis = RedisProcess.start();
    tarn = TarnNode.start(NodeSettings.onFreePorts());
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
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void run_severalClients_getTheSameFrames(long seed) throws Exception {
    String address = tarn.respAddress();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    List<RespConnection> reference = connect(redis.port());
    List<RespConnection> subject = connect(port);
    assertEquals("", new PubSubRun(seed, reference, subject).run(STEPS));
    for (int i = 0; i < CLIENTS; i++) {
      reference.get(i).close();
      subject.get(i).close();
    }
  }

  private static List<RespConnection> connect(int port) throws IOException {
    List<RespConnection> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      RespConnection client = new RespConnection("127.0.0.1", port);
      if (i % 2 == 1) {
        client.call(bytes("HELLO"), bytes("3"));
      }
      clients.add(client);
    }
    return clients;
  }

  private static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
