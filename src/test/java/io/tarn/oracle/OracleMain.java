// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

import java.util.List;
import java.util.Optional;

/**
 * Compares a running server with a redis-server of our own: {@code HOST:PORT [first-seed [seeds
 * [steps [command,command,...]]]]}. Each seed runs in RESP2 and in RESP3. Exits with status 1 when
 * answers differ. A difference is made again by its seed and at least so many steps.
 */
public final class OracleMain {

  private static final int DEFAULT_SEEDS = 10;
  private static final int DEFAULT_STEPS = 20_000;

  private OracleMain() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      System.err.println("usage: HOST:PORT [first-seed [seeds [steps [command,...]]]]");
      System.exit(2);
    }
    int colon = args[0].lastIndexOf(':');
    String host = args[0].substring(0, colon);
    int port = Integer.parseInt(args[0].substring(colon + 1));
    long firstSeed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    int seeds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_SEEDS;
    int steps = args.length > 3 ? Integer.parseInt(args[3]) : DEFAULT_STEPS;
    int differences = 0;
    try (RedisProcess redis = RedisProcess.start()) {
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        for (int protocol = 2; protocol <= 3; protocol++) {
          try (RespConnection reference = new RespConnection(redis.host(), redis.port());
              RespConnection subject = new RespConnection(host, port)) {
            List<String> commands =
                args.length > 4 ? List.of(args[4].split(",")) : OracleRun.commandsOf(subject);
            Optional<Difference> difference =
                new OracleRun(seed, protocol, reference, subject, commands).run(steps);
            difference.ifPresent(found -> System.out.println(found.text()));
            differences += difference.isPresent() ? 1 : 0;
          }
        }
      }
    }
    System.out.printf(
        "runs=%d steps=%d first-seed=%d different=%d%n", 2 * seeds, steps, firstSeed, differences);
    System.exit(differences == 0 ? 0 : 1);
  }
}
