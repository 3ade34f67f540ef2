// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EvictionRuleTest {

  private record Key(int age, int hits, int frequency, int useCount, long expireAtMillis) {}

  @Test
  void frequency_ofEquals_theOldestGoes() {
    goes(EvictionRule.FREQUENCY, key(1, 9, 2), key(1000, 0, 3));
    goes(EvictionRule.FREQUENCY, key(11, 9, 2), key(10, 0, 2));
    goes(EvictionRule.FREQUENCY, key(-1, 0, 2), key(Integer.MAX_VALUE, 0, 2));
  }

  @Test
  void age_anyFrequency_theOldestGoes() {
    goes(EvictionRule.AGE, key(11, 15, 15), key(10, 0, 0));
    goes(EvictionRule.AGE, key(-1, 0, 0), key(Integer.MAX_VALUE, 0, 0));
  }

  @Test
  void hits_ofEquals_theLeastFrequentThenTheYoungestGoes() {
    goes(EvictionRule.HITS, key(5, 0, 15), key(5, 1, 0));
    goes(EvictionRule.HITS, key(5, 1, 3), key(5, 1, 4));
    goes(EvictionRule.HITS, key(5, 1, 3), key(6, 1, 3));
    goes(EvictionRule.HITS, key(Integer.MAX_VALUE, 1, 3), key(-1, 1, 3));
  }

  @Test
  void rate_usesAgainstAge_fewestForItsAgeGoes() {
    goes(EvictionRule.RATE, key(100, 0, 1), key(99, 0, 1));
    goes(EvictionRule.RATE, key(100, 0, 1), key(100, 0, 2));
    goes(EvictionRule.RATE, key(499, 0, 1), key(999, 0, 2));
    goes(EvictionRule.RATE, key(1299, 0, 2), key(499, 0, 1));
    goes(EvictionRule.RATE, key(1 << 26, 0, 0), key((1 << 26) - 1, 0, 0));
    goes(EvictionRule.RATE, key(-1, 0, 0), key(Integer.MAX_VALUE, 0, 0));
    assertTrue(score(EvictionRule.RATE, key(0, 0, 15)) > 0);
  }

  @Test
  void useCount_ofEquals_theOldestGoes() {
    goes(EvictionRule.USE_COUNT, new Key(0, 0, 0, 4, 0), new Key(9, 0, 0, 255, 0));
    goes(EvictionRule.USE_COUNT, new Key(9, 0, 0, 4, 0), new Key(8, 0, 0, 4, 0));
  }

  @Test
  void timeToLive_anyUse_theFirstToExpireGoes() {
    goes(EvictionRule.TIME_TO_LIVE, new Key(0, 9, 9, 9, 1000), new Key(9, 0, 0, 0, Long.MAX_VALUE));
  }

  @Test
  void random_anyKeys_equal() {
    assertEquals(
        score(EvictionRule.RANDOM, key(1, 2, 3)), score(EvictionRule.RANDOM, key(4, 5, 6)));
  }

  private static void goes(EvictionRule rule, Key first, Key other) {
    assertTrue(score(rule, first) < score(rule, other), rule + ": " + first + " before " + other);
  }

  private static Key key(int age, int hits, int frequency) {
    return new Key(age, hits, frequency, 0, Long.MAX_VALUE);
  }

  private static long score(EvictionRule rule, Key key) {
    return rule.score(key.age, key.hits, key.frequency, key.useCount, key.expireAtMillis);
  }
}
