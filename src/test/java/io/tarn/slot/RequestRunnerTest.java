// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Errors;
import io.tarn.command.Flag;
import io.tarn.command.Handler;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.command.Slots;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.metric.CommandCounters.Total;
import io.tarn.slab.OutOfBudgetException;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestRunnerTest {

  private static final long NOW = 1_700_000_000_000L;

  private final List<String> seen = new ArrayList<>();
  private Handler probe = (execution, arguments) -> Reply.OK;

  private final TestNode node =
      new TestNode(
          new SlotSettings(1_000, 2, 3),
          Command.named("probe", -2)
              .keys(KeySpec.ALL)
              .runs((execution, arguments) -> probe.run(execution, arguments)),
          Command.named("hello", -1).flags(Flag.NO_AUTH, Flag.FAST).runs((e, a) -> Reply.OK),
          Command.named("everything", 1)
              .runs(
                  (execution, arguments) -> {
                    execution.environment().slots().flush();
                    return Reply.OK;
                  }),
          Command.named("box", -2)
              .subcommands(
                  List.of(Command.named("box|open", 2).runs((e, a) -> new Reply.Simple("opened"))))
              .runs((e, a) -> Reply.OK));

  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final TestConnection connection = new TestConnection(1);

  @Test
  void run_oneKey_answersAndLeavesTheGate() {
    openAll();
    assertEquals(Reply.OK, run("SET", "a", "1"));
    assertEquals("1", text(run("get", "a")));
    assertTrue(isFree("a"));
    assertEquals("get", connection.lastCommand());
    assertEquals(NOW, connection.lastUsedMillis());
    assertEquals(1, node.counters().calls(node.ordinal("get")));
  }

  @Test
  void run_manyKeys_entersEachSlotOnceAndLeavesAll() {
    openAll();
    assertEquals(Reply.OK, run("MSET", "b", "2", "a", "1", "{a}x", "3", "c", "4"));
    Reply reply = run("MGET", "c", "{a}x", "a", "b", "a");
    assertEquals(
        List.of("4", "3", "1", "2", "1"),
        ((Reply.Array) reply).items().stream().map(RequestRunnerTest::text).toList());
    for (String key : List.of("a", "b", "c")) {
      assertTrue(isFree(key), key);
    }
  }

  @Test
  void run_unknown_answersErrors() {
    assertEquals(Errors.unknownCommand(Arguments.of("nosuch", "x")), run("nosuch", "x"));
    assertEquals(Errors.unknownSubcommand(Arguments.of("box", "shut")), run("box", "shut"));
    assertEquals(new Reply.Simple("opened"), run("BOX", "OPEN"));
    assertEquals(Errors.wrongArity("box|open"), run("box", "open", "wide"));
    assertEquals(Errors.wrongArity("get"), run("get"));
    assertEquals(1, node.counters().rejected(node.ordinal("get")));
    assertEquals(4, node.counters().total(Total.ERROR_REPLIES));
  }

  @Test
  void run_beforeThePassword_allowsOnlyWhatNeedsNone() {
    connection.authenticated(false);
    assertEquals(Errors.AUTHENTICATION_REQUIRED, run("get", "a"));
    assertEquals(Errors.wrongArity("get"), run("get"));
    assertEquals(Reply.OK, run("hello"));
  }

  @Test
  void run_memoryShort_refusesWritesOnly() {
    openAll();
    assertEquals(Reply.OK, run("set", "a", "x".repeat(1000)));
    node.slab().budgetBytes(1);
    assertEquals(Errors.OUT_OF_MEMORY, run("set", "b", "1"));
    assertEquals(1000, text(run("get", "a")).length());
    node.slab().budgetBytes(0);
    assertEquals(Reply.OK, run("set", "b", "1"));
  }

  @Test
  void run_slabRefuses_evictsOutsideOfTheGatesAndRunsAgain() {
    openAll();
    for (int i = 0; i < 100; i++) {
      run("set", "{a}" + i, "some value");
    }
    node.limit(EvictionPolicy.ALLKEYS_LRU, 1L << 30);
    int[] runs = {0};
    probe =
        (execution, arguments) -> {
          if (++runs[0] < 3) {
            throw new OutOfBudgetException(1 << 29, 0, 0);
          }
          return Reply.ONE;
        };
    assertEquals(Reply.ONE, run("probe", "{a}", "b"));
    assertEquals(3, runs[0]);
    assertTrue(node.slots().evictedCount() > 0);
    assertTrue(isFree("{a}"));
    assertTrue(isFree("b"));
    assertEquals(1, node.counters().calls(node.ordinal("probe")));
  }

  @Test
  void run_slabRefusesForEver_givesUp() {
    openAll();
    run("set", "a", "1");
    node.limit(EvictionPolicy.ALLKEYS_LRU, 1L << 30);
    int[] runs = {0};
    probe =
        (execution, arguments) -> {
          runs[0]++;
          throw new OutOfBudgetException(1, 0, 0);
        };
    assertEquals(Errors.OUT_OF_MEMORY, run("probe", "a"));
    assertTrue(runs[0] <= RequestRoom.MOST_TURNS + 2, "runs=" + runs[0]);
    assertEquals(1, node.counters().failed(node.ordinal("probe")));
    probe =
        (execution, arguments) -> {
          throw new OutOfBudgetException(1L << 31, 0, 0);
        };
    run("set", "a", "1");
    assertEquals(Errors.OUT_OF_MEMORY, run("probe", "a"));
    assertEquals(Reply.OK, run("set", "b", "1"));
  }

  @Test
  void run_atTheBudget_writesGoOn() {
    openAll();
    node.limit(EvictionPolicy.ALLKEYS_LRU, 400_000);
    for (int i = 0; i < 3_000; i++) {
      assertEquals(Reply.OK, run("set", "k" + i, "v".repeat(i % 500)));
      assertTrue(node.slab().usedBytes() <= 400_000, "i=" + i);
    }
    assertTrue(node.slots().evictedCount() > 500);
    assertEquals(Reply.OK, run("mset", "a", "v".repeat(50_000), "b", "v".repeat(50_000)));
    assertEquals(Errors.OUT_OF_MEMORY, run("set", "a", "v".repeat(500_000)));
    assertTrue(node.slots().size() > 100, "evicted for what can never fit");
  }

  @Test
  void makeRoom_evictsUntilItFits() {
    openAll();
    assertTrue(runner.makeRoom(1L << 40));
    node.limit(EvictionPolicy.NOEVICTION, 400_000);
    assertFalse(runner.makeRoom(500_000));
    while (run("set", "k" + node.slots().size(), "v".repeat(1_000)) == Reply.OK) {}
    assertFalse(runner.makeRoom(100_000));
    node.limit(EvictionPolicy.ALLKEYS_RANDOM, 400_000);
    assertTrue(runner.makeRoom(100_000));
    assertTrue(node.slab().usedBytes() <= 300_000);
    assertFalse(runner.makeRoom(500_000));
  }

  @Test
  void run_msetnxRefusedInTheMiddle_leavesNoKey() {
    openAll();
    node.limit(EvictionPolicy.NOEVICTION, 300_000);
    while (run("set", "k" + node.slots().size(), "v".repeat(3_000)) == Reply.OK) {}
    assertEquals(
        Errors.OUT_OF_MEMORY, run("msetnx", "a", "v".repeat(9_000), "b", "v".repeat(9_000)));
    assertEquals(Reply.NULL, run("get", "a"));
  }

  @Test
  void run_handlerFails_answersAndLeavesTheGates() {
    openAll();
    probe =
        (execution, arguments) -> {
          throw new OutOfBudgetException(1, 2, 3);
        };
    assertEquals(Errors.OUT_OF_MEMORY, run("probe", "a", "b"));
    probe =
        (execution, arguments) -> {
          throw new ArithmeticException("of this test");
        };
    assertEquals(Reply.error("internal error"), run("probe", "a", "b"));
    assertTrue(isFree("a"));
    assertTrue(isFree("b"));
    assertEquals(2, node.counters().failed(node.ordinal("probe")));
  }

  @Test
  void run_sinkFails_leavesTheGate() {
    openAll();
    ReplySink broken =
        new ReplySink() {
          @Override
          public void accept(Reply reply) {
            throw new IllegalStateException("of this test");
          }

          @Override
          public void acceptLater(Reply reply) {}
        };
    assertThrows(
        IllegalStateException.class,
        () -> runner.run(Arguments.of("get", "a"), connection, broken, NOW));
    assertTrue(isFree("a"));
  }

  @Test
  void run_answersInsideTheGates() {
    openAll();
    Slot slot = node.slots().slot(TestNode.slotOf("a"));
    ReplySink looking =
        new ReplySink() {
          @Override
          public void accept(Reply reply) {
            seen.add(slot.tryEnter() ? "free" : "held");
          }

          @Override
          public void acceptLater(Reply reply) {}
        };
    assertTrue(runner.run(Arguments.of("get", "a"), connection, looking, NOW));
    assertEquals(List.of("held"), seen);
  }

  @Test
  void run_gateClosedOrTaken_waitsInItsLine() {
    Answer first = new Answer();
    assertFalse(runner.run(Arguments.of("set", "a", "1"), connection, first, NOW));
    assertEquals(1, node.slots().waitingCount());
    assertFalse(first.reply().isDone());
    openAll();
    Slot slot = node.slots().slot(TestNode.slotOf("a"));
    assertTrue(slot.tryEnter());
    Answer second = new Answer();
    assertFalse(runner.run(Arguments.of("mset", "b", "1", "a", "2"), connection, second, NOW));
    assertEquals(2, slot.line().size());
    assertTrue(isFree("b"));
    slot.leave();
  }

  @Test
  void run_visitMeetsTakenGate_waitsAndLeavesAll() {
    openAll();
    Slot slot = node.slots().slot(77);
    assertTrue(slot.tryEnter());
    assertFalse(runner.run(Arguments.of("everything"), connection, new Answer(), NOW));
    assertEquals(1, slot.line().size());
    slot.leave();
    assertEquals(Reply.OK, run("everything"));
    assertEquals(HashSlot.COUNT, node.slots().openCount());
    assertThrows(
        Slots.SlotBusyException.class,
        () -> node.slots().visit(5, keyspace -> node.slots().visit(5, again -> "entered twice")));
  }

  @Test
  void run_tooManyWait_refusesAndKeepsTheOthers() {
    wait("{a}1");
    wait("{a}2");
    assertEquals(
        "TRYAGAIN Too many requests wait for slot " + TestNode.slotOf("a"),
        ((Reply.Failure) run("get", "a")).message());
    wait("b");
    assertEquals(
        "TRYAGAIN Too many requests wait on this node",
        ((Reply.Failure) run("get", "c")).message());
    assertEquals(3, node.slots().waitingCount());
  }

  @Test
  void sweep_requestTooOld_answersItOnce() {
    Answer old = wait("a");
    node.slots().sweep(System.nanoTime());
    assertFalse(old.reply().isDone());
    node.slots().sweep(System.nanoTime() + 2_000_000_000L);
    assertEquals(
        "TRYAGAIN Slot " + TestNode.slotOf("a") + " was not available for 1000 ms",
        ((Reply.Failure) old.reply().join()).message());
    node.slots().sweep(System.nanoTime() + 2_000_000_000L);
    assertEquals(0, node.slots().waitingCount());
  }

  @Test
  void stop_answersAllThatWaitAndWhoeverComes() {
    Answer waiting = wait("a");
    node.slots().stop();
    Reply leaving = new Reply.Failure("CLUSTERDOWN This node is leaving");
    assertEquals(leaving, waiting.reply().join());
    assertEquals(leaving, run("get", "a"));
    assertEquals(0, node.slots().waitingCount());
  }

  @Test
  void run_expiry_setsTheTimerOfTheSlot() {
    openAll();
    int number = TestNode.slotOf("a");
    run("set", "a", "1", "PXAT", Long.toString(NOW + 5_000));
    assertEquals(NOW + 5_000, node.slots().population().nextExpiryMillis(number));
    run("set", "{a}b", "1", "PXAT", Long.toString(NOW + 3_000));
    assertEquals(NOW + 3_000, node.slots().population().nextExpiryMillis(number));
    run("set", "{a}b", "2");
    run("set", "a", "2");
    assertEquals(Long.MAX_VALUE, node.slots().population().nextExpiryMillis(number));
  }

  @Test
  void run_shortCommands_areSampledAndScaled() {
    openAll();
    int calls = 64 * CallRecords.SAMPLE;
    for (int i = 0; i < calls; i++) {
      run("get", "a");
    }
    assertEquals(calls, node.counters().calls(node.ordinal("get")));
    assertTrue(node.counters().nanos(node.ordinal("get")) > 0);
    assertEquals(0, node.counters().nanos(node.ordinal("get")) % CallRecords.SAMPLE);
  }

  private Answer wait(String key) {
    Answer answer = new Answer();
    assertFalse(runner.run(Arguments.of("get", key), connection, answer, NOW));
    return answer;
  }

  private Reply run(String... words) {
    Answer answer = new Answer();
    assertTrue(runner.run(Arguments.of(words), connection, answer, NOW));
    return answer.reply().join();
  }

  private boolean isFree(String key) {
    Slot slot = node.slots().slot(TestNode.slotOf(key));
    boolean free = slot.tryEnter();
    if (free) {
      slot.leave();
    }
    return free;
  }

  private void openAll() {
    node.openAll();
  }

  private static String text(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
