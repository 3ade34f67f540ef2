// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.command.Arguments;
import io.tarn.command.CommandTable;
import io.tarn.command.ReplyNotation;
import io.tarn.command.transaction.Transaction;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots that lack replicas refuse writes: at once, and when their turn comes after a wait. */
class LeastReplicasTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final String REFUSED = "-NOREPLICAS Not enough good replicas to write.";
  private static final String ABORTED =
      "-EXECABORT Transaction discarded because of: NOREPLICAS Not enough good replicas to write.";

  private final TestNode node = new TestNode(1, SlotSettings.DEFAULT, CommandTable.standard());
  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final RequestRunner entity = new RequestRunner(node, node.slots(), true);
  private final TestConnection connection = new TestConnection(1);

  @BeforeEach
  void refuseB() {
    node.openAll();
    node.slots().fence().refuseWrites(slot -> slot == TestNode.slotOf("b"));
  }

  private String run(String... words) {
    Answer answer = new Answer();
    runner.run(Arguments.of(words), connection, answer, NOW);
    return ReplyNotation.of(answer.reply().join());
  }

  private String runAfterWait(@Nullable Transaction transaction, String... words) {
    Answer answer = new Answer();
    Arguments arguments = Arguments.of(words);
    CommandPlan plan = CommandPlan.all(node.commands())[node.commands().find(arguments).ordinal()];
    WaitingRequest request =
        new WaitingRequest(plan, arguments, connection, answer, Long.MAX_VALUE, transaction);
    assertEquals(RequestRunner.NOT_BUSY, entity.attempt(request, NOW));
    return ReplyNotation.of(answer.reply().join());
  }

  private Transaction queued(String... words) {
    run("MULTI");
    run(words);
    Transaction transaction = connection.transaction();
    connection.transaction(null);
    return transaction;
  }

  @Test
  void writes_areRefused_readsAndOthersAreNot() {
    assertEquals("+OK", run("SET", "a", "1"));
    assertEquals(REFUSED, run("SET", "b", "1"));
    assertEquals(REFUSED, run("MSET", "a", "2", "b", "1"));
    assertEquals("[\"1\" null]", run("MGET", "a", "b"));
    run("MULTI");
    assertEquals("+QUEUED", run("SET", "b", "1"));
    assertEquals(ABORTED, run("EXEC"));
  }

  @Test
  void whatHasWaited_isAskedAgain() {
    assertEquals("+OK", runAfterWait(null, "SET", "a", "1"));
    assertEquals(REFUSED, runAfterWait(null, "SET", "b", "1"));
    assertEquals(REFUSED, runAfterWait(null, "DEL", "a", "b"));
    assertEquals("\"1\"", runAfterWait(null, "GET", "a"));
    assertEquals(ABORTED, runAfterWait(queued("SET", "b", "1"), "EXEC"));
    assertEquals("[\"1\"]", runAfterWait(queued("GET", "a"), "EXEC"));
    assertEquals(0, node.slots().at(TestNode.slotOf("b")).size());
  }

  @Test
  void nothingIsRefusedAnyMore() {
    node.slots().fence().refuseWrites(null);
    assertEquals("+OK", run("SET", "b", "1"));
    assertEquals("+OK", runAfterWait(null, "SET", "b", "2"));
  }
}
