// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of shards, of 32 bytes for 256 of them, to which any thread may add. Adding what is there
 * already, which is what mostly happens, takes one read.
 */
public final class ShardSet {

  private volatile AtomicLongArray words = new AtomicLongArray(4);

  /** Adds a shard. */
  public void add(int shard) {
    AtomicLongArray present = words;
    int word = shard >>> 6;
    if (word >= present.length() || (present.getOpaque(word) & 1L << shard) == 0) {
      change(word, 1L << shard, 0);
    }
  }

  /** Removes a shard. */
  public void remove(int shard) {
    if (shard >>> 6 < words.length()) {
      change(shard >>> 6, 0, 1L << shard);
    }
  }

  private synchronized void change(int word, long added, long removed) {
    AtomicLongArray present = words;
    if (word >= present.length()) {
      present = new AtomicLongArray(Math.max(word + 1, 2 * present.length()));
      for (int i = 0; i < words.length(); i++) {
        present.setPlain(i, words.get(i));
      }
      words = present;
    }
    present.set(word, (present.get(word) | added) & ~removed);
  }

  /** Removes all. */
  public synchronized void clear() {
    words = new AtomicLongArray(4);
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return next(0) < 0;
  }

  /** Returns the first shard from one on, -1 when there is none. */
  public int next(int from) {
    AtomicLongArray present = words;
    long mask = -1L << from;
    for (int word = from >>> 6; word < present.length(); word++) {
      long bits = present.get(word) & mask;
      if (bits != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(bits);
      }
      mask = -1L;
    }
    return -1;
  }
}
