// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.command.AckLevel;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Reply;
import io.tarn.command.TestReplicas;
import io.tarn.keyspace.HashSlot;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.HeldAnswers;
import io.tarn.slot.Replication;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of another node whose writes wait for a replica, here, before they are answered. */
class ConfirmedRequestsTest implements RequestWorker.Out, Ownership {

  private static final int FORWARDER = 3;
  private static final String UNCONFIRMED = "-" + HeldAnswers.UNCONFIRMED.message() + "\r\n";

  private final TestReplicas replicas = new TestReplicas();
  private final TestNode node = RequestWorkerTest.newNode();
  private final RequestWorker worker =
      new RequestWorker("peer:1", node, new RequestRunner(node, node.slots()), this, this);
  private final RequestWriter writer = new RequestWriter();
  private final TestConnection client = new TestConnection(77);
  private final TestConnection other = new TestConnection(78);
  private final ArrayDeque<RequestWorker.LateAnswer> late = new ArrayDeque<>();
  private final Map<Long, String> answers = new TreeMap<>();
  private final int shardOfA = TestNode.slotOf("a") / 64;
  private final int shardOfB = TestNode.slotOf("b") / 64;
  private long nextId = 100;
  private int messages;

  @BeforeEach
  void lead() {
    node.acknowledgements(replicas);
    Replication recorded = new Replication(node, node.slots(), () -> 1_000);
    for (int slot = 0; slot < HashSlot.COUNT; slot += 64) {
      recorded.record(slot, 64, slot / 64, replicas.sink(slot / 64));
    }
    node.openAll();
    client.ackLevel(AckLevel.REPLICA, AckLevel.MEMORY);
    writer.begin(FORWARDER, nextId);
  }

  private long add(Connection connection, String... words) {
    Arguments arguments = Arguments.of(words);
    writer.one(Manner.PLAIN, connection, arguments, (int) RequestWriter.bytesOf(arguments));
    return nextId++;
  }

  private void send() {
    byte[] message = writer.take();
    worker.take(message, 0, message.length);
    writer.begin(FORWARDER, nextId);
  }

  private String ask(Connection connection, String... words) {
    long id = add(connection, words);
    send();
    return answers.get(id);
  }

  @Test
  void writes_areAnsweredTogether_whenAReplicaHasThem() {
    long first = add(client, "SET", "a", "1");
    long read = add(client, "GET", "a");
    long second = add(client, "APPEND", "a", "2");
    long others = add(other, "SET", "a", "3");
    send();
    assertEquals(Map.of(read, "$1\r\n1\r\n", others, "+OK\r\n"), answers);
    assertEquals(1, messages);
    replicas.acknowledge(shardOfA);
    assertEquals("+OK\r\n", answers.get(first));
    assertEquals(":2\r\n", answers.get(second));
    assertEquals(2, messages, "one for both");
    assertEquals(0, worker.sessionCount());
  }

  @Test
  void nobodyConfirms_isToldAsAnError() {
    assertNull(ask(client, "SET", "a", "1"));
    replicas.lose(shardOfA);
    assertEquals(UNCONFIRMED, answers.get(100L));
    assertEquals("$1\r\n1\r\n", ask(client, "GET", "a"));
  }

  @Test
  void transaction_isHeldAsAWhole() {
    List<Arguments> all =
        Arrays.asList(
            Arguments.of("MULTI"),
            Arguments.of("SET", "a", "1"),
            Arguments.of("SET", "b", "2"),
            Arguments.of("GET", "a"),
            Arguments.of("EXEC"));
    writer.block(client, all, 1_000);
    nextId++;
    send();
    replicas.acknowledge(shardOfB);
    assertEquals(Map.of(), answers);
    replicas.acknowledge(shardOfA);
    assertEquals("*3\r\n+OK\r\n+OK\r\n$1\r\n1\r\n", answers.get(100L));
    writer.block(client, List.of(Arguments.of("MULTI"), Arguments.of("EXEC")), 1_000);
    nextId++;
    send();
    assertEquals("*0\r\n", answers.get(101L), "wrote nothing");
  }

  @Test
  void clientThatIsServedLater_waitsForTheReplicaToo_butNotTheOneBehindIt() {
    assertEquals("(waits)", ask(client, "BLPOP", "a", "0"));
    assertNull(ask(client, "GET", "none"));
    assertEquals(":1\r\n", ask(other, "RPUSH", "a", "x"));
    while (!late.isEmpty()) {
      worker.later(late.remove());
    }
    assertEquals("(waits)", answers.get(100L));
    assertEquals("$-1\r\n", answers.get(101L));
    replicas.acknowledgeAll();
    assertEquals("*2\r\n$1\r\na\r\n$1\r\nx\r\n", answers.get(100L));
  }

  @Test
  void linkThatBreaks_orEnds_isToldNothing() {
    assertNull(ask(client, "SET", "a", "1"));
    worker.reset();
    replicas.acknowledgeAll();
    assertEquals(Map.of(), answers);
    assertNull(ask(client, "SET", "a", "2"));
    assertEquals(1, replicas.watchers());
    worker.close();
    replicas.acknowledgeAll();
    assertEquals(Map.of(), answers);
    assertEquals(0, replicas.watchers());
  }

  @Override
  public void reply(byte[] message) {
    messages++;
    int count = RequestLayout.getInt(message, 4);
    int body = RequestLayout.ANSWERS_HEADER_BYTES + count * RequestLayout.ANSWER_ENTRY_BYTES;
    for (int i = 0; i < count; i++) {
      int entry = RequestLayout.ANSWERS_HEADER_BYTES + i * RequestLayout.ANSWER_ENTRY_BYTES;
      int tail = RequestLayout.getInt(message, entry + 8);
      int length = tail & RequestLayout.LENGTH_MASK;
      boolean waits = tail >>> RequestLayout.STATUS_SHIFT == RequestLayout.WAITS;
      String text = new String(message, body, length, StandardCharsets.ISO_8859_1);
      answers.put(RequestLayout.getLong(message, entry), waits ? "(waits)" : text);
      body += length;
    }
  }

  @Override
  public boolean isFull() {
    return false;
  }

  @Override
  public void begun() {}

  @Override
  public void consumed() {}

  @Override
  public void later(RequestWorker.LateAnswer answer) {
    late.add(answer);
  }

  @Override
  public void atHome(Runnable work) {
    worker.run(work);
  }

  @Override
  public boolean leads(int slot) {
    return true;
  }

  @Override
  public boolean isRefusal(Reply.Failure answer) {
    return false;
  }

  @Override
  public boolean follows(int slot) {
    return false;
  }
}
