// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The shards to which a connection has written, and in which epoch of each: a kilobyte for 256 of
 * them, once there is one. Any thread adds. Adding what is there already, which is what mostly
 * happens, takes one read.
 *
 * <p>An epoch is a number but 0. Of several the first one stays, because what was written in it is
 * what may be lost.
 */
public final class WrittenShards {

  private static final AtomicIntegerArray NOTHING = new AtomicIntegerArray(0);
  private static final int LEAST = 64;

  /** By shard; 0 where nothing was written. */
  private volatile AtomicIntegerArray epochs = NOTHING;

  /** Adds a shard, unless it is there. */
  public void add(int shard, int epoch) {
    if (epoch(shard) == 0) {
      change(shard, epoch);
    }
  }

  /** Removes a shard. */
  public void remove(int shard) {
    if (epoch(shard) != 0) {
      change(shard, 0);
    }
  }

  /** Returns the epoch in which a shard was first written to, 0 when it was not. */
  public int epoch(int shard) {
    AtomicIntegerArray present = epochs;
    return shard < present.length() ? present.getOpaque(shard) : 0;
  }

  private synchronized void change(int shard, int epoch) {
    AtomicIntegerArray present = epochs;
    if (shard >= present.length()) {
      int length = Math.max(LEAST, present.length());
      while (length <= shard) {
        length *= 2;
      }
      present = new AtomicIntegerArray(length);
      for (int i = 0; i < epochs.length(); i++) {
        present.setPlain(i, epochs.get(i));
      }
      epochs = present;
    }
    if (epoch == 0 || present.get(shard) == 0) {
      present.set(shard, epoch);
    }
  }

  /** Removes all. */
  public synchronized void clear() {
    epochs = NOTHING;
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return next(0) < 0;
  }

  /** Returns the first shard from one on, -1 when there is none. */
  public int next(int from) {
    AtomicIntegerArray present = epochs;
    for (int shard = from; shard < present.length(); shard++) {
      if (present.getOpaque(shard) != 0) {
        return shard;
      }
    }
    return -1;
  }
}
