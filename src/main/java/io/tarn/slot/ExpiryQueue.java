// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The slots whose timer says that keys have expired, in order of their timers. Any entity adds its
 * slot, at most once at a time; the {@link Housekeeper} removes the keys, one slot after the other,
 * and tells the entity of the next expiry.
 *
 * <p>So expiry has one pace for the whole node, however many timers fire at once. Were each entity
 * to remove its keys itself, a million keys of one second would keep all threads of the dispatcher
 * busy for a quarter of that second, and I/O threads would wait for a processor.
 */
final class ExpiryQueue {

  /** Most keys that are removed before others may enter the gate: a few microseconds. */
  static final int TURN = 16;

  /** How late keys may be removed before the node spends a whole processor on it. */
  static final long LATE_MILLIS = 700;

  /** Slots in a row whose gate is taken, after which there is a pause. */
  private static final int MOST_BUSY = 8;

  private final SlotTable slots;
  private final ConcurrentLinkedQueue<Slot> due = new ConcurrentLinkedQueue<>();
  private boolean late;

  ExpiryQueue(SlotTable slots) {
    this.slots = slots;
  }

  void add(Slot slot) {
    due.add(slot);
    slots.callHousekeeper();
  }

  /**
   * Removes expired keys until a {@code nanoTime}; only the housekeeper.
   *
   * @return false when there was nothing to do
   */
  boolean step(long nowMillis, long deadlineNanos) {
    int busy = 0;
    boolean any = false;
    late = false;
    do {
      Slot slot = due.poll();
      if (slot == null) {
        break;
      }
      any = true;
      busy = expire(slot, nowMillis) ? 0 : busy + 1;
    } while (busy < MOST_BUSY && System.nanoTime() - deadlineNanos < 0);
    return any;
  }

  /** True when the last step met keys whose time was {@link #LATE_MILLIS} ago. */
  boolean isLate() {
    return late;
  }

  /** Takes one turn at a slot; false when its gate is taken. */
  private boolean expire(Slot slot, long nowMillis) {
    if (!slot.isOpen()) {
      return true; // The next entity looks for itself when it opens the gate.
    }
    if (!slot.tryEnterAnyway()) {
      due.add(slot);
      return false;
    }
    int removed;
    long next;
    try {
      late |= slot.keyspace().nextExpiryMillis() < nowMillis - LATE_MILLIS;
      removed = slot.keyspace().removeExpired(nowMillis, TURN);
      next = slot.arm();
    } finally {
      slots.leave(slot, false);
    }
    if (removed == TURN) {
      due.add(slot);
    } else {
      ActorRef<SlotMessage> entity = slot.entity();
      if (entity != null) {
        entity.tell(new SlotMessage.Expired(next));
      }
    }
    return true;
  }
}
