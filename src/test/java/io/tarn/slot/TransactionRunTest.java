// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.CommandTable;
import io.tarn.command.Errors;
import io.tarn.command.Flag;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.transaction.TransactionCommands;
import io.tarn.keyspace.HashSlot;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionRunTest {

  private static final long NOW = 1_700_000_000_000L;

  private final TestNode node = new TestNode(SlotSettings.DEFAULT, commands());
  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final TestConnection connection = new TestConnection(1);
  private final TestConnection other = new TestConnection(2);

  @Test
  void exec_runsWhatWasQueuedAndLeavesTheGates() {
    node.openAll();
    assertEquals(Reply.OK, run("multi"));
    assertEquals(TransactionCommands.QUEUED, run("set", "a", "1"));
    assertEquals(TransactionCommands.QUEUED, run("incr", "a"));
    assertEquals(TransactionCommands.QUEUED, run("incr", "b"));
    assertEquals(Reply.NULL, run(other, "get", "a"));
    assertEquals(
        List.of(Reply.OK, Reply.Int.of(2), Reply.Int.of(1)), ((Reply.Array) run("exec")).items());
    assertNull(connection.transaction());
    assertAllFree();
  }

  @Test
  void exec_afterAWatchedKeyChanged_runsNothing() {
    node.openAll();
    run("watch", "a", "b");
    run(other, "set", "b", "1");
    run("multi");
    run("set", "a", "1");
    assertEquals(Reply.NULL_ARRAY, run("exec"));
    assertEquals(Reply.NULL, run(other, "get", "a"));
    assertEquals(0, node.keyEvents().watches().size());
    assertTrue(node.keyEvents().isIdle());
  }

  @Test
  void exec_whenAGateIsTaken_waitsAndKeepsItsWatches() {
    node.openAll();
    run("watch", "w");
    run("multi");
    run("incr", "a");
    run("incr", "b");
    Slot taken = node.slots().slot(TestNode.slotOf("b"));
    assertTrue(taken.tryEnter());
    Answer exec = send(connection, "exec");
    taken.leave();
    assertFalse(exec.reply().isDone());
    connection.leave(node.slab());
    assertEquals(1, node.keyEvents().watches().size());
    run(other, "set", "w", "1");
    WaitingRequest waiting = taken.line().first();
    RequestRunner entity = new RequestRunner(node, node.slots(), true);
    assertEquals(RequestRunner.NOT_BUSY, entity.attempt(waiting, NOW));
    assertEquals(Reply.NULL_ARRAY, exec.reply().join());
    assertTrue(node.keyEvents().isIdle());
    assertAllFree();
  }

  @Test
  void exec_withACommandOfAllSlots_hasThemAll() {
    node.openAll();
    run(other, "set", "old", "1");
    run("multi");
    run("set", "a", "1");
    run("everything");
    run("count");
    run("set", "b", "1");
    run("count");
    assertEquals(
        List.of(Reply.OK, Reply.OK, Reply.ZERO, Reply.OK, Reply.ONE),
        ((Reply.Array) run("exec")).items());
    assertAllFree();
  }

  @Test
  void exec_withACommandOfAllSlots_waitsForAClosedOne() {
    node.openAll();
    Slot closed = node.slots().slot(77);
    assertTrue(closed.tryEnter());
    closed.close();
    run("multi");
    run("everything");
    Answer exec = send(connection, "exec");
    assertFalse(exec.reply().isDone());
    assertEquals(1, closed.line().size());
    closed.open();
    assertAllFree();
  }

  @Test
  void exec_whenAnAnswerIsAnError_runsTheOthers() {
    node.openAll();
    run("multi");
    run("set", "a", "x");
    run("incr", "a");
    run("break", "a");
    run("append", "a", "y");
    assertEquals(
        List.of(Reply.OK, Errors.NOT_AN_INTEGER, Reply.error("internal error"), Reply.Int.of(2)),
        ((Reply.Array) run("exec")).items());
  }

  @Test
  void exec_whoseAnswerNobodyWants_runsAllTheSame() {
    node.openAll();
    run("multi");
    run("incr", "a");
    run("incr", "a");
    ReplySink deaf =
        new ReplySink() {
          @Override
          public void accept(Reply reply) {}

          @Override
          public void acceptLater(Reply reply) {}
        };
    assertTrue(runner.run(Arguments.of("exec"), connection, deaf, NOW));
    assertEquals(Reply.Int.of(3), run("incr", "a"));
  }

  @Test
  void longWork_inATransaction_isDoneOnTheSpot() {
    node.openAll();
    run("multi");
    run("toil", "a");
    assertEquals(List.of(Reply.OK), ((Reply.Array) run("exec")).items());
  }

  @Test
  void exec_ofVeryManyRequests_isLeftToTheEntity() {
    node.openAll();
    run("multi");
    for (int i = 0; i <= TransactionRun.MOST_AT_ONCE; i++) {
      run("incr", "a");
    }
    Answer exec = send(connection, "exec");
    assertFalse(exec.reply().isDone());
    Slot slot = node.slots().slot(TestNode.slotOf("a"));
    RequestRunner entity = new RequestRunner(node, node.slots(), true);
    assertEquals(RequestRunner.NOT_BUSY, entity.attempt(slot.line().first(), NOW));
    assertEquals(
        TransactionRun.MOST_AT_ONCE + 1, ((Reply.Array) exec.reply().join()).items().size());
  }

  @Test
  void memory_shortWhileQueuing_spoils() {
    node.openAll();
    run("set", "a", "x".repeat(1000));
    run("multi");
    run("set", "b", "1");
    node.slab().budgetBytes(1);
    assertEquals(Errors.OUT_OF_MEMORY, run("get", "a"));
    assertEquals(TransactionCommands.aborted(Errors.OUT_OF_MEMORY), run("exec"));
    assertNull(connection.transaction());
  }

  @Test
  void transaction_longerThanItsLimit_isRefused() {
    node.openAll();
    node.parameters().initial("client-query-buffer-limit", "1mb");
    run("multi");
    assertEquals(TransactionCommands.QUEUED, run("set", "a", "x".repeat(600_000)));
    assertEquals(TransactionCommands.TOO_LONG, run("set", "a", "x".repeat(600_000)));
    assertEquals(TransactionCommands.ABORTED, run("exec"));
  }

  private static Command[] commands() {
    List<Command> all = new ArrayList<>(TransactionCommands.all());
    all.add(
        Command.named("everything", 1)
            .flags(Flag.WRITE)
            .runs(
                (execution, arguments) -> {
                  execution.environment().slots().flush();
                  return Reply.OK;
                }));
    all.add(
        Command.named("count", 1)
            .flags(Flag.READONLY)
            .runs(
                (execution, arguments) -> {
                  int count = 0;
                  for (int slot = 0; slot < HashSlot.COUNT; slot++) {
                    count += execution.environment().slots().visit(slot, space -> space.size());
                  }
                  return Reply.Int.of(count);
                }));
    all.add(
        Command.named("break", 2)
            .keys(KeySpec.ONE)
            .runs(
                (execution, arguments) -> {
                  throw new ArithmeticException("of this test");
                }));
    all.add(
        Command.named("toil", 2)
            .keys(KeySpec.ONE)
            .runs(
                (execution, arguments) -> {
                  execution.longWork(arguments, 1, Long.MAX_VALUE);
                  return Reply.OK;
                }));
    CommandTable.of(all); // names are distinct
    return all.toArray(Command[]::new);
  }

  private void assertAllFree() {
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      assertTrue(node.slots().slot(slot).tryEnter(), "slot=" + slot);
      node.slots().slot(slot).leave();
    }
  }

  private Reply run(String... words) {
    return run(connection, words);
  }

  private Reply run(TestConnection by, String... words) {
    return send(by, words).reply().join();
  }

  private Answer send(TestConnection by, String... words) {
    Answer answer = new Answer();
    boolean answered = runner.run(Arguments.of(words), by, answer, NOW);
    assertEquals(answered, answer.reply().isDone());
    return answer;
  }
}
