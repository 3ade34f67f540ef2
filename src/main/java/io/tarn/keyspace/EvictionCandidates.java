// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.slab.Memory;

/**
 * Keys that were sampled for eviction, at most {@value #MOST}. They are remembered by slot, hash
 * and record, and may have gone by the time one is chosen. Used by one thread.
 */
public final class EvictionCandidates {

  /** Most candidates at a time. */
  public static final int MOST = 64;

  /** Of a short record, header and key are within so many bytes and eight. */
  private static final int NEXT_LINE = 32;

  private final int[] slots = new int[MOST];
  private final long[] hashes = new long[MOST];
  private final long[] records = new long[MOST];
  private final long[] scores = new long[MOST];
  private int count;

  /** Keeps the reads ahead alive for the compiler. */
  @SuppressWarnings("UnusedVariable")
  private long touched;

  /** Forgets all. */
  public void clear() {
    count = 0;
  }

  /** Returns how many there are. */
  public int count() {
    return count;
  }

  /** Adds one without hash and score; there must be room. Brings its bytes into the caches. */
  void add(int slot, long record) {
    slots[count] = slot;
    records[count++] = record;
    touched += Memory.touch(record) + Memory.touch(record + NEXT_LINE);
  }

  /** Completes one. */
  void complete(int i, long hash, long score) {
    hashes[i] = hash;
    scores[i] = score;
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
