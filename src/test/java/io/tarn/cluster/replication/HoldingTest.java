// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HoldingTest {

  private static final int SOON = 12;
  private static final int LONG = 2_000;

  private HoldingWorld world = new HoldingWorld(0);

  @AfterEach
  void close() {
    world.close();
  }

  /* Node 0 leads, all others follow and are in sync, and some units are there. */
  private void begin(int nodes) {
    world.close();
    world = new HoldingWorld(nodes);
    world.node(0).holding.lead(() -> {}, world.now());
    world.tick(SOON);
    assertEquals(Set.of(0), world.leaders());
    for (int number = 1; number < nodes; number++) {
      world.node(number).holding.follow(number, world.now());
    }
    world.tick(LONG);
    assertTrue(world.node(0).write(10));
    world.tick(SOON);
    for (int number = 1; number < nodes; number++) {
      assertTrue(world.node(number).follows());
      assertEquals(10, world.node(number).memory.applied);
    }
  }

  /* Returns for how many milliseconds nobody led; never do two. */
  private int tickUntilLed(int by, int most) {
    int nobody = 0;
    for (int i = 0; i < most; i++) {
      world.tick(1);
      Set<Integer> leaders = world.leaders();
      assertTrue(leaders.size() <= 1, leaders::toString);
      if (leaders.contains(by)) {
        return nobody;
      }
      nobody += leaders.isEmpty() ? 1 : 0;
    }
    throw new AssertionError("not led by " + by + " but by " + world.leaders());
  }

  private void assertFollowed(int leader, int follower) {
    assertTrue(world.node(leader).write(5));
    world.tick(SOON);
    assertEquals(15, world.node(leader).memory.applied);
    assertEquals(15, world.node(follower).memory.applied);
  }

  @Test
  void transfer_toAFollower_leadsWithinMillisecondsAndIsFollowedByTheFormerLeader() {
    begin(2);
    assertTrue(world.node(0).holding.transfer(1, world.now()));
    assertTrue(tickUntilLed(1, SOON) <= 6);
    world.tick(SOON);
    assertTrue(world.node(0).follows());
    assertFollowed(1, 0);
  }

  @Test
  void transfer_ofSeveralFollowers_theNamedOneLeads() {
    begin(4);
    assertTrue(world.node(0).holding.transfer(2, world.now()));
    assertTrue(tickUntilLed(2, SOON) <= 6);
    world.tick(LONG);
    assertEquals(Set.of(2), world.leaders());
    assertFollowed(2, 0);
    assertEquals(15, world.node(3).memory.applied);
  }

  @Test
  void transfer_wordIsLost_isLedByAFollowerAllTheSame() {
    begin(3);
    world.successions = false;
    assertTrue(world.node(0).holding.transfer(2, world.now()));
    world.tick(LONG);
    assertEquals(1, world.leaders().size());
    assertFalse(world.node(0).leads());
  }

  @Test
  void transfer_successorFallsSilent_leadsOn() {
    begin(2);
    assertTrue(world.node(0).write(1));
    assertTrue(world.node(0).holding.transfer(1, world.now()));
    world.node(1).silent = true;
    world.tick(5);
    assertEquals(Set.of(), world.leaders());
    world.tick(LONG);
    assertEquals(Set.of(0), world.leaders());
    assertTrue(world.node(0).write(1));
  }

  @Test
  void transfer_gateIsHeld_waitsForIt() {
    begin(2);
    world.node(0).memory.stuck = true;
    assertTrue(world.node(0).holding.transfer(1, world.now()));
    world.tick(100);
    assertTrue(world.node(0).write(3)); // whoever holds the gate may still write
    world.node(0).memory.stuck = false;
    assertTrue(tickUntilLed(1, SOON) <= 6);
    assertEquals(13, world.node(1).memory.applied);
  }

  @Test
  void transfer_toOneThatDoesNotFollow_refused() {
    begin(2);
    assertFalse(world.node(0).holding.transfer(7, world.now()));
    assertFalse(world.node(1).holding.transfer(0, world.now()));
    world.tick(SOON);
    assertEquals(Set.of(0), world.leaders());
  }

  @Test
  void leaderRemoved_itsFollowerLeadsAtOnce() {
    begin(2);
    world.remove(0);
    assertTrue(tickUntilLed(1, SOON) <= 3);
    assertEquals(10, world.node(1).memory.applied);
  }

  @Test
  void leaderRemoved_whoeverHasMostLeads() {
    begin(4);
    world.node(1).silent = true;
    world.node(3).silent = true;
    assertTrue(world.node(0).write(7));
    world.tick(SOON);
    world.node(1).silent = false;
    world.node(3).silent = false;
    world.remove(0);
    assertTrue(tickUntilLed(2, LONG) < 400);
    assertEquals(17, world.node(2).memory.applied);
    world.tick(LONG);
    assertEquals(Set.of(2), world.leaders());
  }

  @Test
  void leaderRemoved_nodeWithLessNeverLeadsWhileOneWithMoreMayAnswer() {
    begin(3);
    world.node(1).silent = true;
    assertTrue(world.node(0).write(7));
    world.tick(SOON);
    world.node(1).silent = false;
    world.node(2).silent = true;
    world.remove(0);
    world.node(1).holding.lead(() -> {}, world.now()); // as placement by an old report may have it
    world.tick(10_000);
    assertEquals(Set.of(), world.leaders());
    world.node(2).silent = false;
    assertTrue(tickUntilLed(2, LONG) < LONG);
    assertEquals(17, world.node(2).memory.applied);
    world.tick(LONG);
    assertEquals(Set.of(2), world.leaders());
  }

  @Test
  void leaderRemoved_andWhoeverHasMore_theRestIsLedWithLess() {
    begin(3);
    world.node(1).silent = true;
    assertTrue(world.node(0).write(7));
    world.tick(SOON);
    world.node(1).silent = false;
    world.node(2).silent = true;
    world.remove(0);
    world.node(1).holding.lead(() -> {}, world.now());
    world.tick(1_000);
    world.remove(2);
    assertTrue(tickUntilLed(1, LONG) < LONG);
    assertEquals(10, world.node(1).memory.applied);
  }

  @Test
  void leaderRemoved_aNodeThatMayNotLeadLetsOthers() {
    begin(3);
    world.node(1).mayLead = false;
    world.remove(0);
    assertTrue(tickUntilLed(2, LONG) < 400);
  }

  @Test
  void placedWhereNothingIs_whileAnotherLeads_changesNothing() {
    begin(3);
    boolean[] told = new boolean[1];
    world.node(2).holding.unfollow(2, world.now());
    world.node(2).holding.lead(() -> told[0] = true, world.now());
    world.tick(LONG);
    assertEquals(Set.of(0), world.leaders());
    assertFalse(told[0]);
  }

  @Test
  void placedWhereNothingIs_whileSomebodyHasACopy_thatOneLeads() {
    begin(1);
    world.close();
    world = new HoldingWorld(2);
    world.node(0).holding.lead(() -> {}, world.now());
    world.tick(SOON);
    assertTrue(world.node(0).write(10));
    boolean[] released = new boolean[1];
    world.node(0).holding.release(() -> released[0] = true, world.now());
    world.node(1).holding.lead(() -> {}, world.now());
    world.tick(SOON);
    assertTrue(released[0]);
    assertEquals(Set.of(), world.leaders());
    world.tick(LONG);
    assertEquals(Set.of(0), world.leaders());
    assertEquals(10, world.node(0).memory.applied);
  }

  @Test
  void release_successorTakesOver() {
    begin(2);
    boolean[] released = new boolean[1];
    world.node(0).holding.release(() -> released[0] = true, world.now());
    assertTrue(tickUntilLed(1, SOON) <= 6);
    assertTrue(released[0]);
  }

  @Test
  void release_followerFallsSilent_endsAllTheSame() {
    begin(2);
    world.node(1).silent = true;
    assertTrue(world.node(0).write(1));
    world.node(0).mayLead = false;
    boolean[] released = new boolean[1];
    world.node(0).holding.release(() -> released[0] = true, world.now());
    world.tick(SOON);
    assertFalse(released[0]);
    world.tick(LONG + 100);
    assertTrue(released[0]);
    assertEquals(Set.of(), world.leaders());
  }

  @Test
  void guest_placementForgetsIt_staysUntilAnotherHasTheCopy() {
    begin(3);
    assertTrue(world.node(0).holding.transfer(1, world.now()));
    world.tick(20_000);
    assertFalse(world.node(0).follows());
    assertTrue(world.node(2).follows());
  }

  @Test
  void guest_nobodyElseHasTheCopy_stays() {
    begin(2);
    assertTrue(world.node(0).holding.transfer(1, world.now()));
    world.tick(20_000);
    assertTrue(world.node(0).follows());
    world.node(0).holding.follow(1, world.now());
    world.tick(100_000);
    assertFollowed(1, 0);
  }
}
