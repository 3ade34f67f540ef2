// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on a miniature cache beside the set of keys that it was given. */
class MiniCacheModelTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, RATE",
    "2, 2, HITS",
    "3, 37, HITS",
    "4, 100, FREQUENCY",
    "5, 100, AGE",
    "6, 1024, RATE"
  })
  void operations_random_invariantsHold(long seed, int capacity, EvictionRule rule) {
    Random random = new Random(seed);
    MiniSketch sketch = new MiniSketch();
    MiniCache cache = new MiniCache(rule, sketch, seed);
    Set<Long> given = new HashSet<>();
    String seedText = "seed=" + seed;
    for (int step = 0; step < 50_000; step++) {
      long hash = EvictionSimulation.hash(random.nextInt(3 * capacity));
      switch (random.nextInt(capacity > 2 && random.nextInt(500) == 0 ? 4 : 3)) {
        case 0 -> {
          cache.remove(hash);
          given.remove(hash);
          assertTrue(!cache.use(hash, true), seedText);
        }
        case 3 -> {
          int threshold = 1 << (24 - random.nextInt(3));
          cache.retain(threshold);
          given.removeIf(one -> !AdaptiveChoice.samples(one, threshold));
          cache.limit(capacity / 2);
          assertTrue(cache.size() <= capacity / 2, seedText);
        }
        default -> {
          sketch.increment(hash, capacity);
          int sizeBefore = cache.size();
          if (cache.use(hash, random.nextBoolean())) {
            assertTrue(given.contains(hash), seedText);
          } else {
            cache.store(hash, capacity);
            given.add(hash);
            assertTrue(cache.use(hash, false), seedText);
            assertEquals(Math.min(capacity, sizeBefore + 1), cache.size(), seedText);
          }
        }
      }
      if (step % 64 == 0) {
        cache.check(capacity);
      }
    }
    cache.clear();
    cache.check(0);
  }
}
