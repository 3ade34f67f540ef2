// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * Learns of all that leaves a key space although no command removed it, see {@link
 * Population#removals}. Called with the gate of the slot entered, by any thread, just before: an
 * implementation only takes note and returns at once.
 */
public interface RemovalObserver {

  /** A key is being removed because its time has come, or for want of memory. */
  void removed(Keyspace keyspace, long record);

  /** Fields of a hash are being removed, if there are any, whose time has come by then. */
  void fieldsRemoved(Keyspace keyspace, long record, long nowMillis);

  /** All keys of a key space are about to be removed at once; they are still there. */
  void emptied(Keyspace keyspace);
}
