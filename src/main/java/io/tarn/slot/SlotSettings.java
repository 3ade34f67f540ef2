// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * How long and in what number requests may wait for a slot that is busy, moving or not yet open.
 *
 * @param waitMillis longest wait, 1 to 600,000
 * @param waitingPerSlot most requests that wait for one slot, 1 or more
 * @param waitingPerNode most requests that wait for all slots, 1 or more
 */
public record SlotSettings(int waitMillis, int waitingPerSlot, int waitingPerNode) {

  /**
   * Ten seconds outlast a failover. A connection waits with one request at a time, so the limits
   * let all connections that a node takes by default (10,000) wait for one hot slot.
   */
  public static final SlotSettings DEFAULT = new SlotSettings(10_000, 16_384, 65_536);

  /** Checks the values. */
  public SlotSettings {
    if (waitMillis < 1 || waitMillis > 600_000) {
      throw new IllegalArgumentException("wait out of range 1..600000: millis=" + waitMillis);
    }
    if (waitingPerSlot < 1 || waitingPerNode < 1) {
      throw new IllegalArgumentException(
          "limits must be positive: slot=" + waitingPerSlot + " node=" + waitingPerNode);
    }
  }
}
