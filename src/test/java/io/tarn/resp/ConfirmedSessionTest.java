// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tarn.command.CommandTable;
import io.tarn.command.TestReplicas;
import io.tarn.keyspace.HashSlot;
import io.tarn.route.HeldAnswers;
import io.tarn.route.Peers;
import io.tarn.route.Router;
import io.tarn.slot.Replication;
import io.tarn.slot.SlotSettings;
import io.tarn.slot.TestNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session whose writes wait for a replica: what its client sees, and when. */
class ConfirmedSessionTest {

  private static final String OK = "+OK\r\n";
  private static final String UNCONFIRMED = "-" + HeldAnswers.UNCONFIRMED.message() + "\r\n";

  private final TestReplicas replicas = new TestReplicas();
  private final TestNode node = new TestNode(1, SlotSettings.DEFAULT, CommandTable.standard());
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EmbeddedChannel other = new EmbeddedChannel();

  /* Keys of two shards of 64 slots. */
  private final int shardOfA = TestNode.slotOf("a") / 64;
  private final int shardOfB = TestNode.slotOf("b") / 64;

  @BeforeEach
  void lead() {
    node.acknowledgements(replicas);
    Replication recorded = new Replication(node, node.slots(), () -> 1_000);
    for (int slot = 0; slot < HashSlot.COUNT; slot += 64) {
      recorded.record(slot, 64, slot / 64, replicas.sink(slot / 64));
    }
    node.openAll();
    Router router = new Router(node, node.slots(), Peers.ALONE, channel.eventLoop(), false);
    RespLoop loop =
        new RespLoop(
            node,
            RespSettings.of("127.0.0.1", 0, "nio", 1),
            new Connections(),
            Requests.of(router),
            0,
            1L << 30,
            channel.eventLoop());
    channel.pipeline().addLast(new RespSession(loop, channel, 0));
    other.pipeline().addLast(new RespSession(loop, other, 0));
    assertEquals(OK, ask("TARN ACK replica"));
  }

  private String ask(String... requests) {
    return ask(channel, requests);
  }

  private String ask(EmbeddedChannel client, String... requests) {
    String text = String.join("\r\n", requests) + "\r\n";
    client.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    return read(client);
  }

  private String read(EmbeddedChannel client) {
    channel.runPendingTasks();
    other.runPendingTasks();
    channel.runPendingTasks();
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
      text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
    return text.toString();
  }

  @Test
  void write_isToldWhenAReplicaHasIt_andIsDoneBefore() {
    assertEquals("", ask("SET a 1"));
    assertEquals("$1\r\n1\r\n", ask(other, "GET a"));
    replicas.acknowledge(shardOfB == shardOfA ? shardOfA + 1 : shardOfB);
    assertEquals("", read(channel));
    replicas.acknowledge(shardOfA);
    assertEquals(OK, read(channel));
    assertEquals("$1\r\n1\r\n", ask("GET a"), "reads wait for nothing");
  }

  @Test
  void pipeline_isAcknowledgedAsOne_inItsOrder() {
    assertEquals("$-1\r\n", ask("GET a", "SET a 1", "GET a", "INCR a", "DEL nothing", "SET b 5"));
    replicas.acknowledgeAll();
    assertEquals("+OK\r\n$1\r\n1\r\n:2\r\n:0\r\n+OK\r\n", read(channel));
    assertEquals(1, replicas.watchers(), "one looks for all");
  }

  @Test
  void shardWhoseReplicaIsSilent_holdsUpNothingBeforeItNorOthers() {
    assertEquals("", ask("SET a 1", "SET b 1"));
    ask(other, "TARN ACK replica");
    assertEquals("", ask(other, "SET a 2"));
    replicas.acknowledge(shardOfA);
    assertEquals(OK, read(channel));
    assertEquals(OK, read(other));
    replicas.acknowledge(shardOfB);
    assertEquals(OK, read(channel));
  }

  @Test
  void nobodyConfirms_isAnErrorAndNotUndone() {
    assertEquals("", ask("SET a 1", "GET a"));
    replicas.lose(shardOfA);
    assertEquals(UNCONFIRMED + "$1\r\n1\r\n", read(channel));
    replicas.never(shardOfA);
    assertEquals(UNCONFIRMED, ask("SET a 2"), "told at once");
    assertEquals("$1\r\n2\r\n", ask("GET a"));
    assertTrue(ask("INFO errorstats").contains("errorstat_NOREPLICAS:count=2\r\n"));
  }

