// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FollowerTest {

  private static final long EPOCH = 1 << 16;

  @Test
  void idle_saysNothing() {
    try (StreamBench bench = new StreamBench(0)) {
      StreamBench.Held held = bench.node(1);
      Follower follower = new Follower(held.copy, held, StreamBench.SETTINGS);
      follower.pump(bench.now, bench.out(1));
      assertTrue(bench.letters.isEmpty());
      assertFalse(follower.isInSync());
      assertEquals(Copy.NONE, held.copy.facts());
    }
  }

  @Test
  void asking_isRepeated() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.lost = letter -> letter.from() == 0;
      Follower follower = bench.followers.get(1);
      for (int i = 0; i < 3; i++) {
        follower.pump(bench.now, bench.out(1));
        assertInstanceOf(StreamMessage.Follow.class, bench.letters.poll().message());
        follower.pump(bench.now, bench.out(1));
        assertTrue(bench.letters.isEmpty());
        bench.now += StreamBench.SETTINGS.resendNanos();
      }
    }
  }

  @Test
  void lowerEpoch_isAnsweredWithFenced() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.node(1).copy.promise(9 * EPOCH);
      long end = bench.write("refused");
      bench.settle();
      assertTrue(bench.leader.isFenced());
      assertEquals(9 * EPOCH, bench.leader.fencedBy());
      assertTrue(bench.node(1).copy.facts().position() < end);
      assertFalse(bench.followers.get(1).follow(0, EPOCH, bench.now));
      bench.followers.get(1).pump(bench.now, bench.out(1));
      assertInstanceOf(StreamMessage.Fenced.class, bench.letters.peekLast().message());
    }
  }

  @Test
  void promote_dropsTheBegunUnit_andOthersResumeFromTheTail() {
    try (StreamBench bench = new StreamBench(2)) {
      bench.settle();
      bench.write("both have it");
      bench.settle();
      bench.lost = letter -> letter.to() == 2;
      bench.write("only node 1 has it");
      bench.settle();
      bench.lost =
          letter ->
              letter.to() == 2
                  || (letter.message() instanceof StreamMessage.Data d && d.position() % 3 == 0);
      bench.write("x".repeat(500));
      bench.leader.pump(bench.now, bench.out(0));
      while (!bench.letters.isEmpty()) {
        bench.deliver(bench.letters.poll());
      }
      bench.lost = letter -> false;
      ShardCopy copy = bench.followers.remove(1).stop();
      assertEquals(2, bench.node(1).units.size());
      StreamBench.Held promoted = bench.node(1);
      Leader next =
          Leader.adopt(
              copy, Promotion.nextEpoch(EPOCH, 1), promoted, StreamBench.SETTINGS, bench.now);
      bench.leader.stop();
      bench.held.put(0, promoted);
      bench.leader = next;
      bench.followers.get(2).follow(0, next.epoch(), bench.now);
      bench.write("in the next epoch");
      bench.settle();
      assertEquals(3, promoted.units.size());
      assertEquals(promoted.units, bench.node(2).units);
      assertEquals(1, bench.node(2).resets, "resumed from the tail that the promoted one kept");
      assertEquals(next.epoch(), bench.node(2).copy.facts().epoch());
    }
  }

  @Test
  void demote_followsWithoutCheckpoint() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.write("one");
      bench.settle();
      assertTrue(bench.leader.everybodyHas(bench.node(0).copy.log().end()));
      StreamBench.Held old = bench.node(0);
      ShardCopy stopped = bench.leader.stop();
      StreamBench.Held promoted = bench.node(1);
      ShardCopy adopted = bench.followers.remove(1).stop();
      bench.leader = Leader.adopt(adopted, 2 * EPOCH, promoted, StreamBench.SETTINGS, bench.now);
      bench.held.put(0, promoted);
      bench.held.put(5, old);
      Follower follower = new Follower(stopped, old, StreamBench.SETTINGS);
      bench.followers.put(5, follower);
      follower.follow(0, 2 * EPOCH, bench.now);
      bench.write("two");
      bench.settle();
      assertEquals(promoted.units, old.units);
      assertEquals(0, old.resets);
      assertTrue(follower.isInSync());
    }
  }

  @Test
  void refusedUnit_needsACheckpoint() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.node(1).refuse = true;
      bench.write("refused");
      bench.settle();
      assertFalse(bench.node(1).copy.facts().complete());
      assertEquals(0, bench.leader.inSync());
      bench.node(1).refuse = false;
      bench.pass(600);
      assertEquals(1, bench.leader.inSync());
      assertEquals(2, bench.node(1).resets);
      assertEquals(bench.node(0).units, bench.node(1).units);
    }
  }

  @Test
  void doubledAndReversedLetters_changeNothing() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      for (int round = 0; round < 50; round++) {
        for (int i = 0; i < round % 7; i++) {
          bench.write("round " + round + " unit " + i);
        }
        bench.now += 20 * StreamBench.MILLI;
        bench.leader.pump(bench.now, bench.out(0));
        while (!bench.letters.isEmpty()) {
          StreamBench.Letter letter =
              round % 2 == 0 ? bench.letters.pollLast() : bench.letters.pollFirst();
          bench.deliver(letter);
          bench.deliver(letter);
          bench.followers.get(1).pump(bench.now, bench.out(1));
        }
      }
      bench.pass(400);
      assertEquals(bench.node(0).units, bench.node(1).units);
      assertEquals(1, bench.node(1).resets);
    }
  }

  @Test
  void silentLeader_isAskedAgain() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      Follower follower = bench.followers.get(1);
      assertTrue(follower.isInSync());
      bench.now += 600 * StreamBench.MILLI;
      assertTrue(follower.silentNanos(bench.now) > 500 * StreamBench.MILLI);
      follower.pump(bench.now, bench.out(1));
      assertFalse(follower.isInSync());
      assertInstanceOf(StreamMessage.Follow.class, bench.letters.poll().message());
    }
  }

  @Test
  void tail_isBounded() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      for (int i = 0; i < 500; i++) {
        bench.write("unit number " + i);
        bench.settle();
      }
      ShardLog log = bench.node(1).copy.log();
      assertTrue(log.end() - log.start() <= StreamBench.SETTINGS.tailBytes());
      ShardLog led = bench.node(0).copy.log();
      bench.pass(2_000);
      assertTrue(led.end() - led.start() <= StreamBench.SETTINGS.tailBytes());
    }
  }
}
