// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.placement;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What a node knows of the members and of what they have in memory. Any thread. */
public interface PlacementView {

  /**
   * What is known at one time.
   *
   * @param holders members that can hold copies, by name; nodes publish their own weight
   * @param holdings by shard, what those members have in memory
   * @param leaders by shard, who leads it
   * @param complete true when every member that is {@link Holder.State#UP} or {@link
   *     Holder.State#LEAVING} has reported at least once
   */
  record Facts(
      Map<String, Holder> holders,
      Map<Integer, List<Holding>> holdings,
      Map<Integer, String> leaders,
      boolean complete) {}

  /** Returns what is known now. */
  Facts now();

  /**
   * Asks the members. Completes with what is known when all that are up have reported after this
   * call, or when the limit has passed; never with a failure.
   */
  CompletionStage<Facts> asked(Duration limit);
}
