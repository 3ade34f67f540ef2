// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Reply;
import io.tarn.keyspace.EvictionCandidates;
import io.tarn.keyspace.eviction.EvictionPolicy;
import io.tarn.keyspace.eviction.EvictionRule;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictorTest {

  private static final long NOW = 1_700_000_000_000L;
  private static final long BUDGET = 1L << 30;

  private final TestNode node = new TestNode(SlotSettings.DEFAULT);
  private final RequestRunner runner = new RequestRunner(node, node.slots());
  private final TestConnection connection = new TestConnection(1);
  private final Evictor evictor = new Evictor(node.slots(), node.slab(), new SplittableRandom(42));

  @BeforeEach
  void open() {
    node.openAll();
  }

  @Test
  void makeRoom_emptyNode_freesNothing() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    assertEquals(0, makeRoom(1));
    assertFalse(evictor.metBusyGate());
  }

  @Test
  void makeRoom_noeviction_freesNothing() {
    node.limit(EvictionPolicy.NOEVICTION, BUDGET);
    fill("k", 100);
    assertEquals(0, makeRoom(1_000_000));
    assertEquals(100, node.slots().size());
  }

  @ParameterizedTest
  @EnumSource(EvictionPolicy.class)
  void makeRoom_moreThanThereIs_removesWhatThePolicyAllows(EvictionPolicy policy) {
    node.limit(policy, BUDGET);
    fill("stays", 150);
    for (int i = 0; i < 50; i++) {
      set("goes" + i, "PX", "3600000");
    }
    makeRoom(BUDGET);
    assertEquals(policy.evicts() && !policy.volatileOnly() ? 0 : 150, stable(node, policy));
    assertEquals(node.walkedKeys(), node.slots().size());
    assertEquals(200 - node.slots().size(), node.slots().evictedCount());
  }

  private static long stable(TestNode node, EvictionPolicy policy) {
    return policy.evicts() ? node.slots().size() : node.slots().size() - 50;
  }

  @Test
  void makeRoom_some_freesAboutThat() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    fill("k", 1_000);
    long used = node.slab().usedBytes();
    long freed = makeRoom(5_000);
    assertTrue(freed >= 5_000 && freed < 6_000, "freed=" + freed);
    assertTrue(node.slab().usedBytes() <= used - 5_000);
    assertTrue(node.slots().size() > 800, "size=" + node.slots().size());
  }

  @Test
  void makeRoom_deadlinePassed_stopsSoon() {
    node.limit(EvictionPolicy.ALLKEYS_RANDOM, BUDGET);
    fill("k", 1_000);
    evictor.makeRoom(BUDGET, NOW, System.nanoTime() - 1);
    assertTrue(node.slots().size() > 900, "size=" + node.slots().size());
  }

  @Test
  void makeRoom_ttlPolicy_prefersWhatExpiresSoon() {
    node.limit(EvictionPolicy.VOLATILE_TTL, BUDGET);
    for (int i = 0; i < 400; i++) {
      set("soon" + i, "PX", "100000");
      set("late" + i, "PX", "900000000");
    }
    while (node.slots().size() > 500) {
      assertTrue(makeRoom(1) > 0);
    }
    int late = 0;
    for (int i = 0; i < 400; i++) {
      late += run("GET", "late" + i) == Reply.NULL ? 0 : 1;
    }
    assertTrue(late > 380, "of 400 that expire late so many are left: " + late);
  }

  @Test
  void makeRoom_oneSlotOnly_findsIt() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    fill("{one}", 300);
    makeRoom(BUDGET);
    assertEquals(0, node.slots().size());
  }

  @Test
  void makeRoom_gateTaken_passesItByAndSaysSo() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    fill("{one}", 10);
    Slot slot = node.slots().slot(TestNode.slotOf("{one}"));
    assertTrue(slot.tryEnter());
    assertEquals(0, makeRoom(1));
    assertTrue(evictor.metBusyGate());
    slot.leave();
    assertTrue(makeRoom(1) > 0);
    assertFalse(evictor.metBusyGate());
  }

  @Test
  void makeRoom_expiredKeys_goFirst() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    for (int i = 0; i < 20; i++) {
      set("{one}" + i, "PXAT", Long.toString(NOW + 10));
    }
    fill("{one}stays", 20);
    assertTrue(evictor.makeRoom(1, NOW + 11, System.nanoTime() + 1_000_000_000L) > 0);
    assertEquals(0, node.slots().evictedCount());
    assertTrue(node.slots().expiredCount() > 10);
  }

  @Test
  void makeRoom_flushedKeys_goFirst() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    fill("flushed", 1_000);
    node.slots().flush();
    fill("k", 100);
    makeRoom(1);
    assertEquals(100, node.slots().size());
    assertEquals(0, node.slots().evictedCount());
  }

  @Test
  void pick_isInProportionToTheKeys() {
    node.limit(EvictionPolicy.ALLKEYS_LRU, BUDGET);
    fill("{many}", 90);
    fill("{few}", 10);
    SlotPicker picker = new SlotPicker(node.slots().population(), new SplittableRandom(7));
    assertEquals(SlotPicker.NO_SLOT, picker.pick());
    picker.count(false);
    assertEquals(100, picker.total());
    assertEquals(50, picker.keysPerSlot());
    int many = 0;
    for (int i = 0; i < 10_000; i++) {
      many += picker.pick() == TestNode.slotOf("{many}") ? 1 : 0;
    }
    assertTrue(many > 8_800 && many < 9_200, "many=" + many);
    picker.count(true);
    assertEquals(SlotPicker.NO_SLOT, picker.pick());
  }

  @Test
  void newcomers_theNewestIsOnTop() {
    Newcomers newcomers = new Newcomers();
    for (int i = 0; i < 2 * Newcomers.MOST; i++) {
      newcomers.add(i, 100L + i);
    }
    for (int i = 2 * Newcomers.MOST - 1; i >= Newcomers.MOST; i--) {
      assertEquals(i, newcomers.slot());
      assertEquals(100L + i, newcomers.hash());
      newcomers.drop();
    }
    assertEquals(0, newcomers.count());
  }

  @Test
  void sampleKey_findsTheKeyOfAHash() {
    node.limit(EvictionPolicy.ALLKEYS_ADAPTIVE, BUDGET);
    fill("{one}", 30);
    Arguments key = Arguments.of("{one}7");
    EvictionCandidates found = new EvictionCandidates();
    node.slots().at(key.slot(0)).sampleKey(key.hash(0), EvictionRule.HITS, found, NOW);
    assertEquals(1, found.count());
    assertEquals(key.hash(0), found.hash(0));
    node.slots().at(key.slot(0)).sampleKey(key.hash(0) + 1, EvictionRule.HITS, found, NOW);
    assertEquals(1, found.count());
  }

  private long makeRoom(long bytes) {
    return evictor.makeRoom(bytes, NOW, System.nanoTime() + 10_000_000_000L);
  }

  private void fill(String prefix, int keys) {
    for (int i = 0; i < keys; i++) {
      run("SET", prefix + i, "some value of a length");
    }
  }

  private void set(String key, String unit, String time) {
    assertEquals(Reply.OK, run("SET", key, "some value of a length", unit, time));
  }

  private Reply run(String... words) {
    Answer answer = new Answer();
    assertTrue(runner.run(Arguments.of(words), connection, answer, NOW));
    return answer.reply().join();
  }
}
