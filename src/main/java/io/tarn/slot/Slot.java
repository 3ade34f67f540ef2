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

  /** What {@link #expiryAhead} answers when the timer is early enough. */
  static final long NOT_AHEAD = Long.MAX_VALUE;

  private final int number;
  private final Keyspace keyspace;

  /** The earliest expiry that the entity has been told of. Guarded by the gate. */
  private long armedMillis = Long.MAX_VALUE;

  private volatile @Nullable ActorRef<SlotMessage> entity;
  private volatile @Nullable WaitingLine line;

  Slot(int number, Keyspace keyspace) {
    this.number = number;
    this.keyspace = keyspace;
  }

  int number() {
    return number;
  }

  /** Returns the keys. Whoever changes or reads them has entered the gate. */
  Keyspace keyspace() {
    return keyspace;
  }

  /** Returns the entity that is open or closing, or null. */
  @Nullable ActorRef<SlotMessage> entity() {
    return entity;
  }

  /** Publishes or, with null, withdraws the entity. Only the entity itself calls it. */
  void entity(@Nullable ActorRef<SlotMessage> value) {
    entity = value;
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

  /**
   * Compares the next expiry with what the entity knows, with the gate entered.
   *
   * @return the time that the entity must be told, or {@link #NOT_AHEAD}
   */
  long expiryAhead() {
    long next = keyspace.nextExpiryMillis();
    if (next >= armedMillis) {
      return NOT_AHEAD;
    }
    armedMillis = next;
    return next;
  }

  /** Notes, with the gate entered, that the entity knows of the next expiry, and returns it. */
  long arm() {
    armedMillis = keyspace.nextExpiryMillis();
    return armedMillis;
  }
}
