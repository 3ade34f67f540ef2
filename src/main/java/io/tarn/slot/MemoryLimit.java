// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.Population;
import io.tarn.slab.Slab;

/**
 * Brings the node's memory below its budget when nobody writes: after CONFIG SET maxmemory, or
 * after client buffers have taken room that keys had. Any thread sets; one evicts.
 *
 * <p>A budget below what is used would make the slab refuse every write until enough keys are gone.
 * So while keys may go, the slab's budget follows what is used down to the new one, step by step;
 * writes go on meanwhile, each evicting what it brings.
 */
final class MemoryLimit {

  private static final long NOT_LOWERING = -1;

  private final Slab slab;
  private final Population population;

  /** The budget to reach, or NOT_LOWERING. Guarded by this. */
  private long target = NOT_LOWERING;

  MemoryLimit(Slab slab, Population population) {
    this.slab = slab;
    this.population = population;
  }

  /** Sets the budget, 0 for none; returns true when there is something to be done about it. */
  synchronized boolean set(long bytes) {
    long spent = spent();
    if (bytes == 0 || spent <= bytes || !population.policy().evicts()) {
      target = NOT_LOWERING;
      slab.budgetBytes(bytes);
      return false;
    }
    target = bytes;
    follow(spent);
    return true;
  }

  /**
   * Evicts for a while, if too much is used.
   *
   * @return false when there was nothing to be done, or nothing could be
   */
  boolean step(Evictor evictor, long nowMillis, long deadlineNanos) {
    long over = over();
    if (over <= 0) {
      settle();
      return false;
    }
    long freed = evictor.makeRoom(over, nowMillis, deadlineNanos);
    boolean useful = freed > 0 || evictor.metBusyGate();
    if (useful) {
      follow(spent());
    } else {
      settle();
    }
    return useful;
  }

  private synchronized long over() {
    long limit = target == NOT_LOWERING ? slab.budgetBytes() : target;
    return limit == 0 ? 0 : spent() - limit;
  }

  private synchronized void follow(long spent) {
    if (target != NOT_LOWERING) {
      long now = slab.budgetBytes();
      long next = Math.max(target, now == 0 ? spent : Math.min(spent, now));
      slab.budgetBytes(next);
      if (next == target) {
        target = NOT_LOWERING;
      }
    }
  }

  /* Reached, or nothing more may go: then writes are refused as the user wants it. */
  private synchronized void settle() {
    if (target != NOT_LOWERING) {
      slab.budgetBytes(target);
      target = NOT_LOWERING;
    }
  }

  private long spent() {
    return slab.usedBytes() + slab.chargedBytes();
  }
}
