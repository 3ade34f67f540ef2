// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/**
 * What a node holds of a shard, as it tells others.
 *
 * @param epoch the epoch of the last byte held, 0 for nothing: not that of the leader it follows,
 *     which may be later and still have to bring it to where that epoch began
 * @param position bytes of the stream that are held, to the end of a unit
 * @param complete false while a checkpoint is being received, and for nothing
 */
public record Copy(long epoch, long position, boolean complete) {

  /** Nothing at all. */
  public static final Copy NONE = new Copy(0, 0, false);

  public Copy {
    if (epoch < 0 || position < 0 || (complete && epoch == 0)) {
      throw new IllegalArgumentException(
          "epoch=" + epoch + " position=" + position + " complete=" + complete);
    }
  }

  /**
   * True when a node would rather lead with this copy than with the other: see {@link Promotion}.
   */
  public boolean isBetterThan(Copy other) {
    if (complete != other.complete) {
      return complete;
    }
    if (epoch != other.epoch) {
      return epoch > other.epoch;
    }
    return position > other.position;
  }
}
