// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.HashSlot;

/**
 * The gates of all slots of this node, entered together by one thread. A slot that is closed
 * because another node leads it is passed over: what looks at all slots looks at those here.
 */
final class AllGates {

  /** What {@link #enter} answers when it has entered all. */
  static final int ENTERED = -1;

  private final SlotTable slots;
  private final long[] held = new long[HashSlot.COUNT / Long.SIZE];

  AllGates(SlotTable slots) {
    this.slots = slots;
  }

  /**
   * Enters all gates for this thread, which must have entered none.
   *
   * @return {@link #ENTERED}, or the slot that could not be entered: then none is
   */
  int enter() {
    for (int number = 0; number < HashSlot.COUNT; number++) {
      Slot slot = slots.slot(number);
      if (slot.tryEnterAnyway()) {
        held[number >> 6] |= 1L << number;
      } else if (slot.isOpen() || !slots.onward().isElsewhere(number)) {
        leave();
        return number;
      }
    }
    return ENTERED;
  }

  boolean holds(int number) {
    return (held[number >> 6] & 1L << number) != 0;
  }

  /** Leaves all that was entered. */
  void leave() {
    for (int number = HashSlot.COUNT - 1; number >= 0; number--) {
      if (holds(number)) {
        held[number >> 6] &= ~(1L << number);
        slots.leave(slots.slot(number));
      }
    }
  }
}
