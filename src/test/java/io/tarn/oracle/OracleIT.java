// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole node against redis-server. For longer runs see {@link OracleMain}. */
class OracleIT {

  private static final int STEPS = 10_000;

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
  @CsvSource({"1, 2", "2, 3", "3, 2", "4, 3"})
  void run_ofASeed_findsNoDifference(long seed, int protocol) throws Exception {
    String address = tarn.respAddress();
    int colon = address.lastIndexOf(':');
    try (RespConnection reference = new RespConnection(redis.host(), redis.port());
        RespConnection subject =
            new RespConnection(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
      Optional<Difference> difference =
          new OracleRun(seed, protocol, reference, subject, OracleRun.commandsOf(subject))
              .run(STEPS);
      assertEquals("", difference.map(Difference::text).orElse(""));
    }
  }
}
