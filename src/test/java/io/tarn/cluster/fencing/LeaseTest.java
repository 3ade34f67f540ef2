// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.fencing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private static final Duration LIMIT = Duration.ofNanos(1_000);

  @Test
  void alone_isForEver() {
    Lease lease = new Lease("a", LIMIT);
    assertTrue(lease.validUntilNanos(Long.MAX_VALUE) - Long.MAX_VALUE > 1L << 60);
  }

  @Test
  void ofThree_lastsFromTheNewestPingThatOneOtherHasAnswered() {
    Lease lease = new Lease("b", LIMIT);
    lease.members(List.of("a", "b", "c"), 0);
    assertTrue(lease.validUntilNanos(10) - 10 <= 0);
    lease.answered("a", 5);
    assertEquals(1_005, lease.validUntilNanos(10));
    lease.answered("c", 20);
    assertEquals(1_020, lease.validUntilNanos(30));
    lease.answered("c", 15);
    assertEquals(1_020, lease.validUntilNanos(30));
    lease.answered("b", 900);
    lease.answered("x", 900);
    assertEquals(1_020, lease.validUntilNanos(30));
  }

  @Test
  void ofTwo_onlyTheLowerAddressGoesOnAlone() {
    Lease low = new Lease("a", LIMIT);
    Lease high = new Lease("b", LIMIT);
    low.members(List.of("a", "b"), 0);
    high.members(List.of("a", "b"), 0);
    assertTrue(low.validUntilNanos(50_000) - 50_000 > 0);
    assertFalse(high.validUntilNanos(50_000) - 50_000 > 0);
    high.answered("a", 50_000);
    assertEquals(51_000, high.validUntilNanos(50_001));
  }

  @Test
  void ofFour_needsTwoOthersOrOneWithTheLowest() {
    Lease lease = new Lease("d", LIMIT);
    lease.members(List.of("a", "b", "c", "d"), -10_000);
    lease.answered("c", 300);
    assertFalse(lease.validUntilNanos(400) - 400 > 0);
    lease.answered("b", 200);
    assertEquals(1_200, lease.validUntilNanos(400));
    lease.answered("a", 250);
    assertEquals(1_250, lease.validUntilNanos(400));
  }

  @Test
  void join_needsTheQuorumWithoutTheNewOneToo() {
    Lease lease = new Lease("c", LIMIT);
    lease.members(List.of("b", "c", "d"), -10_000);
    lease.answered("d", 0);
    assertEquals(1_000, lease.validUntilNanos(10));
    lease.members(List.of("a", "b", "c", "d"), 100);
    lease.answered("a", 500);
    // With "a" it would be half of four with the lowest; of the three before it is "d" that counts.
    assertEquals(1_000, lease.validUntilNanos(600));
    assertEquals(1_500, lease.validUntilNanos(2_200));
  }

  @Test
  void removal_countsAtOnce() {
    Lease lease = new Lease("b", LIMIT);
    lease.members(List.of("a", "b"), -10_000);
    assertFalse(lease.validUntilNanos(0) > 0);
    lease.members(List.of("b"), 0);
    assertTrue(lease.validUntilNanos(0) > 1L << 60);
  }

  @Test
  void times_wrapAround() {
    long start = Long.MAX_VALUE - 100;
    Lease lease = new Lease("b", LIMIT);
    lease.members(List.of("a", "b", "c"), start - 100_000);
    lease.answered("a", start);
    lease.answered("a", start + 200);
    long now = start + 300;
    assertEquals(900, lease.validUntilNanos(now) - now);
  }

  @Test
  void members_withoutSelf_throws() {
    Lease lease = new Lease("b", LIMIT);
    assertThrows(IllegalArgumentException.class, () -> lease.members(List.of("a"), 0));
  }
}
