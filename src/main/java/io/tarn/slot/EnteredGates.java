// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gates that one runner has entered for its present request. Entered in ascending order; more
 * are only tried. Used by one thread.
 */
final class EnteredGates {

  /** What entering answers when all was entered. */
  static final int ENTERED = -1;

  /* Nobody else need know: a command that looks at slots asks the table, and that asks here. */
  private static final ThreadLocal<@Nullable EnteredGates> ANNOUNCED = new ThreadLocal<>();

  private final SlotTable slots;
  private final boolean forEntities;
  private int[] numbers = new int[16];
  private int count;
  private final AllGates all;
  private boolean isAll;
  private final UnitRecorder recorder;

  /** Creates the empty set; one for entities enters gates that entities want. */
  EnteredGates(SlotTable slots, boolean forEntities, UnitRecorder recorder) {
    this.slots = slots;
    this.forEntities = forEntities;
    this.recorder = recorder;
    this.all = new AllGates(slots);
  }

  /** Returns the gates of a table that this thread has announced, or null. */
  static @Nullable EnteredGates announcedHere(SlotTable table) {
    EnteredGates here = ANNOUNCED.get();
    return here != null && here.slots == table ? here : null;
  }

  /** Returns what records the changes of the present request. */
  UnitRecorder recorder() {
    return recorder;
  }

  /** Lets visits of this thread use what is entered, until {@link #withdraw}. */
  void announce() {
    ANNOUNCED.set(this);
  }

  /** Ends what {@link #announce} began. */
  void withdraw() {
    ANNOUNCED.remove();
  }

  /** Notes a gate that the caller has entered and will leave, when none is noted. */
  void adopt(int number) {
    numbers[0] = number;
    count = 1;
  }

  /** Leaves what was entered since {@link #adopt}, and forgets that gate. */
  void disown() {
    while (count > 1) {
      slots.leave(slots.slot(numbers[--count]));
    }
    count = 0;
  }

  /**
   * Enters gates when none is entered.
   *
   * @return {@link #ENTERED}, or the slot that could not be entered: then none is
   */
  int enter(KeySlots distinct) {
    return enter(distinct, false);
  }

  /** As the other; with {@code copies}, those of slots that are led elsewhere will do. */
  int enter(KeySlots distinct, boolean copies) {
    while (count < distinct.count()) {
      int number = distinct.at(count);
      if (!slots.slot(number).tryEnter(forEntities, copies)) {
        leave();
        return number;
      }
      add(number);
    }
    return ENTERED;
  }

  /** As the other, all gates of slots that this node leads. */
  int enterAll() {
    int busy = all.enter();
    isAll = busy == ENTERED;
    return busy;
  }

  /** Tries one more gate, out of order; true when it is entered, now or before. */
  boolean enterAlso(int number) {
    if (holds(number)) {
      return true;
    }
    if (!slots.slot(number).tryEnter(forEntities, false)) {
      return false;
    }
    add(number);
    return true;
  }

  boolean isEmpty() {
    return count == 0 && !isAll;
  }

  boolean holdsAll() {
    return isAll;
  }

  boolean holds(int number) {
    if (isAll && all.holds(number)) {
      return true;
    }
    for (int i = 0; i < count; i++) {
      if (numbers[i] == number) {
        return true;
      }
    }
    return false;
  }

  /** Leaves all that was entered. */
  void leave() {
    if (isAll) {
      isAll = false;
      all.leave();
    }
    while (count > 0) {
      slots.leave(slots.slot(numbers[--count]));
    }
  }

  private void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count++] = number;
  }
}
