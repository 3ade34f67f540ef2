// SPDX-License-Identifier: Apache-2.0
package io.tarn.log;

/** Ways in which the simulated processes break the protocol, to see that the simulation notices. */
enum SimFault {
  NONE,
  /** A follower says that it has applied what has only arrived. */
  ACKNOWLEDGE_BEFORE_APPLYING,
  /** Who is asked by a new leader answers, but goes on with the old one. */
  BREAK_PROMISE,
  /** The lease lasts longer than it takes to be replaced. */
  LONG_LEASE,
  /** Copies say that they are complete in the middle of a checkpoint. */
  PROMOTE_INCOMPLETE,
  /**
   * Who should lead, and learns that another holds more, waits for it a while and then leads with
   * less.
   */
  LEAD_WITH_LESS,
  /** A new leader trusts reports and asks nobody. */
  ADOPT_WITHOUT_ASKING,
  /** Followers take the first bytes of a checkpoint for all of it. */
  COMPLETE_EARLY
}
