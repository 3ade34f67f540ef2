// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeaderTest {

  private static final long EPOCH = 1 << 16;

  private static StreamMessage.Follow follow(long session, Copy copy) {
    return new StreamMessage.Follow(7, EPOCH, session, copy, 0);
  }

  @Test
  void followers_getEverything_andAreCounted() {
    try (StreamBench bench = new StreamBench(2)) {
      bench.write("before");
      bench.settle();
      long end = bench.write("after");
      assertEquals(-1, bench.leader.acknowledgedBy(3));
      assertTrue(bench.leader.acknowledgedBy(1) < end);
      bench.settle();
      assertEquals(bench.node(0).units, bench.node(1).units);
      assertEquals(bench.node(0).units, bench.node(2).units);
      assertEquals(end, bench.leader.acknowledgedBy(2));
      assertEquals(end, bench.leader.acknowledgedBy(0));
      assertTrue(bench.leader.everybodyHas(end));
      assertFalse(bench.leader.everybodyHas(end + 1));
      assertEquals(2, bench.leader.inSync());
      assertEquals(1, bench.node(0).walks, "one walk for both");
    }
  }

  @Test
  void withoutFollowers_nothingIsRetained() {
    try (StreamBench bench = new StreamBench(0)) {
      for (int i = 0; i < 100; i++) {
        bench.write("some unit");
        bench.settle();
      }
      assertFalse(bench.node(0).copy.log().isRead());
      assertEquals(0, bench.memory.usedBytes());
      assertEquals(0, bench.leader.inSync());
      assertFalse(bench.leader.everybodyHas(0));
    }
  }

  @Test
  void follower_forgotten_endsReading() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      assertTrue(bench.node(0).copy.log().isRead());
      bench.followers.clear();
      bench.pass(12_000);
      assertFalse(bench.node(0).copy.log().isRead());
      assertEquals(0, bench.leader.followers(bench.now).size());
    }
  }

  @Test
  void lostFrames_areSentAgain() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.lost = letter -> letter.message() instanceof StreamMessage.Data d && d.length() > 0;
      for (int i = 0; i < 20; i++) {
        bench.write("unit " + i);
      }
      bench.settle();
      assertTrue(bench.node(1).units.isEmpty());
      assertTrue(bench.leader.followers(bench.now).getFirst().lagBytes() > 0);
      bench.lost = letter -> false;
      bench.pass(400);
      assertEquals(bench.node(0).units, bench.node(1).units);
      assertEquals(1, bench.node(1).resets);
      assertEquals(0, bench.leader.followers(bench.now).getFirst().lagMillis());
    }
  }

  @Test
  void linkLost_resumesWithoutCheckpoint() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.write("one");
      bench.settle();
      bench.leader.lost(1);
      assertEquals(-1, bench.leader.acknowledgedBy(1));
      for (int i = 0; i < 50; i++) {
        bench.write("missed " + i);
        bench.leader.pump(bench.now, bench.out(0));
      }
      assertTrue(bench.letters.isEmpty(), "nothing is sent to one that is lost");
      bench.followers.get(1).lost(0, bench.now);
      bench.settle();
      assertEquals(bench.node(0).units, bench.node(1).units);
      assertEquals(1, bench.node(1).resets);
    }
  }

  @Test
  void notRetained_getsACheckpoint_laterEachTime() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      long[] checkpointsAfter = new long[8];
      for (int i = 0; i < checkpointsAfter.length; i++) {
        long began = bench.now;
        int resets = bench.node(1).resets;
        bench.node(0).copy.log().read(false);
        bench.node(0).copy.log().read(true);
        while (bench.node(1).resets == resets) {
          bench.pass(50);
          assertTrue(bench.now - began < 10_000 * StreamBench.MILLI, "no checkpoint");
        }
        checkpointsAfter[i] = (bench.now - began) / StreamBench.MILLI;
        bench.settle();
        assertEquals(1, bench.leader.inSync());
      }
      assertTrue(checkpointsAfter[7] >= 1_000, "after ms=" + checkpointsAfter[7]);
      assertTrue(checkpointsAfter[7] <= 1_800, "after ms=" + checkpointsAfter[7]);
    }
  }

  @Test
  void walk_waitsForTheSlowest() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.node(0).pieces = 1_000;
      bench.lost =
          letter -> letter.message() instanceof StreamMessage.Acknowledge a && a.received() > 300;
      bench.settle();
      long retained = bench.node(0).copy.log().end() - bench.node(0).copy.log().start();
      assertTrue(retained < 300 + 2 * StreamBench.SETTINGS.windowBytes(), "retained=" + retained);
      bench.lost = letter -> false;
      bench.pass(1_000);
      assertEquals(1, bench.leader.inSync());
      assertEquals(1, bench.node(1).completed);
    }
  }

  @Test
  void walk_interrupted_goesOnWhereItWas() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.node(0).pieces = 1_000;
      bench.lost =
          letter -> letter.message() instanceof StreamMessage.Acknowledge a && a.received() > 300;
      bench.settle();
      bench.lost = letter -> false;
      bench.leader.lost(1);
      bench.followers.get(1).lost(0, bench.now);
      bench.pass(500);
      assertEquals(1, bench.leader.inSync());
      assertEquals(1, bench.node(1).resets, "no second checkpoint");
      assertEquals(1, bench.node(0).walks);
    }
  }

  @Test
  void latecomer_getsTheNextWalk() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.node(0).pieces = 1_000;
      bench.lost =
          letter -> letter.message() instanceof StreamMessage.Acknowledge a && a.received() > 300;
      bench.settle();
      bench.follower(2);
      bench.settle();
      assertEquals(1, bench.node(0).walks);
      bench.lost = letter -> false;
      bench.pass(1_000);
      assertEquals(2, bench.node(0).walks);
      assertEquals(2, bench.leader.inSync());
    }
  }

  @Test
  void higherEpoch_anywhere_fences() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      long end = bench.write("unit");
      bench.leader.receive(1, new StreamMessage.Fenced(7, EPOCH), bench.now);
      assertFalse(bench.leader.isFenced(), "its own epoch");
      bench.leader.receive(1, new StreamMessage.Fenced(7, 5 * EPOCH), bench.now);
      assertTrue(bench.leader.isFenced());
      assertEquals(5 * EPOCH, bench.leader.fencedBy());
      bench.settle();
      assertTrue(bench.leader.acknowledgedBy(1) < end, "no word is heard any longer");
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Leader.adopt(
                  bench.leader.stop(), 4 * EPOCH, bench.node(0), StreamBench.SETTINGS, bench.now));
    }
  }

  @Test
  void inquired_stopsIt_andTellsWhatItHolds() {
    try (StreamBench bench = new StreamBench(0)) {
      long end = bench.write("unit");
      StreamMessage.Answer answer =
          bench.leader.inquired(new StreamMessage.Inquire(7, 9 * EPOCH, 3));
      assertEquals(new StreamMessage.Answer(7, 3, 9 * EPOCH, new Copy(EPOCH, end, true)), answer);
      assertTrue(bench.leader.isFenced());
    }
  }

  @Test
  void copyOfAnotherHistory_getsACheckpoint() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.write("unit one");
      bench.settle();
      ShardCopy copy = bench.leader.stop();
      long adoptedAt = copy.log().end();
      bench.leader = Leader.adopt(copy, 2 * EPOCH, bench.node(0), StreamBench.SETTINGS, bench.now);
      bench.write("unit two");
      long within = copy.log().end();
      bench.leader.receive(
          1,
          new StreamMessage.Follow(7, 2 * EPOCH, 100, new Copy(EPOCH, adoptedAt, true), 0),
          bench.now);
      bench.leader.receive(
          2,
          new StreamMessage.Follow(7, 2 * EPOCH, 100, new Copy(EPOCH, within, true), 0),
          bench.now);
      bench.leader.pump(bench.now, bench.out(0));
      bench.leader.pump(bench.now, bench.out(0));
      assertEquals(2, bench.letters.size());
      for (StreamBench.Letter letter : bench.letters) {
        StreamMessage.Start start = (StreamMessage.Start) letter.message();
        assertEquals(letter.to() == 2, start.checkpoint(), "node " + letter.to());
      }
    }
  }

  @Test
  void follow_ofAnEarlierSession_isLate() {
    try (StreamBench bench = new StreamBench(0)) {
      bench.leader.receive(1, follow(5, Copy.NONE), bench.now);
      bench.leader.pump(bench.now, bench.out(0));
      bench.letters.clear();
      bench.leader.receive(1, follow(4, Copy.NONE), bench.now);
      bench.leader.receive(1, follow(5, Copy.NONE), bench.now);
      bench.leader.pump(bench.now, bench.out(0));
      assertTrue(bench.letters.isEmpty());
      assertEquals(1, bench.leader.followers(bench.now).getFirst().checkpoints());
    }
  }

  @Test
  void acknowledgement_beyondTheEnd_endsTheSession() {
    try (StreamBench bench = new StreamBench(0)) {
      bench.leader.receive(1, follow(5, Copy.NONE), bench.now);
      bench.leader.pump(bench.now, bench.out(0));
      bench.letters.clear();
      bench.leader.receive(
          1,
          new StreamMessage.Acknowledge(7, EPOCH, 5, 1 << 30, 1 << 30, true, false, false),
          bench.now);
      assertEquals(-1, bench.leader.acknowledgedBy(1));
      bench.leader.pump(bench.now, bench.out(0));
      assertTrue(bench.letters.getFirst().message() instanceof StreamMessage.Over);
    }
  }

  @Test
  void leaving_staysUntilOthersHaveIt() {
    try (StreamBench bench = new StreamBench(2)) {
      bench.settle();
      bench.lost = letter -> letter.to() == 2 || letter.from() == 2;
      long end = bench.write("only node 1 has it");
      bench.settle();
      assertEquals(end, bench.leader.acknowledgedBy(1));
      bench.followers.get(1).leave();
      bench.pass(200);
      assertFalse(bench.followers.get(1).isDismissed());
      assertTrue(bench.leader.acknowledgedBy(1) < end, "it does not count any longer");
      bench.lost = letter -> false;
      bench.pass(400);
      assertTrue(bench.followers.get(1).isDismissed());
      assertEquals(end, bench.leader.acknowledgedBy(1));
    }
  }

  @Test
  void leaving_stayingAfterAll_countsAgain() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.followers.get(1).leave();
      bench.pass(300);
      assertEquals(0, bench.leader.inSync());
      bench.followers.get(1).stay(bench.now);
      bench.settle();
      assertEquals(1, bench.leader.inSync());
      assertEquals(1, bench.node(1).resets);
    }
  }

  @Test
  void silentFollower_isNotInSync_andComesBack() {
    try (StreamBench bench = new StreamBench(1)) {
      bench.settle();
      bench.lost = letter -> true;
      bench.pass(700);
      assertEquals(0, bench.leader.inSync());
      assertEquals(-1, bench.leader.acknowledgedBy(1));
      bench.write("meanwhile");
      bench.lost = letter -> false;
      bench.pass(700);
      assertEquals(1, bench.leader.inSync());
      assertEquals(bench.node(0).units, bench.node(1).units);
      assertEquals(1, bench.node(1).resets);
    }
  }
}
