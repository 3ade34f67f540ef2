// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workload and the audit themselves: with redis-servers they find what those lose, no more. */
class HarnessIT {

  private static final Duration LOAD_TIME = Duration.ofSeconds(2);

  @TempDir private Path directory;

  @BeforeAll
  static void lookForRedis() {
    assumeTrue(Shell.has("redis-server"), "redis-server is not installed");
  }

  @Test
  void audit_findsNothing_whenNothingIsLost() throws Exception {
    try (RedisNodes redis = RedisNodes.start(3, directory);
        Workload workload = workload(redis, 0)) {
      Waiting.pause(LOAD_TIME);
      workload.stop();
      Audit audit = audit(workload, redis);
      System.out.println("harness: " + audit.summary());
      assertTrue(audit.acknowledged() > 1000, audit::summary);
      assertEquals(List.of(), audit.lost());
      assertEquals(List.of(), audit.wrong());
      assertEquals(List.of(), workload.problems());
      assertEquals(List.of(), workload.staleReads());
    }
  }

  @Test
  void audit_findsEachLoss_whenAPrimaryStartsAgainEmpty() throws Exception {
    try (RedisNodes redis = RedisNodes.start(3, directory);
        Workload workload = workload(redis, 1)) {
      Waiting.pause(LOAD_TIME);
      long kill = System.nanoTime();
      redis.killAndRestart(1);
      Waiting.until("all shards take writes", Duration.ofSeconds(20), () -> stuck(workload, kill));
      workload.stop();
      Audit audit = audit(workload, redis);
      System.out.println("harness, one killed: " + audit.summary());
      Endpoint killed = redis.endpoints().get(1);
      assertFalse(audit.lost().isEmpty());
      assertEquals(List.of(killed), owners(audit), "only what the killed one had is lost");
      long elements =
          workload.subjects().stream()
              .filter(subject -> subject.firstOwner().equals(killed))
              .filter(subject -> subject.kind() == Subject.Kind.LIST)
              .flatMap(subject -> subject.writes().stream())
              .filter(write -> write.isAcknowledged() && write.answered - kill < 0)
              .count();
      long lostElements =
          audit.lost().stream().filter(lost -> lost.subject().kind() == Subject.Kind.LIST).count();
      assertEquals(elements, lostElements, "each element is missed");
      assertTrue(audit.oldestLossBefore(kill) > LOAD_TIME.toNanos() / 2);
      assertEquals(List.of(), audit.wrong());
      assertFalse(workload.staleReads().isEmpty(), "readers see that counters began anew");
    }
  }

  private static List<Endpoint> owners(Audit audit) {
    return audit.lost().stream().map(lost -> lost.subject().firstOwner()).distinct().toList();
  }

  private static String stuck(Workload workload, long since) {
    long stuck = workload.stuckSince(since);
    return stuck == 0 ? "" : stuck + " keys";
  }

  private static Workload workload(RedisNodes redis, int round) throws Exception {
    return Workload.start(
        Load.standard().direct(), redis.endpoints(), Seeds.of("HarnessIT", round));
  }

  private static Audit audit(Workload workload, RedisNodes redis) throws Exception {
    java.util.Map<Endpoint, Endpoint> same =
        redis.endpoints().stream().collect(Collectors.toMap(Function.identity(), one -> one));
    return Audit.of(workload, subject -> same.get(subject.firstOwner()));
  }
}
