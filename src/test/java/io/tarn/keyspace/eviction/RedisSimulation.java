// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Redis's approximate eviction as redis.io describes it (key eviction): of 5 keys drawn at random
 * those most idle, or least used, join a pool of 16, whose best goes. The clock is exact, which
 * favours it.
 */
final class RedisSimulation implements SimulatedCache {

  enum Kind {
    LRU,
    LFU,
    RANDOM
  }

  private static final int SAMPLED = 5;
  private static final int POOL = 16;
  private static final int FIRST_COUNT = 5;
  private static final double LOG_FACTOR = 10;

  /** Reads until a use count loses one; stands for Redis's minute. */
  private static final int DECAY_READS = 15_000;

  private final Kind kind;
  private final int capacity;
  private final SplittableRandom random = new SplittableRandom(3);
  private final int[] keys;
  private final int[] places;
  private final long[] lastReads;
  private final int[] counts;
  private int size;
  private long reads;

  private final int[] pool = new int[POOL];
  private final long[] idle = new long[POOL];
  private int pooled;

  RedisSimulation(Kind kind, int capacity, int distinct) {
    this.kind = kind;
    this.capacity = capacity;
    keys = new int[capacity];
    places = new int[distinct];
    lastReads = new long[distinct];
    counts = new int[distinct];
    Arrays.fill(places, -1);
  }

  @Override
  public boolean get(int key) {
    reads++;
    if (places[key] < 0) {
      return false;
    }
    int count = decayed(key);
    double chance = 1 / (Math.max(0, count - FIRST_COUNT) * LOG_FACTOR + 1);
    counts[key] = count < 255 && random.nextDouble() < chance ? count + 1 : count;
    lastReads[key] = reads;
    return true;
  }

  @Override
  public void set(int key) {
    if (size == capacity) {
      remove(kind == Kind.RANDOM ? keys[random.nextInt(size)] : victim());
    }
    places[key] = size;
    keys[size++] = key;
    lastReads[key] = reads;
    counts[key] = FIRST_COUNT;
  }

  private int decayed(int key) {
    return (int) Math.max(0, counts[key] - (reads / DECAY_READS - lastReads[key] / DECAY_READS));
  }

  private int victim() {
    while (true) {
      for (int i = 0; i < SAMPLED; i++) {
        offer(keys[random.nextInt(size)]);
      }
      while (pooled > 0) {
        int key = pool[--pooled];
        if (places[key] >= 0) {
          return key;
        }
      }
    }
  }

  /** Keeps the pool in order of idleness, the most idle last. */
  private void offer(int key) {
    for (int i = 0; i < pooled; i++) {
      if (pool[i] == key) {
        return;
      }
    }
    long idleness = kind == Kind.LRU ? reads - lastReads[key] : 255 - decayed(key);
    int at = pooled;
    while (at > 0 && idle[at - 1] >= idleness) {
      at--;
    }
    if (pooled == POOL) {
      if (at == 0) {
        return;
      }
      at--;
      System.arraycopy(pool, 1, pool, 0, at);
      System.arraycopy(idle, 1, idle, 0, at);
    } else {
      System.arraycopy(pool, at, pool, at + 1, pooled - at);
      System.arraycopy(idle, at, idle, at + 1, pooled - at);
      pooled++;
    }
    pool[at] = key;
    idle[at] = idleness;
  }

  private void remove(int key) {
    int place = places[key];
    keys[place] = keys[--size];
    places[keys[place]] = place;
    places[key] = -1;
  }
}
