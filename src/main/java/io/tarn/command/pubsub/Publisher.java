// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Arguments;

/**
 * Where messages go: to the subscribers of this node ({@link Subscriptions}), or in a cluster to
 * those of all nodes, each of which hands them to its own {@link Subscriptions}. Any thread.
 */
public interface Publisher {

  /**
   * Publishes to all who have subscribed to a channel or to a pattern that matches it.
   *
   * @param channel index of the argument that is the channel
   * @param message index of the argument that is sent
   * @return to how many subscriptions of this node it went; a connection that has several gets the
   *     message as many times
   */
  long publish(Arguments arguments, int channel, int message);

  /** As {@link #publish}, to those who have subscribed to a shard channel. */
  long publishToShard(Arguments arguments, int channel, int message);
}
