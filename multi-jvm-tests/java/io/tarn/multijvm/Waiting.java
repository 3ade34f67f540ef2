// SPDX-License-Identifier: Apache-2.0
package io.tarn.multijvm;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for what comes true, within a limit. */
final class Waiting {

  /** Says what is still missing, "" when nothing is. */
  interface Condition {
    String missing() throws Exception;
  }

  private static final long PAUSE_MILLIS = 50;

  private Waiting() {}

  /** Looks again and again until nothing is missing. */
  static void until(String what, Duration limit, Condition condition) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    String missing = condition.missing();
    while (!missing.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not within " + limit.toSeconds() + " s: " + what + ": " + missing);
      }
      pause(Duration.ofMillis(PAUSE_MILLIS));
      missing = condition.missing();
    }
  }

  /**
   * Lets a scenario go on for some time: load is what it waits for, and load has no end of its own.
   */
  static void pause(Duration time) throws InterruptedException {
    boolean ended = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    assert !ended;
  }
}
