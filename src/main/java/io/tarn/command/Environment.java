// SPDX-License-Identifier: Apache-2.0
package io.tarn.command;

import io.tarn.command.event.KeyEvents;
import io.tarn.command.pubsub.Publisher;
import io.tarn.command.pubsub.Subscriptions;
import io.tarn.metric.CommandCounters;
import io.tarn.slab.Slab;
import java.util.Collection;

/** What the node offers to commands. Rooms above implement it. */
public interface Environment {

  /** Returns the slots of this node. */
  Slots slots();

  /** Returns the memory that holds the data. */
  Slab slab();

  /** Returns the command table. */
  CommandTable commands();

  /** Returns the settings under Redis's names. */
  Parameters parameters();

  /** Returns where changes of keys are told. */
  KeyEvents keyEvents();

  /** Returns what was counted, by command and for the node. */
  CommandCounters counters();

  /** Returns the log of slow commands. */
  SlowLog slowLog();

  /** Returns the live connections, in no order. */
  Collection<Connection> connections();

  /** Returns what the connections of this node have subscribed to. */
  Subscriptions subscriptions();

  /** Returns where messages of clients go. */
  default Publisher publisher() {
    return subscriptions();
  }

  /** Returns what INFO and others say of this node. */
  NodeFacts facts();

  /** Returns what the replicas of this node's slots have taken over. */
  default Acknowledgements acknowledgements() {
    return Acknowledgements.NONE;
  }

  /** Returns the cluster as this node sees it. */
  default ClusterFacts cluster() {
    return ClusterFacts.alone(facts());
  }

  /** Returns who carries out what an operator asks of the cluster. */
  default ClusterAdmin clusterAdmin() {
    return ClusterAdmin.NONE;
  }

  /** Starts an orderly stop of the node; returns at once. */
  void shutdown();
}
