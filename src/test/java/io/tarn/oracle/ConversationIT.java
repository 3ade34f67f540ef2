// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transactions, watches, waiting and keyspace events of several clients, against redis-server. For
 * longer runs see {@link ConversationMain}.
 */
class ConversationIT {

  private static final int STEPS = 1_500;

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
  @ValueSource(longs = {1, 2, 3, 4})
  void conversation_ofASeed_goesTheSameWay(long seed) throws Exception {
    String address = tarn.respAddress();
    int colon = address.lastIndexOf(':');
    try (ConversationRun run =
        new ConversationRun(
            seed,
            redis.host(),
            redis.port(),
            address.substring(0, colon),
            Integer.parseInt(address.substring(colon + 1)))) {
      assertEquals("", run.run(STEPS));
    }
  }
}
