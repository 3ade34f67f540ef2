// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.command.blocking.WaitingClients;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaiterServiceTest {

  private static final long NOW = 1_700_000_000_000L;

  private final TestNode node =
      new TestNode(
          SlotSettings.DEFAULT,
          WaitingCommands.TAKE,
          WaitingCommands.CARRY,
          transaction("multi"),
          transaction("exec"));
  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final WaitingClients waiting = node.keyEvents().waiting();
  private int connections;

  WaiterServiceTest() {
    node.openAll();
  }

  @AfterEach
  void stop() {
    waiting.stop();
  }

  @Test
  void take_presentKey_answersAtOnce() {
    run("set", "a", "1");
    assertEquals("1", text(send("take", "a", "0")));
    assertEquals(Reply.NULL, run("get", "a"));
    assertNobodyWaits();
  }

  @Test
  void take_absentKey_waitsUntilItIsSet() {
    Answer taker = send("take", "a", "0");
    assertFalse(taker.reply().isDone());
    assertEquals(1, waiting.count());
    assertEquals(Reply.OK, run("set", "a", "1"));
    assertEquals("1", text(taker));
    assertEquals(Reply.NULL, run("get", "a"));
    assertNobodyWaits();
  }

  @Test
  void waiters_areServedInTheOrderOfTheirArrival() {
    Answer first = send("take", "a", "0");
    Answer second = send("take", "a", "0");
    run("set", "a", "1");
    assertEquals("1", text(first));
    assertFalse(second.reply().isDone());
    run("set", "a", "2");
    assertEquals("2", text(second));
    assertNobodyWaits();
  }

  @Test
  void waiterForSeveralKeys_isServedOnceAndLeavesAllLines() {
    Answer taker = send("take", "a", "b", "a", "c", "0");
    assertEquals(3, waiting.keys());
    run("set", "b", "1");
    assertEquals("1", text(taker));
    run("set", "a", "2");
    assertEquals("2", text(send("take", "a", "0")));
    assertNobodyWaits();
  }

  @Test
  void time_whenOver_answersNull() throws Exception {
    Answer taker = send("take", "a", "b", "20");
    assertEquals(Reply.NULL_ARRAY, taker.reply().get(10, TimeUnit.SECONDS));
    assertNobodyWaits();
  }

  @Test
  void connection_thatLeaves_isNotServed() {
    TestConnection gone = new TestConnection(99);
    Answer taker = send(gone, "take", "a", "0");
    Answer next = send("take", "a", "0");
    gone.leave(node.slab());
    run("set", "a", "1");
    assertEquals("1", text(next));
    assertFalse(taker.reply().isDone());
    assertNobodyWaits();
  }

  @Test
  void connection_thatHasLeft_doesNotWait() {
    TestConnection gone = new TestConnection(99);
    gone.leave(node.slab());
    send(gone, "take", "a", "b", "0");
    assertNobodyWaits();
  }

  @Test
  void unblock_answersWithErrorOrAsAfterItsTime() {
    TestConnection one = new TestConnection(98);
    TestConnection other = new TestConnection(99);
    Answer first = send(one, "take", "a", "0");
    Answer second = send(other, "take", "a", "0");
    assertTrue(one.waiter().unblock());
    assertTrue(other.waiter().timeOut());
    assertEquals(
        new Reply.Failure("UNBLOCKED client unblocked via CLIENT UNBLOCK"), first.reply().join());
    assertEquals(Reply.NULL_ARRAY, second.reply().join());
    assertNobodyWaits();
  }

  @Test
  void mset_ofAKeyWaitedFor_serves() {
    Answer taker = send("take", "a", "0");
    run("mset", "b", "1", "a", "2");
    assertEquals("2", text(taker));
    assertNobodyWaits();
  }

  @Test
  void carry_whoseTargetIsWaitedFor_servesTheChain() {
    Answer last = send("take", "c", "0");
    Answer second = send("carry", "b", "c", "0");
    Answer first = send("carry", "a", "b", "0");
    run("set", "a", "1");
    assertEquals("1", text(first));
    assertEquals("1", text(second));
    assertEquals("1", text(last));
    assertEquals(0, node.slots().size());
    assertNobodyWaits();
  }

  @Test
  void carry_whoseTargetIsTaken_isServedByTheEntityOfThatSlot() {
    Answer carrier = send("carry", "a", "b", "0");
    Answer behind = send("take", "a", "0");
    Slot target = node.slots().slot(TestNode.slotOf("b"));
    assertTrue(target.tryEnter());
    run("set", "a", "1");
    target.leave();
    assertFalse(carrier.reply().isDone());
    assertFalse(behind.reply().isDone());
    assertEquals(1, node.slots().waitingCount());
    RequestRunner entity = new RequestRunner(node, node.slots(), true);
    WaitingRequest errand = target.line().first();
    assertEquals(RequestRunner.NOT_BUSY, entity.attempt(errand, NOW));
    node.slots().finish(target.line(), errand);
    assertEquals("1", text(carrier));
    assertFalse(behind.reply().isDone());
    assertEquals(1, waiting.count());
  }

  @Test
  void carry_whoseErrandIsRefused_getsTheError() {
    Answer carrier = send("carry", "a", "b", "0");
    Slot target = node.slots().slot(TestNode.slotOf("b"));
    assertTrue(target.tryEnter());
    node.slots().stop();
    run("set", "a", "1");
    target.leave();
    assertEquals(new Reply.Failure("CLUSTERDOWN This node is leaving"), carrier.reply().join());
    assertNobodyWaits();
  }

  @Test
  void transaction_servesWhenItHasRunAndDoesNotWaitItself() {
    Answer taker = send("take", "a", "0");
    TestConnection other = new TestConnection(50);
    send(other, "multi");
    for (String[] words :
        new String[][] {
          {"take", "a", "0"}, {"set", "a", "1"}, {"append", "a", "2"}, {"take", "none", "0"}
        }) {
      assertEquals(TransactionCommands.QUEUED, send(other, words).reply().join());
    }
    Reply.Array answers = (Reply.Array) send(other, "exec").reply().join();
    assertEquals(Reply.NULL, answers.items().get(0));
    assertEquals(Reply.NULL, answers.items().get(3));
    assertEquals("12", text(taker));
    assertNobodyWaits();
  }

  @Test
  void node_thatStops_endsAllWaiting() {
    Answer taker = send("take", "a", "0");
    waiting.stop();
    Reply.Failure leaving = new Reply.Failure("CLUSTERDOWN This node is leaving");
    assertEquals(leaving, taker.reply().join());
    assertEquals(leaving, send("take", "a", "10000").reply().join());
    assertNobodyWaits();
  }

  private static io.tarn.command.Command transaction(String name) {
    return TransactionCommands.all().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void assertNobodyWaits() {
    assertEquals(0, waiting.count());
    assertEquals(0, waiting.keys());
    assertTrue(node.keyEvents().isIdle());
  }

  private Reply run(String... words) {
    return send(words).reply().join();
  }

  private Answer send(String... words) {
    return send(new TestConnection(++connections), words);
  }

  private Answer send(TestConnection connection, String... words) {
    Answer answer = new Answer();
    boolean answered = runner.run(Arguments.of(words), connection, answer, NOW);
    assertTrue(!answered || answer.reply().isDone());
    return answer;
  }

  private static String text(Answer answer) {
    return new String(((Reply.Bulk) answer.reply().join()).bytes(), StandardCharsets.UTF_8);
  }
}
