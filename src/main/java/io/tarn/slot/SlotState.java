// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * Where a slot's entity is in its life, with what it must remember there.
 *
 * <pre>
 *  first message          gate           sharding's          gate
 *  for the slot           opened         stop message        closed
 *  ──────────────▶ Starting ──────▶ Open ──────▶ Closing ──────▶ Stopped
 * </pre>
 *
 * <p>Legal transitions, and no others:
 *
 * <ul>
 *   <li>{@code Starting -> Open}: the slot's keys are here and its gate is open.
 *   <li>{@code Open -> Closing}: asked to stop. The requests that wait already are run first.
 *   <li>{@code Open -> Stopped}: another entity has taken its place, or the gate was closed for it.
 *   <li>{@code Closing -> Stopped}: the entity has entered the gate and closed it. Requests that
 *       still wait are for the next entity of the slot.
 * </ul>
 *
 * <p>An entity that fails passes to no state; it ends, with its gate open as it was, and the next
 * one takes the slot over.
 */
sealed interface SlotState {

  /** Created; the gate is closed, or open because the entity before failed. */
  record Starting() implements SlotState {}

  /** Serving: the gate is open. */
  record Open() implements SlotState {}

  /** Asked to stop: runs the requests that waited at that time, then closes the gate. */
  final class Closing implements SlotState {
    private final long deadlineNanos;
    private int left;

    /** Begins to close, with so many requests to run before a {@code nanoTime}. */
    Closing(int left, long deadlineNanos) {
      this.left = left;
      this.deadlineNanos = deadlineNanos;
    }

    /** Returns how many requests are still to be run. */
    int left(long nowNanos) {
      return nowNanos - deadlineNanos > 0 ? 0 : left;
    }

    void ran(int requests) {
      left -= requests;
    }
  }

  /** Ended. */
  record Stopped() implements SlotState {}

  /** Returns {@code next}. An illegal transition is a broken invariant and crashes the entity. */
  default SlotState to(SlotState next) {
    boolean legal =
        switch (this) {
          case Starting _ -> next instanceof Open;
          case Open _ -> next instanceof Closing || next instanceof Stopped;
          case Closing _ -> next instanceof Stopped;
          case Stopped _ -> false;
        };
    if (!legal) {
      throw new IllegalStateException(
          "illegal transition: from="
              + getClass().getSimpleName()
              + " to="
              + next.getClass().getSimpleName());
    }
    return next;
  }
}
