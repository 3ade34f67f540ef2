// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.slot.SlotMessage;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * Where sharding finds an entity. The shards of the sharded type are copies: "17" is the primary of
 * shard 17, "17r1" its first replica. In a primary live the entities of its slots, whose ids are
 * the slots' numbers, and the copy's own; in a replica only the copy's own, "copy" and the name of
 * the copy.
 */
final class CopyExtractor extends ShardingMessageExtractor<SlotMessage, SlotMessage> {

  private static final String COPY = "copy";

  private final int slotsPerShard;

  CopyExtractor(int slotsPerShard) {
    this.slotsPerShard = slotsPerShard;
  }

  @Override
  public String entityId(SlotMessage message) {
    return switch (message) {
      case SlotMessage.Open open -> Integer.toString(open.slot());
      case SlotMessage.Take take -> COPY + copyId(take.shard(), take.copy());
      case SlotMessage.Attend _,
          SlotMessage.Retry _,
          SlotMessage.Close _,
          SlotMessage.Replaced _,
          SlotMessage.GivenUp _ ->
          throw new IllegalArgumentException("not through the region: message=" + message);
    };
  }

  @Override
  public String shardId(String entityId) {
    return isCopy(entityId)
        ? entityId.substring(COPY.length())
        : Integer.toString(Integer.parseInt(entityId) / slotsPerShard);
  }

  @Override
  public SlotMessage unwrapMessage(SlotMessage message) {
    return message;
  }

  /** True for the entity of a copy, false for that of a slot. */
  static boolean isCopy(String entityId) {
    return entityId.startsWith(COPY);
  }

  /** Returns the name of a copy: "17" or "17r1". */
  static String copyId(int shard, int copy) {
    return copy == 0 ? Integer.toString(shard) : shard + "r" + copy;
  }

  /** Returns the shard that the entity of a copy belongs to. */
  static int shard(String entityId) {
    String id = entityId.substring(COPY.length());
    int replica = id.indexOf('r');
    return Integer.parseInt(replica < 0 ? id : id.substring(0, replica));
  }

  /** Returns which copy the entity of a copy is: 0 for the primary. */
  static int copy(String entityId) {
    int replica = entityId.lastIndexOf('r');
    return replica < 0 ? 0 : Integer.parseInt(entityId.substring(replica + 1));
  }
}
