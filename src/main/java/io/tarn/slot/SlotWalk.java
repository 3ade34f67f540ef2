// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Environment;
import io.tarn.command.Execution;
import io.tarn.keyspace.Keyspace;
import io.tarn.log.CheckpointSource;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordWriter;
import io.tarn.metric.CommandCounters;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Walks over the slots of a shard and appends what they hold: small ones together, several in a
 * piece, a large one in several pieces. One thread at a time.
 *
 * <p>A large slot is left between two pieces. Until its last piece its changes are recorded as
 * state ({@link Slot#isWalked}), since readers of the walk have only a part of it.
 */
final class SlotWalk implements CheckpointSource {

  /** Keys that are looked for at a time; what a piece may have too many of. */
  private static final int KEYS_AT_ONCE = 16;

  private final SlotTable slots;
  private final Execution execution;
  private final ApplyingConnection connection = new ApplyingConnection();
  private final LongSupplier wallMillis;
  private final int first;
  private final int end;
  private final RecordWriter writer = new RecordWriter();
  private final ArrayDeque<byte[]> found = new ArrayDeque<>();

  /** The slot that comes next or is walked; {@link #end} when the walk has ended. */
  private int slot;

  private boolean inside;
  private long cursor;
  private boolean scanned;

  SlotWalk(
      Environment environment,
      SlotTable slots,
      CommandCounters.Stripe counters,
      LongSupplier wallMillis,
      int first,
      int count) {
    this.slots = slots;
    this.execution = new Execution(environment, counters, connection);
    this.wallMillis = wallMillis;
    this.first = first;
    this.end = first + count;
    this.slot = end;
    boolean _ = execution.quiet(true);
  }

  @Override
  public void begin() {
    giveUp();
    slot = first;
  }

  /** Ends a walk before its end: the slot in which it is gets verbatim records again. */
  void giveUp() {
    if (inside) {
      slots.slot(slot).walked(false);
      inside = false;
    }
    found.clear();
    slot = end;
  }

  @Override
  public boolean next() {
    if (slot == end) {
      return true;
    }
    Slot present = slots.slot(slot);
    ShardStream stream = present.stream();
    if (stream == null || !present.tryEnterAnyway()) {
      return false;
    }
    try {
      walk(present);
      long _ = stream.sink().append(writer.array(), 0, writer.size());
    } finally {
      writer.clear();
      slots.leave(present);
    }
    return slot == end;
  }

  private void walk(Slot present) {
    Keyspace keyspace = present.keyspace();
    execution.begin(connection, wallMillis.getAsLong());
    if (!inside) {
      writer.mark(RecordKind.BEGIN, slot);
      inside = true;
      cursor = 0;
      scanned = keyspace.size() == 0;
    }
    while (writer.size() < PIECE_BYTES && !(scanned && found.isEmpty())) {
      if (found.isEmpty()) {
        collect(keyspace);
      } else {
        KeyState.write(writer, RecordKind.ITEM, keyspace, found.removeFirst(), execution);
      }
    }
    boolean done = scanned && found.isEmpty();
    if (done) {
      writer.mark(RecordKind.END, slot);
      inside = false;
      slot++;
    }
    present.walked(!done);
  }

  private void collect(Keyspace keyspace) {
    long now = execution.nowMillis();
    cursor =
        keyspace.scan(
            cursor,
            KEYS_AT_ONCE,
            record -> {
              if (!keyspace.isExpired(record, now)) {
                found.add(keyspace.keyBytes(record));
              }
            });
    scanned = cursor == 0;
  }
}
