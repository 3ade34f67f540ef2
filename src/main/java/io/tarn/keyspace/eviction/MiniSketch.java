// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.util.Arrays;

/**
 * A {@link FrequencySketch} on the heap for the miniature caches: 4 KiB, eight counters for each of
 * {@link MiniCache#MOST} keys. It halves itself after {@value #USES_A_KEY} uses for each key.
 */
final class MiniSketch {

  /** How much is counted between two halvings, in uses for each key of the cache. */
  static final int USES_A_KEY = 10;

  private final long[] words = new long[MiniCache.MOST / 2];
  private int uses;

  int frequency(long hash) {
    long mixed = FrequencySketch.mix(hash);
    int least = FrequencySketch.MOST;
    for (int row = 0; row < FrequencySketch.ROWS; row++) {
      long word = words[FrequencySketch.place(mixed, row, words.length)];
      int shift = FrequencySketch.shift(mixed, row);
      least = Math.min(least, (int) (word >>> shift) & FrequencySketch.MOST);
    }
    return least;
  }

  /** Counts one use of a key of a cache that holds {@code capacity} keys. */
  void increment(long hash, int capacity) {
    int least = frequency(hash);
    if (least < FrequencySketch.MOST) {
      long mixed = FrequencySketch.mix(hash);
      for (int row = 0; row < FrequencySketch.ROWS; row++) {
        int place = FrequencySketch.place(mixed, row, words.length);
        int shift = FrequencySketch.shift(mixed, row);
        if (((int) (words[place] >>> shift) & FrequencySketch.MOST) == least) {
          words[place] += 1L << shift;
        }
      }
    }
    if (++uses >= USES_A_KEY * capacity) {
      uses = 0;
      for (int i = 0; i < words.length; i++) {
        words[i] = FrequencySketch.halved(words[i]);
      }
    }
  }

  void clear() {
    Arrays.fill(words, 0);
    uses = 0;
  }
}
