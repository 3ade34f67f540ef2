// SPDX-License-Identifier: Apache-2.0
package io.tarn.node.bench;

/**
 * When one load thread warms up, measures, ends and (at a fixed rate) sends. Times are {@link
 * System#nanoTime}'s.
 *
 * @param endNanos {@link Long#MAX_VALUE} when only the number of requests ends the run
 * @param requests how many measured requests this thread sends; {@link Long#MAX_VALUE} when only
 *     time ends the run
 * @param nanosPerRequest 0 when a batch follows as soon as the one before is answered
 */
record LoadSchedule(
    long startNanos, long measureNanos, long endNanos, long requests, double nanosPerRequest) {

  boolean isFixedRate() {
    return nanosPerRequest > 0;
  }

  /**
   * When request number {@code index} of a fixed rate ought to be sent, whether or not it then can
   * be.
   */
  long intendedNanos(long index) {
    return startNanos + (long) (index * nanosPerRequest);
  }
}
