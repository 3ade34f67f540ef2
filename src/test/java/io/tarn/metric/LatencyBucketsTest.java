// SPDX-License-Identifier: Apache-2.0
package io.tarn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyBucketsTest {

  @Test
  void percentile_randomTimes_atMostOneStepAboveTheTrueOne() {
    long seed = 20261122;
    Random random = new Random(seed);
    long[] counts = new long[LatencyBuckets.COUNT];
    long[] times = new long[10_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = 256 + (long) Math.exp(random.nextDouble() * 20);
      counts[LatencyBuckets.bucket(times[i])]++;
    }
    java.util.Arrays.sort(times);
    LatencyBuckets buckets = new LatencyBuckets(counts);
    for (int percent = 1; percent <= 100; percent++) {
      long exact = times[times.length * percent / 100 - 1];
      long told = buckets.percentileNanos(percent);
      assertTrue(
          told > exact && told <= exact + exact / 8 + 1,
          "seed=" + seed + " percent=" + percent + " exact=" + exact + " told=" + told);
    }
  }

  @Test
  void bucket_extremes_stayInRange() {
    assertEquals(0, LatencyBuckets.bucket(-1));
    assertEquals(0, LatencyBuckets.bucket(255));
    assertEquals(1, LatencyBuckets.bucket(256));
    assertEquals(LatencyBuckets.COUNT - 1, LatencyBuckets.bucket(Long.MAX_VALUE));
  }

  @Test
  void byPowersOfTwo_fewCalls_onlyStepsThatGrow() {
    CommandCounters counters = new CommandCounters(2);
    CommandCounters.Stripe stripe = counters.newStripe();
    stripe.timed(1, 100, 1);
    stripe.timed(1, 900, 16);
    stripe.timed(1, 5_000, 1);
    counters.newStripe().timed(1, 5_000, 1);
    assertEquals(
        List.of(new LatencyBuckets.Step(1024, 17), new LatencyBuckets.Step(8192, 19)),
        counters.latency(1).byPowersOfTwo());
    assertEquals(19, counters.latency(1).calls());
    assertEquals(0, counters.latency(0).calls());
    counters.reset();
    assertEquals(0, counters.latency(1).calls());
  }

  @Test
  void errors_twoStripes_countedByFirstWord() {
    CommandCounters counters = new CommandCounters(1);
    counters.newStripe().errorReplied("ERR syntax error");
    counters.newStripe().errorReplied("ERR other");
    counters.newStripe().errorReplied("NOAUTH");
    assertEquals("{ERR=2, NOAUTH=1}", counters.errors().toString());
    assertEquals(3, counters.total(CommandCounters.Total.ERROR_REPLIES));
  }
}
