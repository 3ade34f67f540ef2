// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.HashSlot;
import java.util.BitSet;

/**
 * The gates of all slots that this node leads, entered together. Slots that are led elsewhere are
 * passed over, and stay so until {@link #leave} even if they come here meanwhile. One thread.
 */
final class AllGates {

  private final SlotTable slots;
  private final BitSet entered = new BitSet(HashSlot.COUNT);

  AllGates(SlotTable slots) {
    this.slots = slots;
  }

  /**
   * Enters, when this thread has entered none.
   *
   * @return {@link EnteredGates#ENTERED}, or the slot that could not be entered: then none is
   */
  int enter() {
    for (int number = 0; number < HashSlot.COUNT; number++) {
      Slot slot = slots.slot(number);
      if (slot.isLed()) {
        if (!slot.tryEnterAnyway()) {
          leave();
          return number;
        }
        entered.set(number);
      }
    }
    return EnteredGates.ENTERED;
  }

  boolean holds(int number) {
    return entered.get(number);
  }

  /** Leaves all that was entered. */
  void leave() {
    for (int number = entered.length() - 1; number >= 0; number--) {
      if (entered.get(number)) {
        slots.leave(slots.slot(number));
      }
    }
    entered.clear();
  }
}
