// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.key;

import io.tarn.command.Glob;
import io.tarn.command.Reply;
import io.tarn.keyspace.Keyspace;
import io.tarn.slab.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the names of the live keys that a walk passes and that match. */
final class KeyCollector implements Keyspace.RecordVisitor {

  private final @Nullable Glob glob;
  private final @Nullable String type;
  private final long nowMillis;
  private final List<Reply> names = new ArrayList<>();
  private @Nullable Keyspace keyspace;
  private byte[] scratch = new byte[128];
  private long passed;
  private long heapBytes;

  /**
   * Creates an empty collector.
   *
   * @param glob what names must match, null for all
   * @param type what TYPE must answer, in any case, null for all
   */
  KeyCollector(@Nullable Glob glob, @Nullable String type, long nowMillis) {
    this.glob = glob;
    this.type = type;
    this.nowMillis = nowMillis;
  }

  /** Takes up the walk of a slot; returns the next cursor, 0 when the slot has been walked. */
  long walk(Keyspace slot, long cursor, int atLeast) {
    keyspace = slot;
    return slot.scan(cursor, atLeast, this);
  }

  @Override
  public void visit(long record) {
    Keyspace slot = keyspace;
    passed++;
    if (slot == null || isFull()) {
      return;
    }
    if (slot.isExpired(record, nowMillis)
        || (type != null && !type.equalsIgnoreCase(slot.type(record).label()))) {
      return;
    }
    int length = slot.keyLength(record);
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, scratch.length * 2)];
    }
    Memory.copyOut(slot.keyPosition(record), scratch, 0, length);
    if (glob == null || glob.matches(scratch, 0, length)) {
      names.add(new Reply.Bulk(Arrays.copyOf(scratch, length)));
      heapBytes += length + HeapLimit.STRING_OVERHEAD_BYTES;
    }
  }

  /** Returns how many records the walk has passed, whether they matched or not. */
  long passed() {
    return passed;
  }

  /** True when no further name may be taken: see {@link HeapLimit}. */
  boolean isFull() {
    return heapBytes > HeapLimit.ANSWER_BYTES;
  }

  /** Returns the first name, or null when there is none yet. */
  @Nullable Reply first() {
    return names.isEmpty() ? null : names.getFirst();
  }

  /** Returns the names so far. */
  Reply answer() {
    return new Reply.Array(names);
  }
}
