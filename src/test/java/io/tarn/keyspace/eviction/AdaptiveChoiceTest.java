// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveChoiceTest {

  private static final int LENGTH = 100_000;
  private static final int DISTINCT = 4000;
  private static final int WINDOW = 8;

  private final AdaptiveChoice choice = new AdaptiveChoice(1);

  @Test
  void samples_beforeTheFirstResize_none() {
    SplittableRandom hashes = new SplittableRandom(1);
    for (int i = 0; i < 1000; i++) {
      assertFalse(choice.samples(hashes.nextLong()));
    }
    assertFalse(choice.samples(0));
    choice.used(0, true);
    assertEquals(0, choice.standing().capacity());
  }

  @Test
  void resize_fewKeys_allAreSampled() {
    choice.resize(300);
    assertTrue(choice.samples(-1));
    assertEquals(300, choice.standing().capacity());
    assertEquals(1, choice.standing().sampleRate());
  }

  @Test
  void resize_manyKeys_aThousandAreSampled() {
    for (long keys = 2000; keys < 2_000_000_000; keys *= 10) {
      choice.resize(keys);
      assertEquals(1024, choice.standing().capacity());
      assertEquals(1024.0 / keys, choice.standing().sampleRate(), 1e-7);
    }
  }

  @Test
  void resize_byLessThanAnEighth_nothingChanges() {
    choice.resize(8000);
    double rate = choice.standing().sampleRate();
    choice.resize(8900);
    choice.resize(7100);
    assertEquals(rate, choice.standing().sampleRate());
    choice.resize(9001);
    assertTrue(choice.standing().sampleRate() < rate);
  }

  @Test
  void used_aKeyThatIsThere_countsReadsOnly() {
    choice.resize(10);
    choice.stored(5);
    choice.used(5, false);
    assertEquals(0, choice.standing().ageHits());
    choice.used(5, true);
    assertTrue(choice.standing().ageHits() > 0.9);
    choice.used(6, true);
    assertTrue(choice.standing().ageHits() < 1, "a miss of the miniature cache is no hit");
    choice.check();
  }

  @Test
  void missed_aKeyThatOnlyTheMiniatureCachesHave_countsAndStoresNothing() {
    choice.resize(10);
    choice.missed(5);
    choice.missed(5);
    assertEquals(0, choice.standing().rateHits());
    choice.stored(5);
    choice.missed(5);
    assertTrue(choice.standing().rateHits() > 0.9);
    choice.removed(5);
    double hits = choice.standing().rateHits();
    choice.missed(5);
    assertTrue(choice.standing().rateHits() < hits);
  }

  @Test
  void reset_afterUse_asNew() {
    for (int key : Traces.loop(10_000, 400)) {
      choice.resize(300);
      choice.used(EvictionSimulation.hash(key), true);
    }
    assertEquals(EvictionRule.HITS, choice.rule());
    choice.reset();
    assertEquals(new AdaptiveChoice(1).standing(), choice.standing());
    assertFalse(choice.samples(0));
    choice.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "zipf", "scanned", "recent", "drifting"})
  void rule_oneKindOfWork_nearTheBestRule(String kind) {
    int[] trace =
        switch (kind) {
          case "loop" -> Traces.loop(LENGTH, 500);
          case "zipf" -> Traces.zipf(LENGTH, DISTINCT, 0.9, 1);
          case "scanned" -> Traces.scanned(LENGTH, DISTINCT, 0.8, 2);
          case "recent" -> Traces.recent(LENGTH, DISTINCT, 0.9, 3);
          default -> Traces.drifting(LENGTH, DISTINCT, 0.9, 30, 4);
        };
    double best = 0;
    for (EvictionRule rule :
        List.of(EvictionRule.FREQUENCY, EvictionRule.AGE, EvictionRule.HITS, EvictionRule.RATE)) {
      try (EvictionSimulation alone = new EvictionSimulation(400, DISTINCT, rule)) {
        best = Math.max(best, SimulatedCache.hitRatio(alone, trace, DISTINCT, WINDOW));
      }
    }
    try (EvictionSimulation adaptive = new EvictionSimulation(400, DISTINCT, null)) {
      double ratio = SimulatedCache.hitRatio(adaptive, trace, DISTINCT, WINDOW);
      assertTrue(ratio > best - 0.03, "best=" + best + " adaptive=" + ratio);
      adaptive.choice().check();
    }
  }

  @Test
  void rule_theWorkChanges_changesToo() {
    try (EvictionSimulation cache = new EvictionSimulation(400, DISTINCT, null)) {
      SimulatedCache.hitRatio(cache, Traces.loop(30_000, 500), DISTINCT, WINDOW);
      assertEquals(EvictionRule.HITS, cache.rule());
      SimulatedCache.hitRatio(cache, Traces.recent(60_000, DISTINCT, 0.9, 5), DISTINCT, WINDOW);
      assertFalse(cache.rule() == EvictionRule.HITS, cache.choice().standing().toString());
      SimulatedCache.hitRatio(cache, Traces.loop(60_000, 500), DISTINCT, WINDOW);
      assertEquals(EvictionRule.HITS, cache.rule());
      assertTrue(cache.choice().standing().switches() >= 3);
    }
  }

  @Test
  void calls_fromSeveralThreads_invariantsHold() throws Exception {
    int threads = 4;
    CountDownLatch start = new CountDownLatch(threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> ends = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        SplittableRandom random = new SplittableRandom(thread);
        ends.add(
            pool.submit(
                () -> {
                  start.countDown();
                  start.await();
                  for (int step = 0; step < 100_000; step++) {
                    call(random, EvictionSimulation.hash(random.nextInt(5000)));
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    }
    choice.check();
  }

  private void call(SplittableRandom random, long hash) {
    switch (random.nextInt(10)) {
      case 0 -> choice.removed(hash);
      case 1, 2 -> choice.missed(hash);
      case 3, 4 -> choice.stored(hash);
      case 5 -> {
        if (random.nextInt(100) == 0) {
          choice.resize(random.nextInt(5000));
        } else if (random.nextInt(2000) == 0) {
          choice.reset();
        } else if (random.nextInt(200) == 0) {
          choice.check();
        }
      }
      default -> choice.used(hash, random.nextBoolean());
    }
  }
}
