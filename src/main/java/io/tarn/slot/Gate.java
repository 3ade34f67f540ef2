// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The exclusive entry to one slot: whoever has entered is alone with the slot's data until it
 * leaves, and sees all that those before it have done.
 *
 * <pre>
 *            open              enter
 *   CLOSED ────────▶ FREE ◀──────────────▶ HELD
 *      ▲                       leave         │
 *      │└────────────────────────────────────┘
 *      │               close
 *      │    follow                 enterCopy
 *      └──────────▶ COPY_FREE ◀──────────────▶ COPY_HELD
 *       ◀──────────                 leave
 *         unfollow
 * </pre>
 *
 * <p>A slot that another node leads and of which this one has a copy is not open: to clients it is
 * as if it were closed. Whoever brings the copy up to date, moves its memory or only reads it
 * enters by {@link #tryEnterCopy}.
 *
 * <p>Nobody is queued here. A thread that finds the gate taken spins for a few microseconds, as
 * long as some commands take, and then goes elsewhere. The slot's entity, which must not be kept
 * out for ever by a stream of threads, sets {@link #want}: from then on {@link #tryEnter} refuses
 * and {@link #leave} tells the leaver to wake the entity.
 *
 * <p>Invariants: open comes only from CLOSED; leave and close only from HELD, by the one that
 * entered. Each is checked always.
 */
class Gate {

  /*
   * One compare-and-set in, one ordered store out. A gate is a field of its Slot object and not a
   * cell of a padded array: the cache line that the compare-and-set brings in also holds the slot's
   * reference to its key space, which is needed next. Of 16,384 slots, two threads seldom use
   * neighbours at the same moment, so false sharing is left alone.
   */

  /** How long an entrant spins: some ten short commands. */
  static final long SPIN_NANOS = 5_000;

  private static final int CLOSED = 0;
  private static final int FREE = 1;
  private static final int HELD = 2;
  private static final int COPY_FREE = 3;
  private static final int COPY_HELD = 4;

  private static final VarHandle STATE;
  private static final VarHandle WANTED;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Gate.class, "state", int.class);
      WANTED = MethodHandles.lookup().findVarHandle(Gate.class, "wanted", boolean.class);
    } catch (ReflectiveOperationException broken) {
      throw new ExceptionInInitializerError(broken);
    }
  }

  @SuppressWarnings("UnusedVariable") // through STATE
  private int state = CLOSED;

  @SuppressWarnings("UnusedVariable") // through WANTED
  private boolean wanted;

  /** Enters unless the gate is closed, wanted by its entity, or taken for longer than a spin. */
  final boolean tryEnter() {
    if (!(boolean) WANTED.getOpaque(this) && STATE.compareAndSet(this, FREE, HELD)) {
      return true;
    }
    return spin(false);
  }

  /** Enters although the entity wants the gate: for entities and for visits of many slots. */
  final boolean tryEnterAnyway() {
    return STATE.compareAndSet(this, FREE, HELD) || spin(true);
  }

  /**
   * Leaves.
   *
   * @return true when the entity waits for the gate and must be told that it is free. A leave at
   *     the very moment of {@link #want} may miss it; the entity looks again after a while
   */
  final boolean leave() {
    if ((int) STATE.getOpaque(this) == COPY_HELD) {
      STATE.setRelease(this, COPY_FREE);
      return false;
    }
    checkHeld("leave");
    STATE.setRelease(this, FREE);
    return (boolean) WANTED.getOpaque(this);
  }

  /** Opens a closed gate. */
  final void open() {
    if (!STATE.compareAndSet(this, CLOSED, FREE)) {
      throw new IllegalStateException("gate opened twice: state=" + STATE.getVolatile(this));
    }
  }

  /** Opens the gate if it is closed; false when it is open, or that of a copy. */
  final boolean tryOpen() {
    return STATE.compareAndSet(this, CLOSED, FREE);
  }

  /** Closes the gate, which the caller has entered, instead of leaving it. */
  final void close() {
    checkHeld("close");
    STATE.setVolatile(this, CLOSED);
  }

  /** Says whether the entity waits to enter. */
  final void want(boolean value) {
    WANTED.setVolatile(this, value);
  }

  /** True while somebody may enter, now or when the present holder has left. */
  final boolean isOpen() {
    int now = (int) STATE.getVolatile(this);
    return now == FREE || now == HELD;
  }

  /** Makes a closed slot one whose copy is entered. */
  final void follow() {
    if (!STATE.compareAndSet(this, CLOSED, COPY_FREE)) {
      throw new IllegalStateException("followed but not closed: state=" + STATE.getVolatile(this));
    }
  }

  /** Closes a slot whose copy nobody has entered; false when somebody has. */
  final boolean tryUnfollow() {
    return STATE.compareAndSet(this, COPY_FREE, CLOSED);
  }

  /** True between {@link #follow} and {@link #tryUnfollow}. */
  final boolean isFollowed() {
    return (int) STATE.getVolatile(this) >= COPY_FREE;
  }

  /** Enters the copy of a slot that is followed, unless it is taken for longer than a spin. */
  final boolean tryEnterCopy() {
    if (STATE.compareAndSet(this, COPY_FREE, COPY_HELD)) {
      return true;
    }
    if (!isFollowed()) {
      return false;
    }
    long started = System.nanoTime();
    do {
      if (STATE.compareAndSet(this, COPY_FREE, COPY_HELD)) {
        return true;
      }
      Thread.onSpinWait();
    } while (isFollowed() && System.nanoTime() - started < SPIN_NANOS);
    return false;
  }

  private boolean spin(boolean anyway) {
    long started = System.nanoTime();
    do {
      int now = (int) STATE.getOpaque(this);
      if ((now != FREE && now != HELD) || (!anyway && (boolean) WANTED.getOpaque(this))) {
        return false;
      }
      if (now == FREE && STATE.compareAndSet(this, FREE, HELD)) {
        return true;
      }
      Thread.onSpinWait();
    } while (System.nanoTime() - started < SPIN_NANOS);
    return false;
  }

  private void checkHeld(String what) {
    int now = (int) STATE.getOpaque(this);
    if (now != HELD) {
      throw new IllegalStateException("gate not entered: operation=" + what + " state=" + now);
    }
  }
}
