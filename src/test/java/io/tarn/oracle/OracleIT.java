// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tarn.node.NodeSettings;
import io.tarn.node.TarnNode;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole node against redis-server, every seed in RESP2 and RESP3. {@code .ci/nightly} runs it at
 * length; {@link OracleMain} compares a node that runs already.
 */
class OracleIT {

  private static final long FIRST_SEED = Long.getLong("tarn.oracle.firstSeed", 1);
  private static final int SEEDS = Integer.getInteger("tarn.oracle.seeds", 3);
  private static final int STEPS = Integer.getInteger("tarn.oracle.steps", 10_000);

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

  static Stream<Arguments> runs() {
    return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
        .boxed()
        .flatMap(seed -> Stream.of(Arguments.of(seed, 2), Arguments.of(seed, 3)));
  }

  @ParameterizedTest
  @MethodSource("runs")
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
