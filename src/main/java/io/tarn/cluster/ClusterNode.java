// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.command.Environment;
import io.tarn.slot.RequestRunner;
import io.tarn.slot.SlotTable;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/** A member of the cluster with its share of the slots. */
public final class ClusterNode implements AutoCloseable {

  private ClusterNode() {}

  /**
   * Starts the actor system, joins or founds the cluster and begins to open slots. Returns when the
   * port between nodes is bound; {@link #ready} tells when slots can be used.
   *
   * @param environment what commands see; its slots are {@code slots}
   * @param slots this node's slots, all closed
   * @throws PortInUseException when the port between nodes cannot be bound; nothing is running then
   */
  public static ClusterNode start(
      ClusterSettings settings, Environment environment, SlotTable slots)
      throws PortInUseException {
    throw new UnsupportedOperationException();
  }

  /** Completes when the slots are served; fails when the node could not become a member. */
  public CompletionStage<Done> ready() {
    throw new UnsupportedOperationException();
  }

  /** Returns the actor system, for doors that need one. */
  public ActorSystem<?> system() {
    throw new UnsupportedOperationException();
  }

  /** Returns the TCP port between nodes that is bound. */
  public int nodePort() {
    throw new UnsupportedOperationException();
  }

  /** Returns a runner of requests for one I/O thread. Valid at once; requests wait for slots. */
  public RequestRunner newRunner() {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves the cluster and stops the actor system. Blocks until it is done, at most 15 seconds.
   * Requests that still wait are answered with an error.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
