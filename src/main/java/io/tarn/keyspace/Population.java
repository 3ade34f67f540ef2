// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import io.tarn.keyspace.eviction.AdaptiveChoice;
import io.tarn.keyspace.eviction.EvictionPolicy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What all key spaces of a node have in common: how many keys each has, the tick, and what is to be
 * remembered of the use of keys. Any thread; each key space writes its own counts under its gate.
 *
 * <p>A tick is an insertion of a key, anywhere on the node: the age of a key in ticks says how much
 * was stored since it was used, however long that took.
 */
public final class Population {

  /** Default of {@link #samples()}: an LRU by eight samples comes within a point of a true one. */
  public static final int DEFAULT_SAMPLES = 8;

  /** Default of {@link #lfuLogFactor()}, Redis's. */
  public static final int DEFAULT_LFU_LOG_FACTOR = 10;

  /** Default of {@link #lfuDecayMinutes()}, Redis's. */
  public static final int DEFAULT_LFU_DECAY_MINUTES = 1;

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] keys = new int[HashSlot.COUNT];
  private final int[] expiring = new int[HashSlot.COUNT];
  private final AdaptiveChoice choice = new AdaptiveChoice();
  private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private volatile boolean limited;
  private volatile int samples = DEFAULT_SAMPLES;
  private volatile int lfuLogFactor = DEFAULT_LFU_LOG_FACTOR;
  private volatile int lfuDecayMinutes = DEFAULT_LFU_DECAY_MINUTES;

  /** Returns the number of keys of a slot. */
  public int keys(int slot) {
    return (int) INTS.getOpaque(keys, slot);
  }

  /** Returns the number of keys of a slot that have an expiry. */
  public int expiringKeys(int slot) {
    return (int) INTS.getOpaque(expiring, slot);
  }

  void keys(int slot, int count) {
    INTS.setOpaque(keys, slot, count);
  }

  void expiringKeys(int slot, int count) {
    INTS.setOpaque(expiring, slot, count);
  }

  /** Returns the policy in force. */
  public EvictionPolicy policy() {
    return policy;
  }

  /**
   * Sets what is in force from now on.
   *
   * @param limited false when there is no budget: nothing will be evicted, so ticks, sketches and
   *     miniature caches are not kept
   */
  public void policy(EvictionPolicy value, boolean limited) {
    policy = value;
    this.limited = limited;
  }

  /** True when there is a budget. */
  public boolean isLimited() {
    return limited;
  }

  /** Returns how many keys are compared before one is evicted. */
  public int samples() {
    return samples;
  }

  /** Sets how many keys are compared, 1 to {@link EvictionCandidates#MOST}. */
  public void samples(int count) {
    samples = count;
  }

  /** Returns how much rarer each further step of an LFU use count is. */
  public int lfuLogFactor() {
    return lfuLogFactor;
  }

  /** Sets the factor, 0 (every use counts) or more. */
  public void lfuLogFactor(int factor) {
    lfuLogFactor = factor;
  }

  /** Returns the minutes without use that take one off an LFU use count. */
  public int lfuDecayMinutes() {
    return lfuDecayMinutes;
  }

  /** Sets the minutes; with 0 counts never decay. */
  public void lfuDecayMinutes(int minutes) {
    lfuDecayMinutes = minutes;
  }

  /** Returns the choice of the adaptive policies. */
  public AdaptiveChoice choice() {
    return choice;
  }
}
