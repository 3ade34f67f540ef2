// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

/**
 * A member that can hold copies (role {@code cache}), as placement sees it.
 *
 * @param name "host:port" between nodes; no two members have the same at one time
 * @param weight its share of the copies in proportion to the others', greater than 0
 * @param state whether it may be given copies
 */
public record Holder(String name, double weight, State state) {

  /** The weight of a node that was not given one. */
  public static final double DEFAULT_WEIGHT = 1.0;

  /** Whether a member may be given copies, and whether it must lose them. */
  public enum State {
    /** On its way in: holds nothing yet. */
    JOINING,
    /** May be given copies. */
    UP,
    /** Leaves, or is being drained: is emptied. */
    LEAVING,
    /** Has left; what it still held is placed elsewhere. */
    EXITING,
    /** Not heard of by somebody. It may come back or be downed: nothing moves meanwhile. */
    UNREACHABLE,
    /** Shut out, and soon removed. */
    DOWN
  }

  /** Checks the weight. */
  public Holder {
    if (!(weight > 0) || weight > 1_000_000) {
      throw new IllegalArgumentException("weight out of range: node=" + name + " weight=" + weight);
    }
  }

  boolean isUp() {
    return state == State.UP;
  }
}
