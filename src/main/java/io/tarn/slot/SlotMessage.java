// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

/**
 * What a {@link SlotEntity} is told. Requests are not among it: they lie in the slot's {@link
 * WaitingLine}, which outlives the entity, and {@link Attend} only says that there are some. So a
 * message that is lost while an entity stops loses no request.
 */
public sealed interface SlotMessage {

  /**
   * Comes through the shard region, which starts the entity when there is none; to an entity that
   * runs it means {@link Attend}.
   *
   * @param slot slot number
   */
  record Open(int slot) implements SlotMessage {}

  /** Requests wait, or the gate that the entity wants is free. */
  record Attend() implements SlotMessage {}

  /** The pause after a taken gate is over. */
  record Retry() implements SlotMessage {}

  /** Sharding's stop message: the slot goes elsewhere or the node leaves. */
  record Close() implements SlotMessage {}

  /** To the entity of a slot: another has taken its place. */
  record Replaced() implements SlotMessage {}

  /**
   * Comes through the shard region to the entity of a copy of a shard, which it starts when there
   * is none.
   *
   * @param shard number of the shard
   * @param copy 0 for the primary, 1 and up for its replicas
   */
  record Take(int shard, int copy) implements SlotMessage {}

  /** To the entity of a copy: what it was told to give up has been given up. */
  record GivenUp() implements SlotMessage {}
}