  @Test
  void timeOver_isAnError() {
    assertEquals(OK, ask("CONFIG SET tarn-ack-timeout 10"));
    assertEquals("", ask("SET a 1"));
    String answer = "";
    while (answer.isEmpty()) {
      Thread.onSpinWait();
      replicas.tell();
      answer = read(channel);
    }
    assertEquals(UNCONFIRMED, answer);
    replicas.acknowledgeAll();
    assertEquals("", read(channel), "one answer");
  }

  @Test
  void transaction_isHeldAsAWhole() {
    assertEquals(
        OK + "+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n",
        ask("MULTI", "SET a 1", "SET b 2", "GET a", "EXEC", "PING"));
    replicas.acknowledge(shardOfA);
    assertEquals("", read(channel));
    replicas.acknowledge(shardOfB);
    assertEquals("*3\r\n+OK\r\n+OK\r\n$1\r\n1\r\n+PONG\r\n", read(channel));
    assertEquals(
        OK + "+QUEUED\r\n*1\r\n$1\r\n1\r\n", ask("MULTI", "GET a", "EXEC"), "wrote nothing");
    assertEquals(OK + "+QUEUED\r\n", ask("MULTI", "SET a 1", "EXEC"));
    replicas.lose(shardOfA);
    assertEquals(UNCONFIRMED, read(channel));
  }

  @Test
  void clientThatIsServed_waitsForTheReplicaToo() {
    assertEquals("", ask("BLPOP a 0"));
    assertEquals(":1\r\n", ask(other, "RPUSH a x"), "its own level is memory");
    assertEquals("", read(channel));
    replicas.acknowledgeAll();
    assertEquals("*2\r\n$1\r\na\r\n$1\r\nx\r\n", read(channel));
    assertEquals("", ask("BLPOP a 0"));
    ask(other, "RPUSH a y");
    replicas.lose(shardOfA);
    assertEquals(UNCONFIRMED, read(channel));
  }

  @Test
  void everythingFlushed_waitsForAllShards() {
    assertEquals("", ask("SET a 1", "SET b 1"));
    replicas.acknowledgeAll();
    assertEquals(OK + OK, read(channel));
    assertEquals("", ask("FLUSHALL"));
    replicas.acknowledge(shardOfA);
    assertEquals("", read(channel));
    replicas.acknowledge(shardOfB);
    assertEquals(OK, read(channel));
  }

  @Test
  void answersNobodyWants_areNotHeld() {
    ask("CLIENT REPLY OFF", "SET a 1", "MULTI", "SET a 2", "EXEC");
    assertEquals(OK, ask("CLIENT REPLY ON"));
    assertEquals("$1\r\n2\r\n", ask("GET a"));
  }

  @Test
  void level_isTheConnections_orElseTheNodes() {
    assertEquals("$7\r\nreplica\r\n", ask("TARN ACK"));
    assertEquals("$6\r\nmemory\r\n", ask(other, "TARN ACK"));
    assertEquals(OK, ask(other, "SET a 1"));
    assertEquals(OK, ask(other, "CONFIG SET tarn-ack replica"));
    assertEquals("", ask(other, "SET a 2"), "at once, for those that are connected");
    replicas.acknowledgeAll();
    assertEquals(OK, read(other));
    assertEquals(OK + OK, ask("TARN ACK memory", "SET a 3"));
    assertEquals(OK, ask("TARN ACK default", "SET a 4"));
    replicas.acknowledgeAll();
    assertEquals(OK, read(channel));
    assertEquals(OK, ask("CONFIG SET tarn-ack memory"));
    assertEquals(OK, ask("SET a 5"));
    assertEquals(OK, ask("TARN ACK replica"));
    assertEquals("+RESET\r\n+OK\r\n", ask("RESET", "SET a 6"));
    assertEquals(
        "-ERR 'disk' is not supported by this server yet\r\n",
        ask("CONFIG SET tarn-ack disk")
            .replace("CONFIG SET failed (possibly related to argument 'tarn-ack') - ", ""));
    assertEquals("-ERR 'disk' is not supported by this server yet\r\n", ask("TARN ACK disk"));
    assertEquals(
        "-ERR Command not allowed inside a transaction\r\n",
        ask("MULTI", "TARN ACK replica").substring(OK.length()));
  }

  @Test
  void clientThatGoes_isForgotten() {
    assertEquals("", ask("SET a 1"));
    channel.close();
    replicas.acknowledgeAll();
    assertEquals("", read(channel));
    assertEquals("$1\r\n1\r\n", ask(other, "GET a"));
  }
}
