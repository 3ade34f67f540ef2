// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * How long a thread in the background pauses after each step of work, so that the work takes a
 * share of one processor. One thread.
 *
 * <p>A pause is longer than it was asked for: Linux adds 50 us, and more when the processor is
 * busy, which is as much as a step takes. So what was paused too long is kept as credit against the
 * next pauses. It is bounded, for a thread that was away for long shall not work on and on.
 */
final class Pace {

  /** Most credit: a step of expiry may follow the one before without a pause. */
  static final long MOST_CREDIT_NANOS = Housekeeper.EXPIRY_STEP_NANOS;

  private long owedNanos;

  /**
   * Counts a step.
   *
   * @param share percent of one processor
   * @return nanoseconds to pause, 0 for not at all
   */
  long worked(long nanos, int share) {
    owedNanos += nanos * (100 - share) / share;
    return Math.max(0, owedNanos);
  }

  /** Counts a pause, by how long it was. */
  void paused(long nanos) {
    owedNanos = Math.max(owedNanos - nanos, -MOST_CREDIT_NANOS);
  }

  /** There was nothing to do: forgets what is owed. */
  void idle() {
    owedNanos = 0;
  }
}
