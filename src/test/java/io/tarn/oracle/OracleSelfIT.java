// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tester tested: two redis-servers agree, and one that errs now and then is found out. */
class OracleSelfIT {

  private static final long SEED = 20_261_122;
  private static final int STEPS = 5_000;

  @BeforeEach
  void needsTheReference() throws Exception {
    assumeTrue(
        RedisProcess.isInstalled(), RedisProcess.NAME + " " + RedisProcess.VERSION + " missing");
  }

  @Test
  void run_ofTwoEqualServers_findsNothing() throws Exception {
    try (RedisProcess one = RedisProcess.start();
        RedisProcess two = RedisProcess.start()) {
      for (int protocol = 2; protocol <= 3; protocol++) {
        try (RespConnection reference = new RespConnection(one.host(), one.port());
            RespConnection subject = new RespConnection(two.host(), two.port())) {
          Optional<Difference> difference =
              new OracleRun(SEED, protocol, reference, subject, Grammars.names()).run(STEPS);
          assertEquals("", difference.map(Difference::text).orElse(""));
        }
      }
    }
  }

  @Test
  void run_ofAServerThatErrs_findsTheFirstWrongAnswer() throws Exception {
    try (RedisProcess one = RedisProcess.start();
        RedisProcess two = RedisProcess.start();
        RespConnection reference = new RespConnection(one.host(), one.port());
        RespConnection right = new RespConnection(two.host(), two.port())) {
      ReplySource wrong =
          words -> {
            byte[] answer = right.call(words);
            String name = new String(words[0], StandardCharsets.ISO_8859_1);
            return name.equalsIgnoreCase("strlen") && answer[1] != '0'
                ? ":0\r\n".getBytes(StandardCharsets.ISO_8859_1)
                : answer;
          };
      Optional<Difference> difference =
          new OracleRun(SEED, 2, reference, wrong, Grammars.names()).run(STEPS);
      assertTrue(difference.isPresent());
      assertEquals(
          "strlen", difference.get().request().getFirst().toLowerCase(java.util.Locale.ROOT));
    }
  }
}
