// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.keyspace.HashSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nodes with {@code tarn.ack = replica}: what an answer means, and what comes in its place. */
class AckIT {

  private static final Shape SHAPE = Shape.of(3).with("ack=replica");
  private static final int LIMIT_MILLIS = 40_000;
  private static final long ACK_TIMEOUT_NANOS = 1_000_000_000L;
  private static final String UNCONFIRMED = "NOREPLICAS The write is done here";

  @Test
  void killedOwners_takeNothingWithThemThatWasAcknowledged() throws Exception {
    for (int round = 0; round < Seeds.ROUNDS; round++) {
      Random random = Seeds.of("AckIT.kill", round);
      ClusterUnderTest.with(
          "ack-kill",
          SHAPE,
          cluster -> {
            try (Run run = Run.start("ack-kill", cluster, Load.standard(), random)) {
              long first = kill(cluster, run, cluster.node(1));
              Node second = cluster.node(2 + random.nextInt(2));
              long next = kill(cluster, run, second);
              run.finish();
              run.report("kill of " + cluster.node(1), first);
              run.report("kill of " + second, next);
              run.assertNothingIsLost();
            }
          });
    }
  }

  /* Returns when it was. */
  private static long kill(ClusterUnderTest cluster, Run run, Node victim) throws Exception {
    long event = System.nanoTime();
    victim.process().kill();
    run.awaitWrites(event);
    cluster.restart(victim);
    cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
    Waiting.pause(Duration.ofSeconds(1));
    return event;
  }

  /* It is drained before: what stops takes its replicas with it, and new ones take their time. */
  @Test
  void nodeThatJoinsAndLeaves_leavesNoWriteUnconfirmed() throws Exception {
    Random random = Seeds.of("AckIT.fourth", 0);
    ClusterUnderTest.with(
        "ack-fourth",
        SHAPE,
        cluster -> {
          Load load = Load.standard().patient(LIMIT_MILLIS);
          try (Run run = Run.start("ack-fourth", cluster, load, random)) {
            long event = System.nanoTime();
            Node fourth = cluster.join();
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            Waiting.pause(Run.CALM);
            drain(fourth, cluster.node(1));
            assertEquals(0, fourth.process().terminate());
            cluster.awaitWhole(ClusterUnderTest.SETTLE_LIMIT);
            run.finish();
            run.report("join and leave", event);
            run.assertNothingIsLost();
            run.assertNoProblems("anybody", _ -> true);
          }
        });
  }

  private static void drain(Node node, Node asked) throws Exception {
    Object answer = Wire.ask(asked.resp(), LIMIT_MILLIS, "TARN", "DRAIN", node.resp().toString());
    assertEquals("OK", answer);
    Waiting.until(
        "it is drained",
        ClusterUnderTest.SETTLE_LIMIT,
        () -> {
          Object nodes = Wire.ask(asked.resp(), LIMIT_MILLIS, "TARN", "NODES");
          for (Object each : (List<?>) nodes) {
            List<?> one = (List<?>) each;
            if (one.contains((long) node.resp().port())) {
              Object leads = one.get(one.indexOf("leads") + 1);
              Object follows = one.get(one.indexOf("follows") + 1);
              return leads.equals(0L) && follows.equals(0L)
                  ? ""
                  : "it leads " + leads + " and follows " + follows;
            }
          }
          return "it is no member";
        });
  }

  /* Node 1 owns the key, another follows it and falls silent; the third one answers clients. */
  @Test
  void silentReplica_delaysAWrite_andThenFailsIt_untilThereIsAnother() throws Exception {
    ClusterUnderTest.with(
        "ack-silence",
        SHAPE,
        cluster -> {
          Node owner = cluster.node(1);
          String key = keyOf(owner);
          Node replica = replicaOf(key, cluster);
          Node third = cluster.node(5 - replica.number());
          try (Wire direct = Wire.connect(owner.resp(), LIMIT_MILLIS);
              Wire forwarded = Wire.connect(third.resp(), LIMIT_MILLIS)) {
            assertEquals("OK", direct.call("SET", key, "0"));
            assertEquals("OK", forwarded.call("SET", key, "1"));
            replica.process().suspend();
            fails(direct, key, "2");
            assertEquals("2", forwarded.call("GET", key), "it is not undone");
            assertEquals("OK", direct.call("TARN", "ACK", "memory"));
            assertEquals("OK", direct.call("SET", key, "3"), "waits for nobody");
            assertEquals("OK", owner(owner, "CONFIG", "SET", "tarn-ack-timeout", "30000"));
            long began = System.nanoTime();
            assertEquals("OK", forwarded.call("SET", key, "4"), "another has become its replica");
            System.out.printf(
                "ack-silence: acknowledged after %d ms%n", (System.nanoTime() - began) / 1_000_000);
            replica.process().resume();
          }
        });
  }

  private static void fails(Wire wire, String key, String value) throws IOException {
    long began = System.nanoTime();
    Object answer = wire.call("SET", key, value);
    long took = System.nanoTime() - began;
    assertTrue(
        answer instanceof Wire.Failure failure && failure.text().startsWith(UNCONFIRMED),
        "answer=" + answer);
    assertTrue(took >= ACK_TIMEOUT_NANOS, "nanos=" + took);
  }

  private static Object owner(Node node, String... words) throws IOException {
    return Wire.ask(node.resp(), LIMIT_MILLIS, words);
  }

  private static String keyOf(Node owner) throws IOException {
    SlotMap map = SlotMap.ask(owner.resp());
    for (int i = 0; ; i++) {
      String key = "key" + i;
      if (owner.resp().equals(map.owner(slotOf(key)))) {
        return key;
      }
    }
  }

  private static Node replicaOf(String key, ClusterUnderTest cluster) throws IOException {
    Object shards = Wire.ask(cluster.node(1).resp(), LIMIT_MILLIS, "TARN", "SHARDS");
    List<?> all = (List<?>) shards;
    List<?> shard = (List<?>) all.get(slotOf(key) * all.size() / HashSlot.COUNT);
    List<?> followers = (List<?>) shard.get(shard.indexOf("followers") + 1);
    List<?> follower = (List<?>) followers.getFirst();
    Object id = follower.get(follower.indexOf("node") + 1);
    for (Node node : cluster.nodes()) {
      if (id.equals(Wire.ask(node.resp(), LIMIT_MILLIS, "CLUSTER", "MYID"))) {
        return node;
      }
    }
    throw new IOException("nobody has the id " + id);
  }

  private static int slotOf(String key) {
    return HashSlot.of(key.getBytes(StandardCharsets.US_ASCII));
  }
}
