// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.Arguments;
import io.tarn.command.Command;
import io.tarn.command.Reply;
import io.tarn.command.hash.HashCommands;
import io.tarn.slot.TestNode.Answer;
import io.tarn.slot.TestNode.TestConnection;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fields of hashes that nobody touches go when their time has come, and their memory with them. */
class FieldExpiryTimersTest {

  private static final long NOW = 1_700_000_000_000L;

  private final AtomicLong clock = new AtomicLong(NOW);
  private final TestNode node =
      new TestNode(SlotSettings.DEFAULT, HashCommands.all().toArray(Command[]::new));
  private final SlotTable slots = node.slots();
  private final RequestRunner runner = new RequestRunner(node, slots);
  private final TestConnection connection = new TestConnection(1);
  private final Housekeeper housekeeper = new Housekeeper(node, slots, clock::get);

  @BeforeEach
  void open() {
    node.openAll();
  }

  @Test
  void turn_fieldsDue_removesThemAndEmptyHashes() {
    long before = node.slab().usedBytes();
    for (int i = 0; i < 500; i++) {
      run("HSET", "small" + i, "a", "1", "b", "2");
      run("HPEXPIRE", "small" + i, "100", "FIELDS", "1", "a");
    }
    for (int i = 0; i < 2_000; i++) {
      run("HSET", "large", "field" + i, "value" + i);
      run("HPEXPIRE", "large", "100", "FIELDS", "1", "field" + i);
    }
    workOff();
    assertEquals(501, slots.size());
    clock.addAndGet(200);
    workOff();
    assertEquals(500, slots.size());
    assertEquals(Reply.ONE, run("HLEN", "small7"));
    for (int i = 0; i < 500; i++) {
      run("HPEXPIRE", "small" + i, "100", "FIELDS", "1", "b");
    }
    clock.addAndGet(200);
    workOff();
    assertEquals(0, slots.size());
    assertEquals(before, node.slab().usedBytes());
  }

  private void workOff() {
    int turns = 0;
    while (housekeeper.turn() != Housekeeper.IDLE) {
      assertTrue(++turns < 100_000, "there is no end of it");
    }
  }

  private Reply run(String... words) {
    Answer answer = new Answer();
    assertTrue(runner.run(Arguments.of(words), connection, answer, clock.get()));
    return answer.reply().join();
  }
}
