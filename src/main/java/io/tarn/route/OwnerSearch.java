// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Arguments;
import io.tarn.command.event.KeyName;
import io.tarn.command.transaction.Transaction;

/** Finds out which node leads all the slots of a request. Used by one thread. */
final class OwnerSearch {

  private final Peers peers;
  private final RouteRow[] rows;
  private int owner;
  private int firstSlot;
  private int unledSlot;
  private boolean mixed;

  OwnerSearch(Peers peers, RouteRow[] rows) {
    this.peers = peers;
    this.rows = rows;
  }

  /** Begins with no key. */
  OwnerSearch begin() {
    owner = Router.NO_KEY;
    firstSlot = Router.NO_KEY;
    unledSlot = Router.NO_KEY;
    mixed = false;
    return this;
  }

  OwnerSearch addKeys(RouteRow row, Arguments arguments) {
    int count = row.keys().count(arguments);
    for (int n = 0; n < count; n++) {
      addSlot(row.slot(arguments, n));
    }
    return this;
  }

  OwnerSearch add(Transaction transaction) {
    for (Transaction.Queued queued : transaction.requests()) {
      addKeys(rows[queued.entry().ordinal()], queued.arguments());
    }
    for (KeyName key : transaction.watched()) {
      addSlot(key.slot());
    }
    return this;
  }

  private void addSlot(int slot) {
    if (firstSlot == Router.NO_KEY) {
      firstSlot = slot;
    }
    int found = peers.owner(slot);
    if (found == Peers.NOBODY) {
      unledSlot = slot;
    } else {
      addOwner(found);
    }
  }

  OwnerSearch addOwner(int found) {
    mixed |= owner != Router.NO_KEY && owner != found;
    owner = found;
    return this;
  }

  /**
   * Returns a peer, {@link Peers#SELF}, {@link Peers#NOBODY}, or one of {@link Router#NO_KEY},
   * {@link Router#MIXED} and {@link Router#UNSETTLED}.
   */
  int result() {
    if (mixed) {
      return Router.MIXED;
    }
    if (unledSlot == Router.NO_KEY) {
      return owner;
    }
    if (owner >= 0) {
      return Router.UNSETTLED;
    }
    return owner == Router.NO_KEY ? Peers.NOBODY : owner;
  }

  /** Returns the slot of the first key. */
  int firstSlot() {
    return firstSlot;
  }

  /** Returns a slot that nobody leads, if there is one, or that of the first key. */
  int unledSlot() {
    return unledSlot == Router.NO_KEY ? firstSlot : unledSlot;
  }
}
