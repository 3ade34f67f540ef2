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

  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] keys = new int[HashSlot.COUNT];
  private final int[] expiring = new int[HashSlot.COUNT];
  private final AdaptiveChoice choice = new AdaptiveChoice();
  private volatile EvictionPolicy policy = EvictionPolicy.NOEVICTION;
  private volatile boolean limited;

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

  /**
   * Tells how many keys there are on the node, now that keys are evicted; called now and then. Any
   * thread.
   */
  public void totalKeys(long keys) {} // placeholder of the contract: helper `keyspace`

  /** Returns the choice of the adaptive policies. */
  public AdaptiveChoice choice() {
    return choice;
  }
}
