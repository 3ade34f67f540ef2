// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

import java.util.Arrays;

/**
 * Where each epoch of a stream began: bytes from one start to the next were appended by one leader.
 * Two copies whose histories agree on an epoch hold the same bytes up to the shorter one's end in
 * it. Immutable. Keeps the latest {@value #MOST} epochs; copies of earlier ones need a checkpoint.
 */
public final class History {

  /** Most epochs that are remembered. */
  public static final int MOST = 8;

  /** No epoch at all. */
  public static final History NONE = new History(new long[0], new long[0]);

  private final long[] epochs;
  private final long[] starts;

  private History(long[] epochs, long[] starts) {
    this.epochs = epochs;
    this.starts = starts;
  }

  /** Returns the history that begins with these, oldest first, which must ascend. */
  static History of(long[] epochs, long[] starts) {
    boolean ascending = epochs.length == starts.length && epochs.length <= MOST;
    for (int i = 0; ascending && i < epochs.length; i++) {
      ascending =
          epochs[i] > (i == 0 ? 0 : epochs[i - 1]) && starts[i] >= (i == 0 ? 0 : starts[i - 1]);
    }
    if (!ascending) {
      throw new IllegalArgumentException(
          "epochs=" + Arrays.toString(epochs) + " starts=" + Arrays.toString(starts));
    }
    return new History(epochs.clone(), starts.clone());
  }

  /** Returns this history with one more epoch, later than all, that begins at a position. */
  public History with(long epoch, long start) {
    int drop = epochs.length == MOST ? 1 : 0;
    int kept = epochs.length - drop;
    long[] nextEpochs = Arrays.copyOfRange(epochs, drop, drop + kept + 1);
    long[] nextStarts = Arrays.copyOfRange(starts, drop, drop + kept + 1);
    nextEpochs[kept] = epoch;
    nextStarts[kept] = start;
    return of(nextEpochs, nextStarts);
  }

  /** Returns this history without the epochs that began after a position. */
  History upTo(long position) {
    int kept = epochs.length;
    while (kept > 0 && starts[kept - 1] > position) {
      kept--;
    }
    return kept == epochs.length
        ? this
        : new History(Arrays.copyOf(epochs, kept), Arrays.copyOf(starts, kept));
  }

  /** Returns how many epochs are remembered. */
  public int size() {
    return epochs.length;
  }

  /** Returns an epoch, 0 being the oldest. */
  public long epoch(int index) {
    return epochs[index];
  }

  /** Returns the position at which an epoch began. */
  public long start(int index) {
    return starts[index];
  }

  /** Returns the latest epoch, 0 for none. */
  public long latest() {
    return epochs.length == 0 ? 0 : epochs[epochs.length - 1];
  }

  /** Returns the latest epoch that began at or before a position, 0 for none. */
  public long epochAt(long position) {
    for (int i = epochs.length - 1; i >= 0; i--) {
      if (starts[i] <= position) {
        return epochs[i];
      }
    }
    return 0;
  }

  /** True when what was held at a position, its last byte of that epoch, is the stream's prefix. */
  public boolean contains(long epoch, long position) {
    for (int i = 0; i < epochs.length; i++) {
      if (epochs[i] == epoch) {
        return position >= starts[i] && (i == epochs.length - 1 || position <= starts[i + 1]);
      }
    }
    return false;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < epochs.length; i++) {
      text.append(i == 0 ? "" : " ").append(epochs[i]).append('@').append(starts[i]);
    }
    return text.toString();
  }
}
