// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.transaction;

import io.tarn.command.event.KeyName;
import io.tarn.command.event.SlotInterest;
import io.tarn.keyspace.Keyspace;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which transactions of this node watch which keys. Keys are added and touched under the gate of
 * their slot, and removed by any thread.
 */
public final class Watches {

  /** No key has expired at this time. */
  private static final long BEFORE_ALL_TIMES = Long.MIN_VALUE;

  private final ConcurrentHashMap<KeyName, Set<Transaction>> watchers = new ConcurrentHashMap<>();
  private final SlotInterest interest;

  /** Creates the empty registry; {@code interest} counts its keys. */
  public Watches(SlotInterest interest) {
    this.interest = interest;
  }

  void add(KeyName key, Transaction transaction) {
    watchers.compute(
        key,
        (name, present) -> {
          Set<Transaction> all = present;
          if (all == null) {
            all = new HashSet<>();
            interest.add(name.slot());
          }
          all.add(transaction);
          return all;
        });
  }

  void remove(KeyName key, Transaction transaction) {
    watchers.computeIfPresent(
        key,
        (name, all) -> {
          if (all.remove(transaction) && all.isEmpty()) {
            interest.remove(name.slot());
          }
          return all.isEmpty() ? null : all;
        });
  }

  /** A key has changed: whoever watches it is stale, and need not be told again. */
  public void touch(KeyName key) {
    watchers.computeIfPresent(
        key,
        (name, all) -> {
          all.forEach(Transaction::touched);
          interest.remove(name.slot());
          return null;
        });
  }

  /** Touches the keys of a slot that are there, which are about to be removed. */
  public void touchAll(Keyspace keyspace) {
    for (KeyName key : watchers.keySet()) {
      if (key.slot() == keyspace.slot()) {
        byte[] bytes = key.bytes();
        if (keyspace.peek(bytes, 0, bytes.length, BEFORE_ALL_TIMES) != Keyspace.NONE) {
          touch(key);
        }
      }
    }
  }

  /** Returns how many keys are watched. */
  public int size() {
    return watchers.size();
  }
}
