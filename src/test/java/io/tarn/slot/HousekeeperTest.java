// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Errors;
import io.tarn.command.Reply;
import io.tarn.command.Slots.Defragmentation;
import io.tarn.command.Slots.SlotBusyException;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HousekeeperTest {

  private static final long NOW = 1_700_000_000_000L;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final TestNode node = new TestNode(SlotSettings.DEFAULT);
  private final SlotTable slots = node.slots();
  private final RequestRunner runner = new RequestRunner(node, slots);
  private final TestConnection connection = new TestConnection(1);
  private final Housekeeper housekeeper = new Housekeeper(node, slots, clock::get);

  @BeforeEach
  void open() {
    node.openAll();
  }

  @Test
  void flush_emptiesAtOnceAndFreesLater() {
    long before = node.slab().usedBytes();
    fill(2_000);
    slots.flush();
    assertEquals(0, slots.size());
    assertEquals(0, slots.expiringSize());
    assertEquals(Reply.NULL, run("GET", "k1"));
    fill(10);
    workOff();
    assertEquals(0, slots.pendingFrees());
    assertEquals(10, slots.size());
    assertEquals(10, node.walkedKeys());
    slots.flush();
    workOff();
    assertEquals(before, node.slab().usedBytes());
  }

  @Test
  void flush_gateTaken_changesNothing() {
    fill(100);
    Slot slot = slots.slot(9_999);
    assertTrue(slot.tryEnter());
    assertEquals(9_999, assertThrows(SlotBusyException.class, slots::flush).slot());
    slot.leave();
    assertEquals(100, slots.size());
  }

  @Test
  void expiry_removesWhatIsDueAndNoMore() {
    for (int i = 0; i < 100; i++) {
      run("SET", "{a}" + i, "v", "PXAT", Long.toString(NOW + 10));
    }
    run("SET", "{a}later", "v", "PXAT", Long.toString(NOW + 5_000));
    clock.set(NOW + 10);
    workOff();
    assertEquals(101, slots.size());
    clock.set(NOW + 10 + ExpiryTimers.PASS_MILLIS);
    assertEquals(Housekeeper.EXPIRY_SHARE, housekeeper.turn());
    workOff();
    assertEquals(1, slots.size());
    clock.set(NOW + 5_001 + ExpiryTimers.LATE_MILLIS);
    assertEquals(Housekeeper.LATE_SHARE, housekeeper.turn());
    assertEquals(0, slots.size());
    assertEquals(101, slots.expiredCount());
  }

  @Test
  void expiry_gateTaken_comesBackToIt() {
    run("SET", "a", "v", "PXAT", Long.toString(NOW + 10));
    Slot slot = slots.slot(TestNode.slotOf("a"));
    clock.set(NOW + 11);
    assertTrue(slot.tryEnter());
    housekeeper.turn();
    assertEquals(1, slots.size());
    slot.leave();
    clock.set(NOW + 11 + ExpiryTimers.PASS_MILLIS);
    workOff();
    assertEquals(0, slots.size());
  }

  @Test
  void expiry_stepCutShort_thereIsMoreToDo() {
    run("SET", "a", "v", "PXAT", Long.toString(NOW + 10));
    Slot slot = slots.slot(TestNode.slotOf("a"));
    assertTrue(slot.tryEnter());
    assertTrue(slots.expiryTimers().step(NOW + 11, System.nanoTime()));
    slot.leave();
    clock.set(NOW + 12);
    workOff();
    assertEquals(1, slots.size());
  }

  @Test
  void expiry_stepCutShortForLong_passesAgainAtOnce() {
    run("SET", "a", "v", "PXAT", Long.toString(NOW + 10));
    Slot slot = slots.slot(TestNode.slotOf("a"));
    assertTrue(slot.tryEnter());
    assertTrue(slots.expiryTimers().step(NOW + 11, System.nanoTime()));
    slot.leave();
    clock.set(NOW + 11 + ExpiryTimers.PASS_MILLIS);
    workOff();
    assertEquals(0, slots.size());
  }

  @Test
  void limitMemory_belowWhatIsUsed_followsTheKeysDown() {
    slots.population().policy(EvictionPolicy.ALLKEYS_LRU, true);
    fill(5_000);
    long used = node.slab().usedBytes();
    slots.limitMemory(used / 2);
    assertTrue(node.slab().budgetBytes() >= used, "lowered at once: " + node.slab().budgetBytes());
    assertEquals(Reply.OK, run("SET", "written", "meanwhile"));
    workOff();
    assertEquals(used / 2, node.slab().budgetBytes());
    assertTrue(node.slab().usedBytes() <= used / 2, "used=" + node.slab().usedBytes());
    assertTrue(slots.size() > 1_000, "size=" + slots.size());
  }

  @Test
  void limitMemory_nothingMayGo_refusesWritesAsRedisDoes() {
    slots.population().policy(EvictionPolicy.VOLATILE_LRU, true);
    fill(1_000);
    slots.limitMemory(node.slab().usedBytes() / 2);
    workOff();
    assertEquals(Errors.OUT_OF_MEMORY, run("SET", "b", "1"));
    assertEquals(1_000, slots.size());
    run("DEL", "k1");
    slots.limitMemory(0);
    assertEquals(Reply.OK, run("SET", "b", "1"));
  }

  @Test
  void charge_passesTheBudget_keysGoWithoutWrites() {
    slots.population().policy(EvictionPolicy.ALLKEYS_RANDOM, true);
    fill(2_000);
    long budget = node.slab().usedBytes() + 10_000;
    slots.limitMemory(budget);
    node.slab().charge(20_000);
    workOff();
    assertTrue(node.slab().usedBytes() + 20_000 <= budget);
    node.slab().charge(-20_000);
  }

  @Test
  void defragmentation_littleWaste_doesNotRun() {
    fill(100);
    workOff();
    assertEquals(Defragmentation.NONE, housekeeper.defragmentation());
    assertEquals(Housekeeper.IDLE, housekeeper.turn());
  }

  @Test
  void close_endsTheThread() {
    try (Housekeeper _ = Housekeeper.start(node, slots)) {
      fill(500);
      slots.flush();
      awaitFreed();
    }
    assertEquals(0, slots.pendingFrees());
  }

  private void awaitFreed() {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (slots.pendingFrees() > 0) {
      assertTrue(System.nanoTime() - deadline < 0, "not freed: " + slots.pendingFrees());
      Thread.onSpinWait();
    }
  }

  private void workOff() {
    int turns = 0;
    while (housekeeper.turn() != Housekeeper.IDLE) {
      assertTrue(++turns < 100_000, "there is no end of it");
    }
  }

  private void fill(int keys) {
    for (int i = 0; i < keys; i++) {
      assertEquals(Reply.OK, run("SET", "k" + i, "some value of a length"));
    }
  }

  private Reply run(String... words) {
    Answer answer = new Answer();
    assertTrue(runner.run(Arguments.of(words), connection, answer, clock.get()));
    return answer.reply().join();
  }
}
