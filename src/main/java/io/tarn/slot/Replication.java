// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Environment;
import io.tarn.keyspace.Keyspace;
import io.tarn.log.CheckpointSource;
import io.tarn.log.UnitApplier;
import io.tarn.log.UnitSink;
import io.tarn.metric.CommandCounters;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node is to the slots of a shard, and what comes and goes between them and the shard's
 * stream. The slots are named by the first and their number. Any thread, but one at a time for a
 * slot.
 *
 * <pre>
 *                 lead                         release
 *   ELSEWHERE ──────────▶ LED ─ ─ open ─ ─▶ ... closed ─────────▶ FOLLOWED
 *       ▲  │               ▲                                       ▲  │  │
 *       │  └───────────────│───────────── follow ──────────────────┘  │  │
 *       │                  └─────────────────────── adopt ────────────┘  │
 *       └────────────────────────────────────────── drop ────────────────┘
 * </pre>
 *
 * <p>At first all slots are LED and closed, and their entities open them. From the first change on
 * they are opened and closed here; every change but that to LED finds them closed.
 */
public final class Replication {

  private static final long PAUSE_NANOS = 50_000;

  private final Environment environment;
  private final SlotTable slots;
  private final CommandCounters.Stripe counters;
  private final LongSupplier wallMillis;

  /**
   * Creates it, once for a node.
   *
   * @param wallMillis the clock, milliseconds since 1970
   */
  public Replication(Environment environment, SlotTable slots, LongSupplier wallMillis) {
    this.environment = environment;
    this.slots = slots;
    this.counters = environment.counters().newStripe();
    this.wallMillis = wallMillis;
  }

  /** Has the changes of slots appended to a stream from now on; their gates are closed. */
  public void record(int first, int count, int shard, UnitSink sink) {
    ShardStream stream = new ShardStream(shard, sink);
    stream(first, count, stream);
    slots.startRecording();
  }

  /** Has the changes of slots, whose gates are closed, appended to nothing any more. */
  public void stopRecording(int first, int count) {
    stream(first, count, null);
  }

  private void stream(int first, int count, @Nullable ShardStream stream) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      slot.stream(stream);
      slot.walked(false);
    }
  }

  /** Returns what walks over slots that are recorded. Given up, it must be begun again. */
  public CheckpointSource walk(int first, int count) {
    return new SlotWalk(environment, slots, counters, wallMillis, first, count);
  }

  /** Returns what brings slots that are followed up to date. */
  public UnitApplier applier(int first, int count) {
    return new ReplicaApplier(environment, slots, counters, first, count);
  }

  /** Makes slots that are elsewhere ones that this node leads: closed, empty, to be opened. */
  public void lead(int first, int count) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      requireClosed(slot);
      slot.openedByShard(true);
      slot.led(true);
    }
  }

  /** Opens the gates of closed slots that this node leads, and has those attended that wait. */
  public void open(int first, int count) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      if (!slot.isLed() || !slot.tryOpen()) {
        throw new IllegalStateException("not closed, or not led: slot=" + number);
      }
      WaitingLine line = slot.lineOrNull();
      if (line != null && !line.isEmpty()) {
        slots.wake(slot);
      }
    }
  }

  /** Makes closed slots copies of what another node leads. They keep what they hold. */
  public void follow(int first, int count) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      requireClosed(slot);
      slot.openedByShard(true);
      slot.led(false);
      slot.stream(null);
      slots.population().aside(number, true);
      slot.keyspace().keepsExpired(true);
      slot.follow();
    }
  }

  /**
   * Closes the gates of slots that are still open.
   *
   * @return false when one could not be entered: try again
   */
  public boolean close(int first, int count) {
    boolean all = true;
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      if (slot.isOpen()) {
        if (slot.tryEnterAnyway()) {
          slot.close();
        } else {
          all &= !slot.isOpen();
        }
      }
    }
    return all;
  }

  /** As {@link #follow}, for slots that this node has led until now. */
  public void release(int first, int count) {
    follow(first, count);
  }

  /**
   * Makes copies slots that this node leads, closed, to be opened with the keys that they hold.
   * Whoever reads a copy is waited for, some milliseconds at most.
   */
  public void adopt(int first, int count) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      unfollow(slot);
      slot.keyspace().keepsExpired(false);
      slots.population().aside(number, false);
      slot.led(true);
    }
  }

  /** Makes slots that are closed or followed ones that this node has nothing of. */
  public void drop(int first, int count) {
    for (int number = first; number < first + count; number++) {
      Slot slot = slots.slot(number);
      if (slot.isFollowed()) {
        unfollow(slot);
      }
      requireClosed(slot);
      slot.openedByShard(true);
      slot.led(false);
      slot.stream(null);
      Keyspace keyspace = slot.keyspace();
      slots.discard(keyspace);
      keyspace.keepsExpired(false);
      slots.population().aside(number, false);
    }
  }

  /** True when this node leads a slot, opened or not. */
  public boolean isLed(int slot) {
    return slots.slot(slot).isLed();
  }

  /** True when this node has a copy of a slot. */
  public boolean isFollowed(int slot) {
    return slots.slot(slot).isFollowed();
  }

  private static void unfollow(Slot slot) {
    while (!slot.tryUnfollow()) {
      if (!slot.isFollowed()) {
        throw new IllegalStateException("not followed: slot=" + slot.number());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void requireClosed(Slot slot) {
    if (slot.isOpen() || slot.isFollowed()) {
      throw new IllegalStateException("not closed: slot=" + slot.number());
    }
  }
}
