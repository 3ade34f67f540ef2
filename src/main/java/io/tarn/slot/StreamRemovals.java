// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.command.CommandTable;
import io.tarn.command.Execution;
import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.RemovalObserver;
import org.jspecify.annotations.Nullable;

/**
 * Records what leaves the slots by itself: expired, evicted and flushed keys, expired fields. Any
 * thread.
 *
 * <p>Within a transaction, or a command that has entered many gates, this goes with the rest of it,
 * in order. Otherwise it is a unit of its own, before what the command appends that met it.
 */
final class StreamRemovals implements RemovalObserver {

  private final SlotTable slots;
  private final ThreadLocal<UnitRecorder> own;

  StreamRemovals(SlotTable slots) {
    this.slots = slots;
    CommandTable none = CommandTable.of(java.util.List.of());
    this.own = ThreadLocal.withInitial(() -> new UnitRecorder(slots, none, new CommandPlan[0]));
  }

  @Override
  public void removed(Keyspace keyspace, long record) {
    if (slots.slot(keyspace.slot()).stream() != null) {
      UnitRecorder shared = shared(keyspace.slot());
      UnitRecorder recorder = shared != null ? shared : own.get();
      recorder.removed(keyspace, record);
      end(recorder, shared);
    }
  }

  @Override
  public void fieldsRemoved(int slot, byte[] key, long nowMillis) {
    if (slots.slot(slot).stream() != null) {
      UnitRecorder shared = shared(slot);
      UnitRecorder recorder = shared != null ? shared : own.get();
      recorder.pruned(slot, key, nowMillis);
      end(recorder, shared);
    }
  }

  @Override
  public void emptied(Keyspace keyspace) {
    int slot = keyspace.slot();
    if (slots.slot(slot).stream() != null) {
      UnitRecorder shared = shared(slot);
      UnitRecorder recorder = shared != null ? shared : own.get();
      recorder.emptied(slot);
      end(recorder, shared);
    }
  }

  /** Records a key that a command has added which does not name it. */
  void added(Keyspace keyspace, byte[] key, Execution execution) {
    UnitRecorder shared = shared(keyspace.slot());
    UnitRecorder recorder = shared != null ? shared : own.get();
    recorder.added(keyspace, key, execution);
    end(recorder, shared);
  }

  private @Nullable UnitRecorder shared(int slot) {
    EnteredGates mine = EnteredGates.announcedHere(slots);
    return mine != null && mine.holds(slot) ? mine.recorder() : null;
  }

  private static void end(UnitRecorder recorder, @Nullable UnitRecorder shared) {
    if (shared == null) {
      recorder.flush(null);
    }
  }
}
