// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * The keys that one thread has written last, the newest on top. The rule for scans and loops lets
 * the youngest go, and among eight keys drawn at random the youngest of all would hardly ever be.
 */
final class Newcomers {

  /** Most that are remembered: a large value may need the room of several small ones. */
  static final int MOST = 16;

  private final int[] slots = new int[MOST];
  private final long[] hashes = new long[MOST];
  private int top;
  private int count;

  /** Notes a key that was written. */
  void add(int slot, long hash) {
    top = (top + 1) % MOST;
    slots[top] = slot;
    hashes[top] = hash;
    count = Math.min(count + 1, MOST);
  }

  int count() {
    return count;
  }

  /** Returns the slot of the newest. */
  int slot() {
    return slots[top];
  }

  /** Returns the hash of the newest. */
  long hash() {
    return hashes[top];
  }

  /** Forgets the newest. */
  void drop() {
    top = (top + MOST - 1) % MOST;
    count--;
  }
}
