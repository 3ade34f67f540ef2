// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.log.CheckpointSource;
import io.tarn.log.UnitApplier;
import io.tarn.log.UnitSink;

/** What this node's slots hold of the shards. One thread at a time. */
public interface ShardMemory {

  /** The slots of a shard are followed from now on: their keys, if any, are a replica's. */
  void follow(int shard);

  /** What is held of a shard is what it leads from now on; its gates are closed. */
  void adopt(int shard, UnitSink changes);

  /** Opens the closed gates of a led shard. */
  void open(int shard);

  /**
   * The shard is led no longer: what its slots hold stays. All gates must be closed.
   *
   * @see #close
   */
  void release(int shard);

  /** Closes the gates that are still open; false when one could not be entered: try again. */
  boolean close(int shard);

  /** What is held of the shard is of no use any more. Frees it in the background. */
  void drop(int shard);

  /** Returns what applies a leader's stream to the shard's slots. */
  UnitApplier applier(int shard);

  /** Returns a walk over what the slots of a led shard hold, which appends to its changes. */
  CheckpointSource walk(int shard);
}
