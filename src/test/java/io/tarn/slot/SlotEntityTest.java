// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.KeySpec;
import io.tarn.command.Reply;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SlotEntityTest {

  private static final long NOW = 1_700_000_000_000L;
  private static ActorTestKit kit;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final TestNode node =
      new TestNode(
          SlotSettings.DEFAULT,
          Command.named("break", 2)
              .keys(KeySpec.ONE)
              .runs(
                  (execution, arguments) -> {
                    throw new ArithmeticException("of this test");
                  }));
  private final EntityRunners runners = new EntityRunners(node, node.slots());
  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final TestProbe<SlotMessage.Open> region = kit.createTestProbe(SlotMessage.Open.class);
  private final Slot slot = node.slots().slot(TestNode.slotOf("a"));
  private final Housekeeper housekeeper = Housekeeper.start(node, node.slots(), clock::get);

  SlotEntityTest() {
    node.slots().attach(slot -> region.getRef().tell(new SlotMessage.Open(slot)));
  }

  @BeforeAll
  static void startKit() {
    kit =
        ActorTestKit.create(
            "slot-entity-test",
            ConfigFactory.parseString("pekko.loglevel = OFF, pekko.stdout-loglevel = OFF"));
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void stopHousekeeper() {
    housekeeper.close();
  }

  @Test
  void lifeCycle_isAsDrawn() throws IOException {
    List<SlotState> states =
        List.of(
            new SlotState.Starting(),
            new SlotState.Open(),
            new SlotState.Closing(0, 0),
            new SlotState.Stopped());
    Set<String> drawn = drawnTransitions();
    Set<String> legal = new HashSet<>();
    for (SlotState from : states) {
      for (SlotState to : states) {
        String transition = name(from) + " -> " + name(to);
        if (drawn.contains(transition)) {
          assertSame(to, from.to(to));
          legal.add(transition);
        } else {
          assertThrows(IllegalStateException.class, () -> from.to(to), transition);
        }
      }
    }
    assertEquals(4, legal.size());
    assertEquals(drawn, legal);
  }

  @Test
  void firstMessage_opensTheGateAndRunsWhatWaited() throws Exception {
    Answer first = send("set", "a", "1");
    Answer second = send("append", "a", "2");
    assertEquals(slot.number(), region.receiveMessage().slot());
    ActorRef<SlotMessage> entity = spawn();
    entity.tell(new SlotMessage.Open(slot.number()));
    assertEquals(Reply.OK, answer(first));
    assertEquals(Reply.Int.of(2), answer(second));
    assertTrue(slot.isOpen());
    assertEquals(entity, slot.entity());
    eventually(() -> assertEquals(0, node.slots().waitingCount()));
  }

  @Test
  void attend_gateTaken_keepsTheTurnOfTheFirst() throws Exception {
    ActorRef<SlotMessage> entity = open();
    assertTrue(slot.tryEnter());
    Answer set = send("set", "a", "1");
    Answer append = send("append", "a", "2");
    eventually(() -> assertFalse(slot.tryEnter(), "the entity does not want the gate"));
    assertFalse(set.reply().isDone());
    node.slots().leave(slot);
    assertEquals(Reply.OK, answer(set));
    assertEquals(Reply.Int.of(2), answer(append));
    eventually(() -> assertEquals("12", runNow("get", "a")));
    assertEquals(entity, slot.entity());
  }

  @Test
  void attend_otherSlotClosed_hasItOpenedAndWaits() throws Exception {
    ActorRef<SlotMessage> entity = open();
    Slot other = node.slots().slot(TestNode.slotOf("b"));
    Answer both = queue("mset", "a", "1", "b", "2");
    entity.tell(new SlotMessage.Attend());
    assertEquals(other.number(), region.receiveMessage().slot());
    assertFalse(both.reply().isDone());
    kit.spawn(SlotEntity.create(other.number(), node.slots(), runners, clock::get));
    assertEquals(Reply.OK, answer(both));
  }

  @Test
  void close_runsWhatWaitedThenClosesTheGate() throws Exception {
    ActorRef<SlotMessage> entity = open();
    assertTrue(slot.tryEnter());
    Answer before = send("set", "a", "1");
    entity.tell(new SlotMessage.Close());
    slot.leave();
    assertEquals(Reply.OK, answer(before));
    kit.createTestProbe().expectTerminated(entity);
    assertFalse(slot.isOpen());
    assertNull(slot.entity());

    Answer after = send("get", "a");
    assertEquals(slot.number(), region.receiveMessage().slot());
    spawn().tell(new SlotMessage.Open(slot.number()));
    assertEquals("1", text(answer(after)));
  }

  @Test
  void close_blockedByAClosedSlot_leavesTheRequestToTheNextEntity() throws Exception {
    ActorRef<SlotMessage> entity = open();
    Slot other = node.slots().slot(TestNode.slotOf("b"));
    Answer mine = queue("mset", "a", "1", "b", "2");
    entity.tell(new SlotMessage.Close());
    kit.createTestProbe().expectTerminated(entity);
    assertFalse(mine.reply().isDone());
    kit.spawn(SlotEntity.create(other.number(), node.slots(), runners, clock::get));
    spawn().tell(new SlotMessage.Open(slot.number()));
    assertEquals(Reply.OK, answer(mine));
  }

  @Test
  void failedEntity_leavesTheSlotToTheNext() throws Exception {
    ActorRef<SlotMessage> entity = open();
    runNow("set", "a", "1");
    kit.stop(entity);
    eventually(() -> assertNull(slot.entity()));
    assertTrue(slot.isOpen());
    assertEquals("1", runNow("get", "a"));
    ActorRef<SlotMessage> next = spawn();
    eventually(() -> assertEquals(next, slot.entity()));
  }

  @Test
  void brokenHandler_answersAndKeepsTheEntity() throws Exception {
    ActorRef<SlotMessage> entity = open();
    assertTrue(slot.tryEnter());
    Answer broken = send("break", "a");
    Answer next = send("set", "a", "1");
    node.slots().leave(slot);
    assertEquals(Reply.error("internal error"), answer(broken));
    assertEquals(Reply.OK, answer(next));
    assertEquals(entity, slot.entity());
  }

  @Test
  void expiry_removesKeysWhenTheirTimeHasCome() {
    open();
    for (int i = 0; i < 2 * ExpiryTimers.TURN; i++) {
      runNow("set", "{a}" + i, "v", "PXAT", Long.toString(NOW + 30));
    }
    runNow("set", "a", "stays");
    clock.set(NOW + 30 + 2 * ExpiryTimers.PASS_MILLIS);
    asTimePasses(() -> assertEquals(1, slot.keyspace().size()));
    eventually(() -> assertEquals(2 * ExpiryTimers.TURN, node.slots().expiredCount()));
  }

  @Test
  void expiry_survivesTheEntity() {
    ActorRef<SlotMessage> entity = open();
    runNow("set", "a", "v", "PXAT", Long.toString(NOW + 30));
    entity.tell(new SlotMessage.Close());
    kit.createTestProbe().expectTerminated(entity);
    clock.set(NOW + 30 + 2 * ExpiryTimers.PASS_MILLIS);
    spawn();
    asTimePasses(() -> assertEquals(0, slot.keyspace().size()));
  }

  @Test
  void expiry_manySlotsAtOnce_areRemovedWithinTheSecond() {
    int keys = 200;
    for (int i = 0; i < keys; i++) {
      int number = TestNode.slotOf("k" + i);
      if (!node.slots().slot(number).isOpen()) {
        kit.spawn(SlotEntity.create(number, node.slots(), runners, clock::get));
      }
      Slot opened = node.slots().slot(number);
      eventually(() -> assertTrue(opened.isOpen()));
    }
    for (int i = 0; i < keys; i++) {
      runNow("set", "k" + i, "v", "PXAT", Long.toString(NOW + 30));
    }
    clock.set(NOW + 30);
    assertEquals(keys, node.slots().size());
    clock.set(NOW + 1_000);
    asTimePasses(() -> assertEquals(0, node.slots().size()));
    eventually(() -> assertEquals(keys, node.slots().expiredCount()));
    for (int i = 0; i < keys; i++) {
      runNow("set", "k" + i, "v", "PXAT", Long.toString(NOW + 2_000));
    }
    clock.set(NOW + 3_000);
    asTimePasses(() -> assertEquals(0, node.slots().size()));
  }

  private ActorRef<SlotMessage> spawn() {
    return kit.spawn(SlotEntity.create(slot.number(), node.slots(), runners, clock::get));
  }

  private ActorRef<SlotMessage> open() {
    ActorRef<SlotMessage> entity = spawn();
    eventually(() -> assertTrue(slot.isOpen()));
    return entity;
  }

  private Answer send(String... words) {
    Answer answer = new Answer();
    assertFalse(runner.run(Arguments.of(words), connection(1), answer, NOW));
    return answer;
  }

  /** Puts a request into the line of the slot, without a wake-up. */
  private Answer queue(String... words) {
    Answer answer = new Answer();
    CommandPlan plan = CommandPlan.all(node.commands())[node.ordinal(words[0])];
    long deadlineNanos = System.nanoTime() + 10_000_000_000L;
    assertTrue(
        slot.line()
            .add(
                new WaitingRequest(
                    plan, Arguments.of(words), connection(1), answer, deadlineNanos, null),
                10));
    return answer;
  }

  private String runNow(String... words) {
    Answer answer = new Answer();
    runner.run(Arguments.of(words), connection(1), answer, NOW);
    Reply reply = answer.reply().orTimeout(5, TimeUnit.SECONDS).join();
    return reply instanceof Reply.Bulk ? text(reply) : reply.toString();
  }

  /* A pass that finds the slot closed or entered leaves it to the next one. */
  private void asTimePasses(Runnable assertion) {
    eventually(
        () -> {
          clock.addAndGet(ExpiryTimers.PASS_MILLIS);
          assertion.run();
        });
  }

  private static void eventually(Runnable assertion) {
    kit.createTestProbe()
        .awaitAssert(
            () -> {
              assertion.run();
              return null;
            });
  }

  private static TestConnection connection(long id) {
    return new TestConnection(id);
  }

  private static Reply answer(Answer answer) throws Exception {
    return answer.reply().get(5, TimeUnit.SECONDS);
  }

  private static String text(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String name(SlotState state) {
    return state.getClass().getSimpleName();
  }

  /** Reads the list of transitions from the documentation of the states. */
  private static Set<String> drawnTransitions() throws IOException {
    String source = Files.readString(Path.of("src/main/java/io/tarn/slot/SlotState.java"));
    Matcher matcher = Pattern.compile("<li>\\{@code (\\w+ -> \\w+)}").matcher(source);
    Set<String> drawn = new HashSet<>();
    while (matcher.find()) {
      drawn.add(matcher.group(1));
    }
    return drawn;
  }
}
