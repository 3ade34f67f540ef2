// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * Keys that were sampled for eviction, at most {@value #MOST}. They are remembered by slot, hash
 * and record, and may have gone by the time one is chosen. Used by one thread.
 */
public final class EvictionCandidates {

  /** Most candidates at a time. */
  public static final int MOST = 64;

  private final int[] slots = new int[MOST];
  private final long[] hashes = new long[MOST];
  private final long[] records = new long[MOST];
  private final long[] scores = new long[MOST];
  private int count;

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /** Adds one; there must be room. */
  void add(int slot, long hash, long record, long score) {
    slots[count] = slot;
    hashes[count] = hash;
    records[count] = record;
    scores[count++] = score;
  }

  public int slot(int i) {
    return slots[i];
  }

  public long hash(int i) {
    return hashes[i];
  }

  public long record(int i) {
    return records[i];
  }

  /** Returns the score: the lowest goes first. */
  public long score(int i) {
    return scores[i];
  }
}
