// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Slots.SlotBusyException;
import io.tarn.keyspace.HashSlot;
import java.util.BitSet;
import java.util.function.IntPredicate;

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
        if (!slots.fence().isUp() && slot.tryEnterAnyway()) {
          entered.set(number);
        } else if (slot.isOpen() || !slots.onward().isElsewhere(number)) {
          leave();
          return number;
        }
      }
    }
    return EnteredGates.ENTERED;
  }

  /**
   * Empties all slots that this node leads at one moment, with the gates that this thread has
   * announced or, for the time being, with all.
   *
   * @throws SlotBusyException when a gate cannot be entered; nothing has changed then
   */
  static void detachAll(SlotTable slots, FlushedKeys into) {
    EnteredGates mine = EnteredGates.announcedHere(slots);
    if (mine != null && mine.holdsAll()) {
      detach(slots, into, mine::holds);
      return;
    }
    if (mine != null && mine.isEmpty()) {
      requireEntered(mine.enterAll());
      try {
        detach(slots, into, mine::holds);
        mine.recorder().flush();
      } finally {
        mine.leave();
      }
      return;
    }
    AllGates all = new AllGates(slots);
    requireEntered(all.enter());
    try {
      detach(slots, into, all::holds);
    } finally {
      all.leave();
    }
  }

  private static void requireEntered(int busy) {
    if (busy != EnteredGates.ENTERED) {
      throw new SlotBusyException(busy);
    }
  }

  private static void detach(SlotTable slots, FlushedKeys into, IntPredicate entered) {
    for (int number = 0; number < HashSlot.COUNT; number++) {
      Slot slot = slots.slot(number);
      if (slot.keyspace().size() > 0 && entered.test(number)) {
        into.add(slot.keyspace().detach());
      }
    }
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
