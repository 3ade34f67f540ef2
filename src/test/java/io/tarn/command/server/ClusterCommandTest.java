// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.ClusterFacts;
import io.tarn.command.ClusterFacts.Follower;
import io.tarn.command.ClusterFacts.Health;
import io.tarn.command.ClusterFacts.Node;
import io.tarn.command.ClusterFacts.Shard;
import io.tarn.command.CommandHarness;
import io.tarn.command.Reply;
import io.tarn.command.ReplyNotation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forms as recorded from three masters and three replicas of redis-server 7.0.15. */
class ClusterCommandTest {

  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);

  private final CommandHarness harness = new CommandHarness();

  private record Facts(String selfId, List<Node> nodes, List<Shard> shards, boolean isServing)
      implements ClusterFacts {}

  private static Node node(String id, int port, Health health) {
    return new Node(
        id, id.equals(A) ? "" : "10.0.0.2", port, port + 1, true, health, 77, 80, 1, false);
  }

  /* Of four shards A leads the first two, B the third, nobody the fourth. C has no slots. */
  private void three(Health ofB) {
    List<Node> nodes = new ArrayList<>(List.of(node(A, 7001, Health.ONLINE), node(B, 7003, ofB)));
    nodes.add(new Node(C, "10.0.0.3", 7005, 7006, false, Health.ONLINE, 78, 80, 1, false));
    harness.cluster(
        new Facts(
            A,
            nodes,
            List.of(
                new Shard(0, 4095, A, 5, 100, List.of(new Follower(B, 90, true, 1))),
                new Shard(4096, 8191, A, 7, 50, List.of(new Follower(B, 50, true, 0))),
                new Shard(8192, 12287, B, 9, 30, List.of(new Follower(A, 10, false, 2))),
                new Shard(12288, 16383, null, 3, 0, List.of())),
            true));
  }

  private void expect(String reply, String... words) {
    assertEquals(reply, ReplyNotation.of(harness.run(words)), String.join(" ", words));
  }

  private String verbatim(String... words) {
    return ((Reply.Verbatim) harness.run(words)).text();
  }

  @Test
  void alone_isAWholeCluster() {
    String id = harness.facts().nodeId();
    assertTrue(verbatim("cluster", "info").startsWith("cluster_state:ok\r\n"));
    assertTrue(verbatim("cluster", "nodes").endsWith(" connected 0-16383\n"));
    expect("\"" + id + "\"", "cluster", "myid");
    assertTrue(ReplyNotation.of(harness.run("cluster", "slots")).startsWith("[[:0 :16383 [\""));
    expect("[\"master\" :0 []]", "role");
  }

  @Test
  void keyslot_hashesTheTag() {
    expect(":12182", "cluster", "keyslot", "foo");
    expect(":12182", "cluster", "keyslot", "x{foo}y");
    expect("-ERR wrong number of arguments for 'cluster|keyslot' command", "cluster", "keyslot");
  }

  @Test
  void keysInSlot_areThoseLedHere() {
    harness.run("mset", "foo", "1", "{foo}2", "2", "bar", "3");
    expect(":2", "cluster", "countkeysinslot", "12182");
    expect("[\"bar\"]", "cluster", "getkeysinslot", "5061", "10");
    Reply.Array some = (Reply.Array) harness.run("cluster", "getkeysinslot", "12182", "1");
    assertEquals(1, some.items().size());
    expect("[]", "cluster", "getkeysinslot", "12182", "0");
    three(Health.ONLINE);
    expect(":0", "cluster", "countkeysinslot", "12182");
    expect("[]", "cluster", "getkeysinslot", "12182", "10");
    expect(":1", "cluster", "countkeysinslot", "5061");
  }

  @Test
  void keysInSlot_badArguments_areRefusedAsInRedis() {
    expect("-ERR value is not an integer or out of range", "cluster", "countkeysinslot", "x");
    expect("-ERR Invalid slot", "cluster", "countkeysinslot", "16384");
    expect("-ERR Invalid slot or number of keys", "cluster", "getkeysinslot", "0", "-1");
    expect("-ERR Invalid slot or number of keys", "cluster", "getkeysinslot", "16384", "1");
    expect("-ERR value is not an integer or out of range", "cluster", "getkeysinslot", "0", "x");
  }

  @Test
  void nodes_areLinesOfRedis() {
    three(Health.SUSPECT);
    String own = harness.connection().localAddress();
    String host = own.substring(0, own.lastIndexOf(':'));
    assertEquals(
        A
            + " "
            + host
            + ":7001@7002 myself,master - 0 77 7 connected 0-8191 12288-16383\n"
            + B
            + " 10.0.0.2:7003@7004 master,fail? - 0 77 9 disconnected 8192-12287\n"
            + C
            + " 10.0.0.3:7005@7006 master - 0 78 0 connected\n",
        verbatim("cluster", "nodes"));
    expect(
        "[\"" + B + " 10.0.0.2:7003@7004 slave,fail? " + A + " 0 77 9 disconnected\"]",
        "cluster",
        "replicas",
        A);
    expect("-ERR Unknown node x", "cluster", "slaves", "x");
  }

  @Test
  void slots_nameLeaderThenReplicasInSync() {
    three(Health.ONLINE);
    String own = harness.connection().localAddress();
    String a = "[\"" + own.substring(0, own.lastIndexOf(':')) + "\" :7001 \"" + A + "\" {}]";
    String b = "[\"10.0.0.2\" :7003 \"" + B + "\" {}]";
    expect(
        "[[:0 :8191 " + a + " " + b + "] [:8192 :12287 " + b + "] [:12288 :16383 " + a + "]]",
        "cluster",
        "slots");
  }

  @Test
  void slots_withoutALeader_areToldWithWhoHasMost() {
    List<Follower> followers =
        List.of(
            new Follower(A, 90, true, 0),
            new Follower(B, 100, true, 0),
            new Follower(C, 200, false, 0));
    List<Shard> shards =
        List.of(
            new Shard(0, 8191, null, 5, 100, followers),
            new Shard(8192, 16383, "d".repeat(40), 5, 100, followers));
    for (Health ofB : List.of(Health.ONLINE, Health.SUSPECT)) {
      three(ofB);
      harness.cluster(new Facts(A, harness.cluster().nodes(), shards, true));
      String first = ofB == Health.ONLINE ? B : A;
      String text = ReplyNotation.of(harness.run("cluster", "slots"));
      assertTrue(
          text.matches("\\[\\[:0 :16383 \\[\"[^\"]+\" :\\d+ \"" + first + "\" \\{}] .*"), text);
      assertTrue(verbatim("cluster", "info").contains("cluster_slots_assigned:0\r\n"));
    }
  }

  @Test
  void slots_ofAFailedLeader_areToldWithItsFollower() {
    three(Health.FAILED);
    List<Shard> shards =
        List.of(
            new Shard(0, 8191, B, 5, 100, List.of(new Follower(A, 90, true, 0))),
            new Shard(8192, 16383, B, 5, 100, List.of()));
    harness.cluster(new Facts(A, harness.cluster().nodes(), shards, true));
    assertTrue(verbatim("cluster", "nodes").contains(" connected 0-16383\n"));
    assertTrue(
        verbatim("cluster", "nodes")
            .contains(B + " 10.0.0.2:7003@7004 master,fail - 0 77 5 disconnected\n"));
    assertTrue(verbatim("cluster", "info").contains("cluster_slots_fail:16384\r\n"));
  }

  @Test
  void shards_groupRangesByTheirNodes() {
    three(Health.ONLINE);
    String text = ReplyNotation.of(harness.run("cluster", "shards"));
    assertTrue(text.startsWith("[{\"slots\" [:0 :8191] \"nodes\" [{\"id\" \"" + A), text);
    assertTrue(
        text.contains("\"role\" \"replica\" \"replication-offset\" :140 \"health\" \"online\"}"),
        text);
    assertTrue(
        text.contains(
            "\"role\" \"replica\" \"replication-offset\" :10 \"health\" \"loading\"}]}"
                + " {\"slots\" [:12288 :16383] \"nodes\" [{\"id\" \""
                + A),
        text);
  }

  @Test
  void info_countsSlots() {
    three(Health.SUSPECT);
    assertEquals(
        "cluster_state:fail\r\n"
            + "cluster_slots_assigned:12288\r\n"
            + "cluster_slots_ok:8192\r\n"
            + "cluster_slots_pfail:4096\r\n"
            + "cluster_slots_fail:0\r\n"
            + "cluster_known_nodes:3\r\n"
            + "cluster_size:2\r\n"
            + "cluster_current_epoch:9\r\n"
            + "cluster_my_epoch:7\r\n",
        verbatim("cluster", "info"));
    assertEquals("# Cluster\r\ncluster_enabled:1\r\n", verbatim("info", "cluster"));
  }

  @Test
  void replication_tellsLag() {
    three(Health.ONLINE);
    String text = verbatim("info", "replication");
    assertTrue(
        text.contains(
            "connected_slaves:1\r\n"
                + "slave0:ip=10.0.0.2,port=7003,state=online,offset=140,lag=1,shards=2,"
                + "in_sync=2,bytes_behind=10\r\nmaster_failover_state:"),
        text);
    assertTrue(text.contains("master_repl_offset:150\r\n"), text);
    assertTrue(
        text.endsWith(
            "shards_led:2\r\nshards_led_without_replica:0\r\nmost_bytes_behind:10\r\n"
                + "shards_followed:1\r\nshards_followed_in_sync:0\r\n"
                + "followed0:ip=10.0.0.2,port=7003,shards=1,in_sync=0,bytes_behind=20\r\n"),
        text);
    harness.run("config", "set", "min-replicas-to-write", "1");
    assertTrue(verbatim("info", "replication").contains("\r\nmin_slaves_good_slaves:1\r\n"));
    expect("[\"master\" :150 [[\"10.0.0.2\" \"7003\" \"140\"]]]", "role");
  }

  @Test
  void byHand_isRefusedWithTheWayItIsDone() {
    expect(
        "-ERR CLUSTER MEET is not needed: a node joins by its own settings (tarn.node.seeds,"
            + " --seed)",
        "cluster",
        "meet",
        "h",
        "1");
    for (String[] words :
        List.of(
            new String[] {"cluster", "forget", A},
            new String[] {"cluster", "addslots", "1"},
            new String[] {"cluster", "failover", "force"},
            new String[] {"cluster", "reset", "hard"})) {
      String answer = ReplyNotation.of(harness.run(words));
      assertTrue(answer.startsWith("-ERR CLUSTER ") && answer.contains(" is not needed: "), answer);
    }
    expect("-ERR unknown subcommand 'foo'. Try CLUSTER HELP.", "cluster", "foo");
  }
}
