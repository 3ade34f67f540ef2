// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

/** A cache of numbered keys that may forget, to be asked cache-aside. */
interface SimulatedCache extends AutoCloseable {

  /** Reads a key; true for a hit. */
  boolean get(int key);

  /** Stores a key that was missed. */
  void set(int key);

  @Override
  default void close() {}

  /**
   * Replays a trace: up to {@code window} reads of different keys at once, whose misses are stored
   * before the next reads, as a pipelining client does.
   *
   * @return the part of the reads that hit, 0 to 1
   */
  static double hitRatio(SimulatedCache cache, int[] trace, int distinct, int window) {
    int[] batch = new int[distinct];
    int[] missed = new int[window];
    int hits = 0;
    int at = 0;
    for (int number = 1; at < trace.length; number++) {
      int misses = 0;
      int end = Math.min(trace.length, at + window);
      for (; at < end && batch[trace[at]] != number; at++) {
        batch[trace[at]] = number;
        if (cache.get(trace[at])) {
          hits++;
        } else {
          missed[misses++] = trace[at];
        }
      }
      for (int i = 0; i < misses; i++) {
        cache.set(missed[i]);
      }
    }
    return (double) hits / trace.length;
  }
}
