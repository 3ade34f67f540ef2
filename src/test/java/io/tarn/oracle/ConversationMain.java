// SPDX-License-Identifier: Apache-2.0
package io.tarn.oracle;

/** Runs conversations of many seeds: HOST:PORT [first-seed [seeds [steps]]]. */
public final class ConversationMain {

  private static final int DEFAULT_SEEDS = 10;
  private static final int DEFAULT_STEPS = 2_000;

  private ConversationMain() {}

  /** Exits with 1 when answers differ. */
  public static void main(String[] args) throws Exception {
    int colon = args[0].lastIndexOf(':');
    String host = args[0].substring(0, colon);
    int port = Integer.parseInt(args[0].substring(colon + 1));
    long firstSeed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    int seeds = args.length > 2 ? Integer.parseInt(args[2]) : DEFAULT_SEEDS;
    int steps = args.length > 3 ? Integer.parseInt(args[3]) : DEFAULT_STEPS;
    int differences = 0;
    try (RedisProcess redis = RedisProcess.start()) {
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        try (ConversationRun run =
            new ConversationRun(seed, redis.host(), redis.port(), host, port)) {
          String problem = run.run(steps);
          if (!problem.isEmpty()) {
            System.out.println(problem);
            differences++;
          }
        }
      }
    }
    System.out.printf(
        "seeds=%d steps=%d first-seed=%d different=%d%n", seeds, steps, firstSeed, differences);
    System.exit(differences == 0 ? 0 : 1);
  }
}
