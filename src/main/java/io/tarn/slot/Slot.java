// SPDX-License-Identifier: Apache-2.0
package io.tarn.slot;

import io.tarn.keyspace.Keyspace;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One slot of this node: its gate, its keys, its entity while it has one, and the requests that
 * wait for it. Lives as long as the node; entities come and go.
 */
final class Slot extends Gate {

  private final int number;
  private final Keyspace keyspace;
  private final Fence fence;

  private volatile @Nullable ActorRef<SlotMessage> entity;
  private volatile @Nullable ShardStream stream;
  private volatile boolean walked;
  private volatile boolean led = true;
  private volatile boolean openedByShard;
  private volatile @Nullable WaitingLine line;

  Slot(int number, Keyspace keyspace, Fence fence) {
    this.number = number;
    this.keyspace = keyspace;
    this.fence = fence;
  }

  int number() {
    return number;
  }

  /** Returns the keys. Whoever changes or reads them has entered the gate. */
  Keyspace keyspace() {
    return keyspace;
  }

  /**
   * Enters for a request, unless this node may not serve.
   *
   * @param anyway although the entity wants the gate
   * @param copy the copy, if the slot is led elsewhere
   */
  boolean tryEnter(boolean anyway, boolean copy) {
    return (!fence.isUp() && (anyway ? tryEnterAnyway() : tryEnter())) || (copy && tryEnterCopy());
  }

  /** Returns the entity that is open or closing, or null. */
  @Nullable ActorRef<SlotMessage> entity() {
    return entity;
  }

  /** Publishes or, with null, withdraws the entity. Only the entity itself calls it. */
  void entity(@Nullable ActorRef<SlotMessage> value) {
    entity = value;
  }

  /** Returns where its changes go, or null while nobody wants them. */
  @Nullable ShardStream stream() {
    return stream;
  }

  void stream(@Nullable ShardStream value) {
    stream = value;
  }

  /** True while a checkpoint is in the middle of this slot. */
  boolean isWalked() {
    return walked;
  }

  /** Says whether a checkpoint is in the middle of this slot, whose gate is entered. */
  void walked(boolean value) {
    walked = value;
  }

  /** True when this node leads the slot, or shall: its gate is open, or will be. */
  boolean isLed() {
    return led;
  }

  void led(boolean value) {
    led = value;
  }

  /**
   * True when {@link Replication} opens and closes the gate, as the shard is led here or not; else
   * the entity does.
   */
  boolean isOpenedByShard() {
    return openedByShard;
  }

  void openedByShard(boolean value) {
    openedByShard = value;
  }

  /** Returns the line of waiting requests, or null when none has waited yet. */
  @Nullable WaitingLine lineOrNull() {
    return line;
  }

  /** Returns the line of waiting requests; the first call makes it. */
  WaitingLine line() {
    WaitingLine present = line;
    if (present == null) {
      synchronized (this) {
        present = line;
        if (present == null) {
          present = new WaitingLine();
          line = present;
        }
      }
    }
    return present;
  }
}
