// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace.eviction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Chooses the rule of the adaptive policies: miniature caches of at most {@link MiniCache#MOST}
 * keys, fed by a hash sample of the keys, run rules A to D all the time, and the rule whose cache
 * has the most hits of late is in force.
 *
 * <p>Any thread. A key that is not sampled costs one comparison. A sampled one is told under a
 * lock; when another thread has the lock it is dropped, which a sample can bear. 80 KiB of heap,
 * whatever the number of keys.
 *
 * <p>Each miniature cache lives by itself: what it lacks it stores when the key is seen, whether or
 * not the real cache had it.
 */
public final class AdaptiveChoice {

  /**
   * The hits of a miniature cache lose half of their weight in 0.7 times that many sampled reads
   * for each key. In simulation from 1 to 40 made a difference of 0.03 points of hit ratio on the
   * recorded traces and of 0.16 on synthetic ones, in favour of the short windows.
   */
  private static final int WINDOW_READS_A_KEY = 5;

  /**
   * How much better another rule must be, so that two alike do not alternate: half a percent. Two
   * percent cost 0.1 points of hit ratio, four 0.3, none at all won 0.03.
   */
  private static final double HYSTERESIS = 1.005;

  private static final int SAMPLE_BITS = 24;

  /** Keys may grow or shrink by one part in that many before the caches are fitted. */
  private static final int SLACK = 8;

  private static final VarHandle THRESHOLD;

