// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tarn.cluster.replication.Candidacy.Candidate;
import io.tarn.log.Copy;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidacyTest {

  private static final Copy WHOLE = new Copy(5, 100, true);
  private static final Copy MORE = new Copy(5, 101, true);
  private static final Copy PART = new Copy(6, 500, false);

  private static Candidate follower(String id, Copy copy) {
    return new Candidate(copy, true, id);
  }

  private static Candidate leftOver(String id, Copy copy) {
    return new Candidate(copy, false, id);
  }

  private static long delay(Candidate own, boolean placed, Candidate... others) {
    return Candidacy.delayNanos(own, placed, List.of(others));
  }

  @Test
  void delay_onlyFollower_none() {
    assertEquals(0, delay(follower("b", WHOLE), false));
    assertEquals(0, delay(follower("b", WHOLE), false, leftOver("a", PART)));
  }

  @Test
  void delay_formerLeaderHasAsMuch_itsFollowerGoesFirst() {
    assertEquals(0, delay(follower("b", WHOLE), false, leftOver("a", WHOLE)));
    assertEquals(
        Candidacy.STEP_NANOS + Candidacy.LEFT_OVER_NANOS,
        delay(leftOver("a", WHOLE), false, follower("b", WHOLE)));
  }

  @Test
  void delay_anotherHasMore_itGoesFirst() {
    assertEquals(Candidacy.STEP_NANOS, delay(follower("a", WHOLE), false, follower("b", MORE)));
    assertEquals(0, delay(follower("b", MORE), false, follower("a", WHOLE)));
  }

  @Test
  void delay_equals_areOneAfterTheOther() {
    Candidate a = follower("a", WHOLE);
    Candidate b = follower("b", WHOLE);
    Candidate c = follower("c", WHOLE);
    assertEquals(0, delay(a, false, b, c));
    assertEquals(Candidacy.STEP_NANOS, delay(b, false, a, c));
    assertEquals(2 * Candidacy.STEP_NANOS, delay(c, false, a, b));
  }

  @Test
  void delay_nobodyHasAll_whereItIsPlaced() {
    Candidate nothing = leftOver("a", Copy.NONE);
    assertEquals(0, delay(nothing, true));
    assertEquals(0, delay(nothing, true, follower("b", PART)));
    assertEquals(Candidacy.NEVER, delay(nothing, false));
    assertEquals(Candidacy.NEVER, delay(follower("b", PART), false));
    assertEquals(Candidacy.NEVER, delay(nothing, true, leftOver("b", WHOLE)));
  }
}
