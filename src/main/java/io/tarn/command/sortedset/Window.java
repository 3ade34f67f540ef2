// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.sortedset;

/**
 * Ranks of a sorted set side by side.
 *
 * @param from the first
 * @param to the one behind the last
 */
record Window(long from, long to) {

  static final Window EMPTY = new Window(0, 0);

  /** Returns a window, the empty one when {@code to} is not behind {@code from}. */
  static Window of(long from, long to) {
    return from < to ? new Window(from, to) : EMPTY;
  }

  /** Returns the window that ranks as in ZRANGE name; negative ones count from the end. */
  static Window ofRanks(long first, long last, long count, boolean reverse) {
    long from = Math.max(0, first < 0 ? count + first : first);
    long to = Math.min(count - 1, last < 0 ? count + last : last) + 1;
    if (from >= to) {
      return EMPTY;
    }
    return reverse ? new Window(count - to, count - from) : new Window(from, to);
  }

  long count() {
    return to - from;
  }

  /**
   * Returns what LIMIT leaves.
   *
   * @param offset so many are left out; all when negative
   * @param most so many at most; no limit when negative
   * @param reverse true when the window is gone through from its end
   */
  Window limited(long offset, long most, boolean reverse) {
    if (offset < 0 || offset >= count()) {
      return EMPTY;
    }
    long kept = most < 0 ? count() - offset : Math.min(most, count() - offset);
    if (reverse) {
      return of(to - offset - kept, to - offset);
    }
    return of(from + offset, from + offset + kept);
  }
}
