// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.Test;

class FoundingTest {

  private static final Address B = new Address("pekko", "tarn", "b", 2551);
  private static final Address C = new Address("pekko", "tarn", "c", 2551);
  private static final long STEP = 100_000_000L;

  private final Set<Address> running = new HashSet<>();
  private final Founding founding =
      new Founding(List.of(B, C), seed -> !running.contains(seed), () -> this.now);
  private long now = 5;

  /* Returns whether it is founded within so many steps. */
  private boolean founds(int steps, Runnable step) {
    long end = now + steps * STEP;
    BooleanSupplier waiting = () -> now < end;
    return founding.await(
        waiting,
        () -> {
          now += STEP;
          step.run();
        });
  }

  @Test
  void await_allRefused_foundsAfterTwoSeconds() {
    long began = now;
    assertTrue(founds(50, () -> {}));
    assertEquals(Founding.REFUSED_NANOS, now - began);
  }

  @Test
  void await_oneRuns_doesNot() {
    running.add(C);
    assertFalse(founds(500, () -> {}));
  }

  @Test
  void await_oneRunsForAWhile_beginsAnew() {
    running.add(B);
    long[] stopped = new long[1];
    assertTrue(
        founds(
            100,
            () -> {
              if (now > 30 * STEP && running.remove(B)) {
                stopped[0] = now;
              }
            }));
    assertTrue(now - stopped[0] >= Founding.REFUSED_NANOS - STEP);
  }

  @Test
  void await_memberMeanwhile_doesNot() {
    assertFalse(founds(10, () -> {}));
  }
}
