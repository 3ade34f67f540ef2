// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

import java.util.function.IntFunction;

/**
 * What the key spaces of a node spend slab memory on, in bytes.
 *
 * @param records keys with their values
 * @param index where the keys are found
 * @param expiry in which order keys expire
 * @param sketch how often keys were used
 * @param keys number of keys, expired ones that are not yet removed included
 */
public record Footprint(long records, long index, long expiry, long sketch, long keys) {

  /**
   * Adds up all slots. Enters no gate: what others change meanwhile is counted as of before or
   * after. Takes about a millisecond.
   */
  public static Footprint of(IntFunction<Keyspace> slots) {
    long all = 0;
    long index = 0;
    long expiry = 0;
    long sketch = 0;
    long keys = 0;
    for (int slot = 0; slot < HashSlot.COUNT; slot++) {
      Keyspace keyspace = slots.apply(slot);
      keys += keyspace.size();
      all += keyspace.memoryUsage();
      index += keyspace.index().memoryUsage();
      expiry += keyspace.expiries().memoryUsage();
      sketch += keyspace.sketchBytes();
    }
    return new Footprint(Math.max(0, all - index - expiry - sketch), index, expiry, sketch, keys);
  }
}
