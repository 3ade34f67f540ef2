// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tarn.command.AckLevel;
import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.TestReplicas;
import io.tarn.keyspace.HashSlot;
import io.tarn.route.Forwarder.Manner;
import io.tarn.route.HeldAnswers;
import io.tarn.slot.Replication;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.TestNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of another node whose writes wait for a replica, here, before they are answered. */
class ConfirmedRequestsTest extends WorkerUnderTest {

  private static final String UNCONFIRMED = "-" + HeldAnswers.UNCONFIRMED.message() + "\r\n";

  private final TestReplicas replicas = new TestReplicas();
  private final int shardOfA = TestNode.slotOf("a") / 64;
  private final int shardOfB = TestNode.slotOf("b") / 64;

  @Override
  @BeforeEach
  void open() {
    node.acknowledgements(replicas);
    Replication recorded = new Replication(node, node.slots(), () -> 1_000);
    for (int slot = 0; slot < HashSlot.COUNT; slot += 64) {
      recorded.record(slot, 64, slot / 64, replicas.sink(slot / 64));
    }
    super.open();
    client.ackLevel(AckLevel.REPLICA, AckLevel.MEMORY);
  }

  private long add(Connection connection, String... words) {
    Arguments arguments = Arguments.of(words);
    writer.one(Manner.PLAIN, connection, arguments, (int) RequestWriter.bytesOf(arguments));
    return nextId++;
  }

  private @Nullable String ask(Connection connection, String... words) {
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
    assertEquals(1, messageEntries.size());
    replicas.acknowledge(shardOfA);
    assertEquals("+OK\r\n", answers.get(first));
    assertEquals(":2\r\n", answers.get(second));
    assertEquals(2, messageEntries.size(), "one for both");
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
    assertEquals(WAITS, ask(client, "BLPOP", "a", "0"));
    assertNull(ask(client, "GET", "none"));
    assertEquals(":1\r\n", ask(other, "RPUSH", "a", "x"));
    while (!late.isEmpty()) {
      worker.later(late.remove());
    }
    assertEquals(WAITS, answers.get(100L));
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

  @Test
  void refusals_areToldAtOnce_andHoldForWhatIsBehindThem() {
    foreignSlot = TestNode.slotOf("a");
    assertEquals(NOT_OWNER, ask(client, "SET", "a", "1"));
    foreignSlot = -1;
    assertEquals(NOT_OWNER, ask(client, "SET", "a", "2"), "it would run before the first one");
    assertNull(ask(client, "SET", "b", "1"));
    hear();
    assertNull(ask(client, "SET", "a", "1"));
    replicas.acknowledgeAll();
    assertEquals("+OK\r\n", answers.get(102L));
    assertEquals("+OK\r\n", answers.get(103L));
  }

  @Test
  void refusalThatComesLate_isToldAtOnce() {
    TestNode closed = newNode();
    closed.acknowledgements(replicas);
    RequestWorker waiting =
        new RequestWorker("peer:1", closed, new RequestRunner(closed, closed.slots()), this, this);
    closed.slots().elsewhere(slot -> true, closed.keyEvents().waiting());
    long first = add(client, "SET", "a", "1");
    long second = add(client, "SET", "a", "2");
    byte[] message = writer.take();
    waiting.take(message, 0, message.length);
    closed.slots().sendOn(TestNode.slotOf("a"));
    closed.openAll();
    waiting.later(late.remove());
    assertEquals(NOT_OWNER, answers.get(first));
    assertEquals(NOT_OWNER, answers.get(second));
    assertEquals(0, replicas.watchers(), "nothing is held");
  }
}
