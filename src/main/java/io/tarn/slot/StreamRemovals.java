// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.Execution;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.RemovalObserver;
import io.tarn.log.record.RecordKind;
import io.tarn.log.record.RecordWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what leaves the slots by itself: expired, evicted and flushed keys, expired fields. Any
 * thread.
 *
 * <p>Within a transaction, or a command that has entered many gates, this goes with the rest of it,
 * in order. Otherwise it is a unit of its own, before what the command appends that met it.
 */
final class StreamRemovals implements RemovalObserver {

  private static final ThreadLocal<RecordWriter> WRITER =
      ThreadLocal.withInitial(RecordWriter::new);

  private final SlotTable slots;

  StreamRemovals(SlotTable slots) {
    this.slots = slots;
  }

  @Override
  public void removed(Keyspace keyspace, long record) {
    append(keyspace.slot(), writer -> KeyState.gone(writer, keyspace, record));
  }

  @Override
  public void fieldsRemoved(Keyspace keyspace, long record, long nowMillis) {
    append(keyspace.slot(), writer -> KeyState.pruned(writer, keyspace, record, nowMillis));
  }

  @Override
  public void emptied(Keyspace keyspace) {
    append(keyspace.slot(), writer -> writer.mark(RecordKind.EMPTY, keyspace.slot()));
  }

  /** Records a key that a command has added which does not name it. */
  void added(Keyspace keyspace, byte[] key, Execution execution) {
    append(
        keyspace.slot(),
        writer -> KeyState.write(writer, RecordKind.STATE, keyspace, key, execution));
  }

  private void append(int slot, Consumer<RecordWriter> record) {
    ShardStream stream = slots.slot(slot).stream();
    if (stream == null) {
      return;
    }
    RecordWriter shared = shared(slot);
    if (shared != null) {
      record.accept(shared);
      return;
    }
    RecordWriter own = WRITER.get();
    record.accept(own);
    long _ = stream.sink().append(own.array(), 0, own.size());
    own.clear();
  }

  private @Nullable RecordWriter shared(int slot) {
    EnteredGates mine = EnteredGates.announcedHere(slots);
    return mine != null && mine.holds(slot) ? mine.recorder().writer(slot) : null;
  }
}
