// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.slab.Slab;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random uses, halvings, growth and shrinking beside exact counts. */
class FrequencySketchModelTest {

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 40", "3, 500", "4, 6000"})
  void frequency_anyHistory_neverBelowTheTruth(long seed, int keys) {
    Random random = new Random(seed);
    Slab slab = new Slab(0, 1);
    long[] hashes = random.longs(keys).toArray();
    int[] exact = new int[keys];
    int longs = FrequencySketch.LEAST_LONGS;
    long block = slab.allocate(0, (long) longs * Long.BYTES);
    FrequencySketch.clear(block, longs);
    for (int step = 0; step < 100_000; step++) {
      int key = (int) (keys * random.nextDouble() * random.nextDouble());
      FrequencySketch.increment(block, longs, hashes[key]);
      exact[key] = Math.min(FrequencySketch.MOST, exact[key] + 1);
      verify(block, longs, hashes[key], exact[key], seed, step);
      if (random.nextInt(10 * keys) == 0) {
        FrequencySketch.halve(block, longs);
        for (int i = 0; i < keys; i++) {
          exact[i] >>>= 1;
        }
      }
      if (random.nextInt(5000) == 0) {
        boolean grows =
            longs < 4096 && (longs == FrequencySketch.LEAST_LONGS || random.nextBoolean());
        int toLongs = grows ? longs * 2 : longs / 2;
        long to = slab.allocate(0, (long) toLongs * Long.BYTES);
        if (grows) {
          FrequencySketch.grow(block, longs, to);
        } else {
          FrequencySketch.shrink(block, longs, to);
        }
        slab.free(block);
        block = to;
        longs = toLongs;
      }
      int other = random.nextInt(keys);
      verify(block, longs, hashes[other], exact[other], seed, step);
    }
    slab.free(block);
    slab.close();
  }

  private static void verify(long block, int longs, long hash, int exact, long seed, int step) {
    int frequency = FrequencySketch.frequency(block, longs, hash);
    assertTrue(
        exact <= frequency && frequency <= FrequencySketch.MOST,
        () -> "seed=" + seed + " step=" + step + " frequency=" + frequency + " exact=" + exact);
  }
}
