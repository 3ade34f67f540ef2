// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Slots.Defragmentation;
import io.tarn.keyspace.HashSlot;
import io.tarn.keyspace.Moves;
import io.tarn.keyspace.Population;
import io.tarn.slab.Slab;

/**
 * Moves records out of pages that are nearly empty, so that the pages can be given back: keeps what
 * the slab has taken from the system near what is in use. Used by the housekeeper; the figures are
 * read by any thread.
 *
 * <pre>
 *             too much waste, sparse pages found           every slot walked
 *   WATCHING ────────────────────────────────────▶ WALKING ─────────────────▶ WATCHING
 *   (looks every second, or less often after         (slot by slot, some 50
 *    a walk that has gained little)                   records a gate entry)
 * </pre>
 */
final class Defragmenter {

  /*
   * The names of the limits are Redis's, the values are not: Redis begins at 100 MB and 10 % of
   * waste. Here resident memory shall stay below 1.1 times maxmemory, so it must begin before that.
   */

  /** active-defrag-ignore-bytes: waste that is left alone. */
  static final long IGNORE_BYTES = 16L << 20;

  /** active-defrag-threshold-lower: waste in percent of what is used that is left alone. */
  static final int THRESHOLD_LOWER_PERCENT = 5;

  /** Most records a gate entry. */
  static final int MOST_RECORDS = 50;

  /** Longest stay in a gate that is aimed at; large records are copied in it. */
  static final long GATE_NANOS = 100_000;

  /** How often the waste is looked at. */
  static final long LOOK_NANOS = 1_000_000_000L;

  /** How seldom, when walks gain little. */
  static final long MOST_LOOK_NANOS = 60 * LOOK_NANOS;

  /** Lent beyond the budget while blocks are moved, each of which is taken before one is freed. */
  private static final long LENT_BYTES = 1 << 20;

  /** A walk that has won less than this part of the pages that were selected has gained little. */
  private static final int LITTLE = 8;

  /** How often a taken gate is tried before the slot is left for the next walk. */
  private static final int MOST_REFUSALS = 8;

  private static final int WATCHING = HashSlot.COUNT;

  private final SlotTable slots;
  private final Slab slab;
  private final Population population;
  private int slot = WATCHING;
  private long cursor;
  private int records = MOST_RECORDS;
  private int refusals;
  private long selected;
  private long committedBefore;
  private long lookNanos = LOOK_NANOS;
  private long nextLookNanos;
  private final Moves moves = new Moves();
  private volatile Defragmentation figures = Defragmentation.NONE;

  Defragmenter(SlotTable slots, Slab slab, long nowNanos) {
    this.slots = slots;
    this.slab = slab;
    this.population = slots.population();
    this.nextLookNanos = nowNanos + LOOK_NANOS;
  }

  /** Returns what INFO shows. Any thread. */
  Defragmentation figures() {
    return figures;
  }

  /**
   * Works until a {@code nanoTime}.
   *
   * @param enabled whether the user wants it (activedefrag)
   * @return false when there was nothing to do
   */
  boolean step(boolean enabled, long nowNanos, long deadlineNanos) {
    if (slot == WATCHING) {
      return enabled && nowNanos - nextLookNanos >= 0 && begin(nowNanos);
    }
    if (!enabled) {
      end(nowNanos);
      return false;
    }
    while (slot < HashSlot.COUNT && walk() && System.nanoTime() - deadlineNanos < 0) {}
    if (slot == HashSlot.COUNT) {
      end(nowNanos);
    }
    publish();
    return true;
  }

  private boolean begin(long nowNanos) {
    nextLookNanos = nowNanos + lookNanos;
    long used = slab.usedBytes();
    committedBefore = slab.committedBytes();
    long waste = committedBefore - used;
    if (waste <= IGNORE_BYTES || waste <= used / 100 * THRESHOLD_LOWER_PERCENT) {
      lookNanos = LOOK_NANOS;
      return false;
    }
    selected = slab.selectSparsePages();
    if (selected == 0) {
      slab.deselectPages();
      return false;
    }
    slot = 0;
    cursor = 0;
    publish();
    return true;
  }

  private void end(long nowNanos) {
    slab.deselectPages();
    slot = WATCHING;
    long won = committedBefore - slab.committedBytes();
    lookNanos = won < selected / LITTLE ? Math.min(2 * lookNanos, MOST_LOOK_NANOS) : LOOK_NANOS;
    nextLookNanos = nowNanos + lookNanos;
    publish();
  }

  /** Takes one turn at a slot; false when its gate is taken and there should be a pause. */
  private boolean walk() {
    Slot present = slots.slot(slot);
    boolean isCopy = present.isFollowed();
    if (population.keys(slot) == 0 || !(isCopy || present.isOpen())) {
      nextSlot();
      return true;
    }
    if (!(isCopy ? present.tryEnterCopy() : present.tryEnterAnyway())) {
      if (++refusals == MOST_REFUSALS) {
        nextSlot();
      }
      return false;
    }
    long entered = System.nanoTime();
    slab.lend(LENT_BYTES);
    try {
      cursor = present.keyspace().defragment(cursor, records, moves);
    } finally {
      slab.lend(-LENT_BYTES);
      slots.leave(present);
    }
    long stayed = System.nanoTime() - entered;
    records = stayed > GATE_NANOS ? Math.max(1, records / 2) : Math.min(records + 1, MOST_RECORDS);
    if (cursor == 0) {
      nextSlot();
    }
    return true;
  }

  private void nextSlot() {
    slot++;
    cursor = 0;
    refusals = 0;
  }

  private void publish() {
    figures =
        new Defragmentation(
            slot != WATCHING, moves.blocks(), moves.refused(), moves.keysMoved(), moves.keysLeft());
  }
}
