// SPDX-License-Identifier: Apache-2.0
package io.tarn.route;

import io.tarn.command.Reply;
import io.tarn.command.Reply.Failure;

/** The error answers of routing, worded as Redis Cluster words them where it has one. */
final class RouteErrors {

  static final Failure CROSS_SLOT =
      new Failure("CROSSSLOT Keys in request don't hash to the same slot");

  /** A write whose node vanished after it had been sent: to repeat it may do it twice. */
  static final Failure UNKNOWN_END =
      new Failure("TRYAGAIN The node that ran this has gone; it may have run or not");

  /** A part of a request over all nodes is missing. */
  static final Failure NODE_GONE =
      new Failure("TRYAGAIN A node has gone while it was asked; parts may have run");

  static final Failure BUSY = new Failure("TRYAGAIN Too much is on its way to another node");

  static final Failure NO_HOLDER = new Failure("CLUSTERDOWN No node holds slots");

  static final Failure TOO_MUCH =
      Reply.error("the answers of the nodes are too long for one answer");

  static final Failure SUBSCRIBES_ELSEWHERE =
      new Failure(
          "EXECABORT Transaction discarded because of: subscriptions cannot change in a"
              + " transaction that runs at another node");

  static final Failure SORT_BY = Reply.error("BY option of SORT denied in Cluster mode.");
  static final Failure SORT_GET = Reply.error("GET option of SORT denied in Cluster mode.");

  private RouteErrors() {}

  static Failure notAvailable(int slot) {
    return new Failure("TRYAGAIN Slot " + slot + " was not available");
  }

  static Failure moved(int slot, String address) {
    return new Failure("MOVED " + slot + " " + address);
  }
}
