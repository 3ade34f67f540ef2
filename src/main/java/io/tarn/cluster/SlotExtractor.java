// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster;

import io.tarn.slot.SlotMessage;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/**
 * Where sharding finds a slot: the entity's id is the slot number, and a shard is a range of
 * consecutive slots, numbered from 0.
 */
final class SlotExtractor extends ShardingMessageExtractor<SlotMessage.Open, SlotMessage> {

  private final int slotsPerShard;

  SlotExtractor(int slotsPerShard) {
    this.slotsPerShard = slotsPerShard;
  }

  @Override
  public String entityId(SlotMessage.Open message) {
    return Integer.toString(message.slot());
  }

  @Override
  public String shardId(String entityId) {
    return Integer.toString(Integer.parseInt(entityId) / slotsPerShard);
  }

  @Override
  public SlotMessage unwrapMessage(SlotMessage.Open message) {
    return message;
  }
}
