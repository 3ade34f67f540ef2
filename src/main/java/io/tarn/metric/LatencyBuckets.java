// SPDX-License-Identifier: Apache-2.0
package io.tarn.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a command took how long, in buckets that grow by an eighth of a power of two: a
 * bucket's upper end is at most 12.5 % above its lower one.
 *
 * <pre>
 *   bucket 0             below 256 ns
 *   bucket 1 + 8 k + s   from 2^(8+k) (1 + s/8) ns to 2^(8+k) (1 + (s+1)/8) ns;  s = 0..7, k = 0..23
 *   the last one         also everything longer (4.3 s)
 * </pre>
 *
 * @param counts one number a bucket
 */
public record LatencyBuckets(long[] counts) {

  /** Powers of two that have buckets of their own. */
  private static final int OCTAVES = 24;

  /** Buckets of an octave, as a power of two. */
  private static final int STEPS_LOG = 3;

  /** Times below 2 to this power, in nanoseconds, share the first bucket. */
  private static final int LEAST_LOG = 8;

  /** Number of buckets. */
  static final int COUNT = 1 + (OCTAVES << STEPS_LOG);

  /** The number of calls that took at most so many nanoseconds. */
  public record Step(long nanos, long cumulativeCount) {}

  /** Returns the bucket of a time. */
  static int bucket(long nanos) {
    if (nanos < 1 << LEAST_LOG) {
      return 0;
    }
    int log = 63 - Long.numberOfLeadingZeros(nanos);
    int step = (int) (nanos >>> (log - STEPS_LOG)) & ((1 << STEPS_LOG) - 1);
    return Math.min(1 + ((log - LEAST_LOG) << STEPS_LOG) + step, COUNT - 1);
  }

  /** Returns the number of calls. */
  public long calls() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /**
   * Returns the cumulative distribution at 1.024, 2.048, 4.096, ... microseconds: only the steps at
   * which it grows.
   */
  public List<Step> byPowersOfTwo() {
    List<Step> steps = new ArrayList<>();
    long before = 0;
    long sum = 0;
    for (int bucket = 0; bucket < COUNT; bucket++) {
      sum += counts[bucket];
      long end = end(bucket);
      boolean step = bucket == COUNT - 1 || (end >= 1024 && Long.bitCount(end) == 1);
      if (step && sum > before) {
        steps.add(new Step(end, sum));
        before = sum;
      }
    }
    return steps;
  }

  /**
   * Returns the time in nanoseconds that a share of the calls did not exceed, rounded up to the end
   * of a bucket; 0 without calls.
   *
   * @param percentile 0 to 100
   */
  public long percentileNanos(double percentile) {
    long wanted = Math.max(1, (long) Math.ceil(calls() * percentile / 100));
    long sum = 0;
    for (int bucket = 0; bucket < COUNT; bucket++) {
      sum += counts[bucket];
      if (sum >= wanted) {
        return end(bucket);
      }
    }
    return 0;
  }

  /* The first time beyond a bucket. */
  private static long end(int bucket) {
    int octave = bucket >>> STEPS_LOG;
    int steps = bucket & ((1 << STEPS_LOG) - 1);
    return (((1L << STEPS_LOG) + steps) << octave) << (LEAST_LOG - STEPS_LOG);
  }
}
