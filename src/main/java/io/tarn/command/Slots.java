// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.keyspace.Keyspace;
import io.tarn.keyspace.Population;

/** The slots of this node, as commands see them. */
public interface Slots {

  /** Returns the key space of a slot whose gate this thread has entered. */
  Keyspace at(int slot);

  /**
   * Enters the gate of a slot, runs {@code work} and leaves it. For commands without keys that look
   * at many slots one after the other (KEYS, SCAN, DBSIZE, RANDOMKEY).
   *
   * @throws SlotBusyException when the gate stays taken or is closed; the runner then repeats the
   *     whole command from the slot entity, so it must not have changed anything yet
   */
  <T> T visit(int slot, Visitor<T> work);

  /**
   * Returns the number of keys of one slot, expired ones that are not yet removed included. For
   * commands that pass over empty slots (SCAN, KEYS, RANDOMKEY): an implementation that can look
   * without entering the gate should.
   *
   * @throws SlotBusyException as in {@link #visit}, when the slot is closed and may hold keys
   */
  default int size(int slot) {
    return visit(slot, Keyspace::size);
  }

  /** Returns the number of keys of all open slots. Does not enter any gate. */
  long size();

  /** Returns the number of keys with an expiry in all open slots. Does not enter any gate. */
  long expiringSize();

  /** Returns the number of keys removed because their time had come, since the start. */
  long expiredCount();

  /** Returns the number of keys removed for want of memory, since the start. */
  long evictedCount();

  /** Returns what the key spaces have in common: policy, ticks, the adaptive choice. */
  Population population();

  /** Tells of a key that a command has added and that is none of its arguments (DEBUG). */
  default void added(Keyspace keyspace, byte[] key, Execution execution) {}

  /**
   * Empties all slots at one moment (FLUSHALL). The memory is freed in the background.
   *
   * @throws SlotBusyException as in {@link #visit}; nothing has changed then
   */
  void flush();

  /**
   * Returns the number of keys that {@link #flush} has removed and whose memory is not yet free.
   */
  long pendingFrees();

  /** Returns the number of keys whose memory was freed after a {@link #flush}, since the start. */
  default long lazilyFreed() {
    return 0;
  }

  /**
   * Sets the budget of the slab (CONFIG SET maxmemory). Below what is used, and while keys may be
   * evicted, it is lowered step by step in the background as they go, so that writes go on
   * meanwhile. Returns at once.
   *
   * @param bytes 0 for none
   */
  void limitMemory(long bytes);

  /** Returns how moving records out of sparse pages goes. */
  default Defragmentation defragmentation() {
    return Defragmentation.NONE;
  }

  /**
   * What INFO says of the moving of records out of sparse pages, since the start.
   *
   * @param running true while pages are being emptied (active_defrag_running)
   * @param hits blocks moved (active_defrag_hits)
   * @param misses blocks that should have been moved but for want of room (active_defrag_misses)
   * @param keyHits keys of which a block was moved (active_defrag_key_hits)
   * @param keyMisses keys that were looked at and stayed (active_defrag_key_misses)
   */
  record Defragmentation(boolean running, long hits, long misses, long keyHits, long keyMisses) {
    /** Nothing was ever moved. */
    public static final Defragmentation NONE = new Defragmentation(false, 0, 0, 0, 0);
  }

  /** Computes something from a key space. */
  @FunctionalInterface
  interface Visitor<T> {
    /** Called with the gate entered. */
    T visit(Keyspace keyspace);
  }

  /** A slot that cannot be entered now. Has no stack trace: it is an answer. */
  final class SlotBusyException extends RuntimeException {
    private final int slot;

    /** Creates the answer for a slot. */
    public SlotBusyException(int slot) {
      super("slot=" + slot, null, false, false);
      this.slot = slot;
    }

    /** Returns the slot number. */
    public int slot() {
      return slot;
    }
  }
}
