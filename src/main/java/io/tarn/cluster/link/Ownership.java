// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.command.Reply;

/** Which slots requests of other nodes may use here. Any thread, cheap. */
public interface Ownership {

  /** True when this node leads the slot; its gate may be taken or not yet open. */
  boolean leads(int slot);

  /** True when this node has a copy of the slot that may be read. */
  boolean follows(int slot);

  /**
   * True for the answer that says that a request has waited for a slot in vain, because another
   * node leads it now: the asking node is told to look for the owner again.
   */
  default boolean isRefusal(Reply.Failure answer) {
    return false;
  }

  /** A node that leads all slots. */
  Ownership ALL =
      new Ownership() {
        @Override
        public boolean leads(int slot) {
          return true;
        }

        @Override
        public boolean follows(int slot) {
          return false;
        }
      };
}