  static {
    try {
      THRESHOLD =
          MethodHandles.lookup().findVarHandle(AdaptiveChoice.class, "threshold", int.class);
    } catch (ReflectiveOperationException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  /** In the order in which they win when all are equal. */
  private static final EvictionRule[] RULES = {
    EvictionRule.RATE, EvictionRule.FREQUENCY, EvictionRule.AGE, EvictionRule.HITS
  };

  private final ReentrantLock lock = new ReentrantLock();
  private final MiniSketch sketch = new MiniSketch();
  private final MiniCache[] caches = new MiniCache[RULES.length];
  private final double[] recentHits = new double[RULES.length];
  private int current;
  private long switches;
  private int capacity;
  private long keys;

  /**
   * Keys whose lowest {@link #SAMPLE_BITS} bits are below are sampled; 0 before the first resize.
   */
  @SuppressWarnings("unused") // read and written through THRESHOLD
  private int threshold;

  private volatile EvictionRule rule = RULES[0];

  /**
   * What INFO shows. Hits are decayed: of late, not since the start.
   *
   * @param capacity keys of a miniature cache; 0 when there are none
   * @param sampleRate part of the keys that is sampled
   */
  public record Standing(
      EvictionRule rule,
      long switches,
      int capacity,
      double sampleRate,
      double frequencyHits,
      double ageHits,
      double hitsHits,
      double rateHits) {}

  public AdaptiveChoice() {
    this(System.nanoTime());
  }

  AdaptiveChoice(long seed) {
    for (int i = 0; i < RULES.length; i++) {
      caches[i] = new MiniCache(RULES[i], sketch, seed + i);
    }
  }

  /** Returns the rule in force: FREQUENCY, AGE, HITS or RATE. */
  public EvictionRule rule() {
    return rule;
  }

  /**
   * True when the miniature caches want to hear of this key. One comparison; false for all keys
   * until {@link #resize} was called.
   */
  public boolean samples(long hash) {
    return samples(hash, (int) THRESHOLD.getOpaque(this));
  }

  static boolean samples(long hash, int threshold) {
    return ((int) hash & ((1 << SAMPLE_BITS) - 1)) < threshold;
  }

  /**
   * A key that is there was read, or written although it was there ({@code counts} is then false: a
   * write is a use, but no hit).
   */
  public void used(long hash, boolean counts) {
    if (samples(hash) && lock.tryLock()) {
      try {
        if (capacity > 0) {
          sketch.increment(hash, capacity);
          for (int i = 0; i < caches.length; i++) {
            visit(i, hash, counts, true);
          }
          if (counts) {
            choose();
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A key was read that is not there. */
  public void missed(long hash) {
    if (samples(hash) && lock.tryLock()) {
      try {
        if (capacity > 0) {
          for (int i = 0; i < caches.length; i++) {
            visit(i, hash, true, false);
          }
          choose();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A key was stored that was not there. */
  public void stored(long hash) {
    if (samples(hash) && lock.tryLock()) {
      try {
        if (capacity > 0) {
          sketch.increment(hash, capacity);
          for (int i = 0; i < caches.length; i++) {
            visit(i, hash, false, true);
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** A key was deleted or has expired (not: was evicted). */
  public void removed(long hash) {
    if (samples(hash) && lock.tryLock()) {
      try {
        for (MiniCache cache : caches) {
          cache.remove(hash);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Tells how many keys the cache holds now that it is full; called now and then. The first call
   * starts the miniature caches; later ones matter when the number has changed by an eighth.
   */
  public void resize(long newKeys) {
    if (newKeys <= 0 || Math.abs(newKeys - keys) <= keys / SLACK || !lock.tryLock()) {
      return;
    }
    try {
      int newCapacity = (int) Math.min(newKeys, MiniCache.MOST);
      int newThreshold = (int) Math.ceilDiv(((long) newCapacity << SAMPLE_BITS), newKeys);
      for (MiniCache cache : caches) {
        cache.retain(newThreshold);
        cache.limit(newCapacity);
      }
      keys = newKeys;
      capacity = newCapacity;
      THRESHOLD.setOpaque(this, newThreshold);
    } finally {
      lock.unlock();
    }
  }

  /** Stops and forgets everything: another policy was chosen, or all keys were removed. */
  public void reset() {
    lock.lock();
    try {
      THRESHOLD.setOpaque(this, 0);
      keys = 0;
      capacity = 0;
      switches = 0;
      current = 0;
      rule = RULES[0];
      sketch.clear();
      for (int i = 0; i < caches.length; i++) {
        caches[i].clear();
        recentHits[i] = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how the rules stand. */
  public Standing standing() {
    lock.lock();
    try {
      return new Standing(
          rule,
          switches,
          capacity,
          (int) THRESHOLD.getOpaque(this) / (double) (1 << SAMPLE_BITS),
          recentHits(EvictionRule.FREQUENCY),
          recentHits(EvictionRule.AGE),
          recentHits(EvictionRule.HITS),
          recentHits(EvictionRule.RATE));
    } finally {
      lock.unlock();
    }
  }

  private double recentHits(EvictionRule wanted) {
    for (int i = 0; i < RULES.length; i++) {
      if (RULES[i] == wanted) {
        return recentHits[i];
      }
    }
    throw new IllegalArgumentException("rule=" + wanted);
  }

  private void visit(int i, long hash, boolean counts, boolean stores) {
    if (caches[i].use(hash, counts)) {
      recentHits[i] += counts ? 1 : 0;
    } else if (stores) {
      caches[i].store(hash, capacity);
    }
  }

  /** Ends a read: lets old hits fade, and follows the best rule. */
  private void choose() {
    double kept = 1 - 1.0 / ((double) WINDOW_READS_A_KEY * capacity);
    int best = current;
    for (int i = 0; i < recentHits.length; i++) {
      recentHits[i] *= kept;
      best = recentHits[i] > recentHits[best] ? i : best;
    }
    if (recentHits[best] > recentHits[current] * HYSTERESIS) {
      current = best;
      rule = RULES[best];
      switches++;
    }
  }

  /** Checks every invariant. For tests. */
  void check() {
    lock.lock();
    try {
      for (int i = 0; i < caches.length; i++) {
        caches[i].check(capacity);
        if (recentHits[i] < 0 || recentHits[i] > recentHits[current] * HYSTERESIS) {
          throw new IllegalStateException("rule=" + RULES[i] + " hits=" + recentHits[i]);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
