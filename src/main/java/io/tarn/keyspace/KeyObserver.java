// SPDX-License-Identifier: Apache-2.0
package io.tarn.keyspace;

/**
 * Learns of keys that come and go without a command naming them, see {@link Population#observer}.
 * Called with the gate of the slot entered, by any thread: an implementation only takes note and
 * returns at once.
 */
public interface KeyObserver {

  /** True when {@link #created} shall be called. */
  boolean observesCreation();

  /** A key was added that was absent. */
  void created(int slot, byte[] key);

  /** A key is being removed because its time has come. */
  void expired(int slot, byte[] key);

  /**
   * Fields of a hash were removed because their time had come.
   *
   * @param last true when none was left, so that the key is gone
   */
  void fieldsExpired(int slot, byte[] key, boolean last);

  /** A key is being removed for want of memory. */
  void evicted(int slot, byte[] key);

  /** All keys of a key space are about to be removed at once; they are still there. */
  void emptied(Keyspace keyspace);
}
