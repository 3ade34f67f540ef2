// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.ClusterAdmin;
import io.tarn.command.ClusterFacts;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Health;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TarnCommandTest {

  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String B2 = "bbbbbbbc" + "b".repeat(32);

  private final CommandHarness harness = new CommandHarness();

  private record Facts(
      String selfId, List<Node> nodes, List<Shard> shards, boolean isServing, int wantedReplicas)
      implements ClusterFacts {}

  private static final class Recorder implements ClusterAdmin {
    private String last = "";

    @Override
    public Reply move(int shard, String nodeId, boolean dryRun) {
      last = "move " + shard + " " + nodeId + " " + dryRun;
      return Reply.OK;
    }

    @Override
    public Reply drain(String nodeId, boolean on, boolean dryRun) {
      last = "drain " + nodeId + " " + on + " " + dryRun;
      return Reply.OK;
    }
  }

  private static Node node(String id, String host, int port, Health health, boolean draining) {
    return new Node(id, host, port, port + 1, true, health, 0, port + 2, 1.5, draining);
  }

  private void cluster(Health ofB, boolean draining, boolean inSync, boolean serving) {
    harness.cluster(
        new Facts(
            A,
            List.of(
                node(A, "10.0.0.1", 7001, Health.ONLINE, false),
                node(B, "10.0.0.2", 7003, ofB, draining),
                node(B2, "10.0.0.3", 7005, Health.ONLINE, false)),
            List.of(
                new Shard(0, 8191, A, 5, 100, List.of(new Follower(B, 90, inSync, 1))),
                new Shard(8192, 16383, B, 7, 50, List.of(new Follower(A, 60, true, 0)))),
            serving,
            1));
  }

  private void expect(String reply, String... words) {
    assertEquals(reply, ReplyNotation.of(harness.run(words)), String.join(" ", words));
  }

  @Test
  void nodes_listWhatEachHolds() {
    cluster(Health.ONLINE, true, true, true);
    String text = ReplyNotation.of(harness.run("tarn", "nodes"));
    assertTrue(text.startsWith("[{\"id\" \"" + A + "\" \"host\" \"10.0.0.1\" "), text);
    assertTrue(
        text.contains(
            "\"host\" \"10.0.0.2\" \"resp-port\" :7003 \"http-port\" :7005 \"node-port\" :7004"
                + " \"role\" \"cache\" \"weight\" ,1.5 \"leads\" :1 \"follows\" :1 \"state\""
                + " \"draining\" \"self\" :0}"),
        text);
  }

  @Test
  void shards_listLeaderAndFollowers() {
    cluster(Health.ONLINE, false, false, true);
    assertEquals(
        "[{\"shard\" :0 \"first-slot\" :0 \"last-slot\" :8191 \"leader\" \""
            + A
            + "\" \"epoch\" :5 \"position\" :100 \"followers\" [{\"node\" \""
            + B
            + "\" \"position\" :90 \"lag-bytes\" :10 \"in-sync\" :0}]} {\"shard\" :1"
            + " \"first-slot\" :8192 \"last-slot\" :16383 \"leader\" \""
            + B
            + "\" \"epoch\" :7 \"position\" :50 \"followers\" [{\"node\" \""
            + A
            + "\" \"position\" :60 \"lag-bytes\" :0 \"in-sync\" :1}]}]",
        ReplyNotation.of(harness.run("tarn", "shards")));
  }

  @Test
  void status_saysWhatIsWrong() {
    cluster(Health.ONLINE, false, true, true);
    expect("{\"state\" \"healthy\" \"reasons\" []}", "tarn", "status");
    cluster(Health.SUSPECT, false, false, false);
    expect(
        "{\"state\" \"degraded\" \"reasons\" [\"this node does not hear from the majority and"
            + " serves nothing\" \"node "
            + B
            + " is suspect\" \"1 of 2 shards have fewer than 1 replicas in sync\"]}",
        "tarn",
        "status");
  }

  @Test
  void status_alone_isHealthy() {
    expect("{\"state\" \"healthy\" \"reasons\" []}", "tarn", "status");
  }

  @Test
  void orders_reachTheCluster() {
    Recorder recorder = new Recorder();
    harness.clusterAdmin(recorder);
    cluster(Health.ONLINE, false, true, true);
    expect("+OK", "tarn", "move", "1", "aaaa");
    assertEquals("move 1 " + A + " false", recorder.last);
    expect("+OK", "tarn", "move", "0", "10.0.0.2:7003", "dryrun");
    assertEquals("move 0 " + B + " true", recorder.last);
    expect("+OK", "tarn", "drain", "10.0.0.3:7006");
    assertEquals("drain " + B2 + " true false", recorder.last);
    expect("+OK", "tarn", "undrain", "bbbbbbbc", "DRYRUN");
    assertEquals("drain " + B2 + " false true", recorder.last);
  }

  @Test
  void ack_isTheConnections_orElseTheNodes() {
    expect("\"memory\"", "tarn", "ack");
    expect("+OK", "tarn", "ack", "Replica");
    expect("\"replica\"", "tarn", "ack");
    assertTrue(harness.connection().confirms());
    expect("+OK", "tarn", "ack", "default");
    assertTrue(!harness.connection().confirms());
    expect("+OK", "config", "set", "tarn-ack", "replica");
    expect("\"replica\"", "tarn", "ack");
    expect(
        "-ERR argument(s) must be one of the following: memory, replica, disk", "tarn", "ack", "x");
    expect("-ERR 'disk' is not supported by this server yet", "tarn", "ack", "disk");
    expect("-ERR syntax error", "tarn", "ack", "memory", "1");
  }

  @Test
  void copies_cannotBeAskedForThatShallNotBe() {
    harness.parameters().copies().wanted(0);
    expect(
        "-ERR 'replica' is not available: 'replica' needs tarn.replicas of 1 or more, and 'disk' is"
            + " not supported by this server yet",
        "tarn",
        "ack",
        "replica");
    expect(
        "-ERR CONFIG SET failed (possibly related to argument 'min-replicas-to-write') - argument"
            + " must be between 0 and 0 inclusive",
        "config",
        "set",
        "min-slaves-to-write",
        "1");
  }

  @Test
  void badOrders_areRefused() {
    harness.clusterAdmin(new Recorder());
    cluster(Health.ONLINE, false, true, true);
    expect("-ERR shard must be 0 to 1", "tarn", "move", "2", A);
    expect("-ERR shard must be 0 to 1", "tarn", "move", "-1", A);
    expect("-ERR shard must be 0 to 1", "tarn", "move", "x", A);
    expect("-ERR no such node (TARN NODES lists them)", "tarn", "move", "0", "aaa");
    expect("-ERR no such node (TARN NODES lists them)", "tarn", "drain", "10.0.0.9:1");
    expect("-ERR several nodes are called so: give more of the id", "tarn", "drain", "bbbb");
    expect("-ERR syntax error", "tarn", "drain", A, "really");
    expect("-ERR syntax error", "tarn", "move", "0", A, "dryrun", "more");
    expect("-ERR wrong number of arguments for 'tarn|drain' command", "tarn", "drain");
  }

  @Test
  void orders_withoutCluster_areRefused() {
    cluster(Health.ONLINE, false, true, true);
    expect("-ERR this node has no cluster to administer", "tarn", "drain", A);
    expect("-ERR this node has no cluster to administer", "tarn", "move", "0", A);
  }
}
