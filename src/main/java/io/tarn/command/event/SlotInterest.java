// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.event;

import io.tarn.keyspace.HashSlot;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many wishes to hear of keys there are, by slot and in all, so that a write to any other slot
 * need not build the name of its key to find out that nobody asked. Any thread.
 */
public final class SlotInterest {

  private final AtomicIntegerArray bySlot = new AtomicIntegerArray(HashSlot.COUNT);
  private final AtomicInteger all = new AtomicInteger();
  private final Runnable onChange;

  /**
   * Creates the counts, all zero.
   *
   * @param onChange called after the sum has left or reached zero
   */
  public SlotInterest(Runnable onChange) {
    this.onChange = onChange;
  }

  /** Counts one more in a slot. */
  public void add(int slot) {
    bySlot.incrementAndGet(slot);
    if (all.incrementAndGet() == 1) {
      onChange.run();
    }
  }

  /** Counts one less in a slot. */
  public void remove(int slot) {
    if (bySlot.decrementAndGet(slot) < 0) {
      throw new IllegalStateException("more removed than added: slot=" + slot);
    }
    if (all.decrementAndGet() == 0) {
      onChange.run();
    }
  }

  /** True when there is any in the slot. */
  public boolean in(int slot) {
    return bySlot.get(slot) > 0;
  }

  /** True when there is any at all. */
  public boolean any() {
    return all.get() > 0;
  }
}
