// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.replication;

import io.tarn.keyspace.HashSlot;
import io.tarn.log.CheckpointSource;
import io.tarn.log.UnitApplier;
import io.tarn.log.UnitSink;
import io.tarn.slot.Replication;
import java.util.Arrays;

/** {@link ShardMemory} in a node's slot table: shards of consecutive slots. */
public final class TableMemory implements ShardMemory {

  private enum Use {
    ELSEWHERE,
    LED,
    FOLLOWED
  }

  private final Replication slots;
  private final int slotsPerShard;
  private final Use[] uses;

  /** Takes a table of which all slots are closed and empty; none of them is this node's then. */
  public TableMemory(Replication slots, int shards) {
    this.slots = slots;
    this.slotsPerShard = HashSlot.COUNT / shards;
    this.uses = new Use[shards];
    Arrays.fill(uses, Use.ELSEWHERE);
    slots.drop(0, HashSlot.COUNT);
  }

  @Override
  public void follow(int shard) {
    if (uses[shard] == Use.LED) {
      throw new IllegalStateException("led here: shard=" + shard);
    }
    if (uses[shard] == Use.ELSEWHERE) {
      slots.follow(first(shard), slotsPerShard);
      uses[shard] = Use.FOLLOWED;
    }
  }

  @Override
  public void adopt(int shard, UnitSink changes) {
    if (uses[shard] == Use.FOLLOWED) {
      slots.adopt(first(shard), slotsPerShard);
    } else {
      slots.lead(first(shard), slotsPerShard);
    }
    slots.record(first(shard), slotsPerShard, shard, changes);
    uses[shard] = Use.LED;
  }

  @Override
  public void open(int shard) {
    slots.open(first(shard), slotsPerShard);
  }

  @Override
  public void release(int shard) {
    slots.stopRecording(first(shard), slotsPerShard);
    slots.release(first(shard), slotsPerShard);
    uses[shard] = Use.FOLLOWED;
  }

  @Override
  public boolean close(int shard) {
    return slots.close(first(shard), slotsPerShard);
  }

  @Override
  public void drop(int shard) {
    if (uses[shard] == Use.LED) {
      throw new IllegalStateException("led here: shard=" + shard);
    }
    slots.drop(first(shard), slotsPerShard);
    uses[shard] = Use.ELSEWHERE;
  }

  @Override
  public UnitApplier applier(int shard) {
    return slots.applier(first(shard), slotsPerShard);
  }

  @Override
  public CheckpointSource walk(int shard) {
    return slots.walk(first(shard), slotsPerShard);
  }

  private int first(int shard) {
    return shard * slotsPerShard;
  }
}
