// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FrequencySketchTest {

  private final Slab slab = new Slab(0, 1);

  @AfterEach
  void close() {
    slab.close();
  }

  @Test
  void longsFor_anyKeys_powersOfTwoWithEightCountersAKey() {
    assertEquals(2, FrequencySketch.longsFor(0));
    assertEquals(2, FrequencySketch.longsFor(4));
    assertEquals(4, FrequencySketch.longsFor(5));
    assertEquals(4, FrequencySketch.longsFor(8));
    assertEquals(8, FrequencySketch.longsFor(9));
    assertEquals(512, FrequencySketch.longsFor(1024));
    assertEquals(1024, FrequencySketch.longsFor(1025));
    assertEquals(FrequencySketch.MOST_LONGS, FrequencySketch.longsFor(Integer.MAX_VALUE));
  }

  @Test
  void increment_aloneInTheSketch_countsExactlyUntilFifteen() {
    for (int longs = 2; longs <= 1024; longs *= 2) {
      long block = block(longs);
      long hash = new SplittableRandom(longs).nextLong();
      for (int i = 0; i < 40; i++) {
        assertEquals(Math.min(i, 15), FrequencySketch.frequency(block, longs, hash));
        FrequencySketch.increment(block, longs, hash);
      }
    }
  }

  @Test
  void halve_oddAndFull_roundsDown() {
    long block = block(2);
    for (int i = 0; i < 15; i++) {
      FrequencySketch.increment(block, 2, 99);
    }
    int[] expected = {7, 3, 1, 0, 0};
    for (int frequency : expected) {
      FrequencySketch.halve(block, 2);
      assertEquals(frequency, FrequencySketch.frequency(block, 2, 99));
    }
  }

  @Test
  void increment_oftenAndSeldomUsedKeys_toldApart() {
    int keys = 1024;
    int longs = FrequencySketch.longsFor(keys);
    long block = block(longs);
    SplittableRandom hashes = new SplittableRandom(7);
    long[] hash = hashes.longs(keys).toArray();
    for (int i = 0; i < keys; i++) {
      for (int n = i % 2 == 0 ? 1 : 6; n > 0; n--) {
        FrequencySketch.increment(block, longs, hash[i]);
      }
    }
    int wrong = 0;
    for (int i = 0; i < keys; i++) {
      int exact = i % 2 == 0 ? 1 : 6;
      wrong += FrequencySketch.frequency(block, longs, hash[i]) == exact ? 0 : 1;
    }
    assertTrue(wrong < keys / 10, "wrong=" + wrong);
  }

  @Test
  void grow_thenShrink_theSameFrequencies() {
    for (int longs = 2; longs <= 256; longs *= 2) {
      long block = block(longs);
      long twice = block(longs * 2);
      long again = block(longs);
      SplittableRandom random = new SplittableRandom(longs);
      for (int i = 0; i < longs * 10; i++) {
        FrequencySketch.increment(block, longs, random.nextInt(longs * 2) * 0x9e37_79b9_7f4a_7c15L);
      }
      FrequencySketch.grow(block, longs, twice);
      FrequencySketch.shrink(twice, longs * 2, again);
      for (long i = 0; i < longs * 4L; i++) {
        long hash = i * 0x9e37_79b9_7f4a_7c15L;
        int frequency = FrequencySketch.frequency(block, longs, hash);
        assertEquals(frequency, FrequencySketch.frequency(twice, longs * 2, hash));
        assertEquals(frequency, FrequencySketch.frequency(again, longs, hash));
      }
    }
  }

  private long block(int longs) {
    long block = slab.allocate(0, (long) longs * Long.BYTES);
    FrequencySketch.clear(block, longs);
    return block;
  }
}
