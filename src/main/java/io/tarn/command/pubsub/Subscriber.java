// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has subscribed to. Changed by whoever runs its requests, and ended by its I/O
 * thread when it goes, which may be meanwhile; the counts are for any thread.
 */
public final class Subscriber {

  /** The subscriptions of one kind in their order. */
  private static final class Own {
    private final Map<Name, Membership> memberships = new LinkedHashMap<>();
    private volatile int count;
  }

  private final @Nullable Own[] kinds = new Own[Kind.values().length];
  private boolean ended;

  /** Returns the number of subscriptions of a kind. */
  public int count(Kind kind) {
    Own own = kinds[kind.ordinal()];
    return own == null ? 0 : own.count;
  }

  /** Returns the number that confirmations tell: channels and patterns, or shard channels. */
  int told(Kind kind) {
    return kind == Kind.SHARD ? count(kind) : count(Kind.CHANNEL) + count(Kind.PATTERN);
  }

  /** Subscribes, when it has not yet. */
  synchronized void subscribe(Subscriptions all, Connection self, Kind kind, Name name) {
    Own own = kinds[kind.ordinal()];
    if (own == null) {
      own = new Own();
      kinds[kind.ordinal()] = own;
    }
    if (ended || own.memberships.containsKey(name)) {
      return;
    }
    if (total() == 0) {
      all.clients(1);
      self.subscribed(true);
    }
    own.memberships.put(name, all.join(kind, name, self));
    own.count = own.memberships.size();
  }

  /** Ends a subscription, if there is one. */
  synchronized void unsubscribe(Subscriptions all, Connection self, Kind kind, Name name) {
    Own own = kinds[kind.ordinal()];
    Membership one = own == null ? null : own.memberships.remove(name);
    if (own == null || one == null) {
      return;
    }
    own.count = own.memberships.size();
    all.leave(kind, one);
    if (total() == 0) {
      self.subscribed(false);
      all.clients(-1);
    }
  }

  /** Returns the names of the subscriptions of a kind, the oldest first. */
  synchronized List<Name> names(Kind kind) {
    Own own = kinds[kind.ordinal()];
    return own == null ? List.of() : List.copyOf(own.memberships.keySet());
  }

  /** Ends all subscriptions. */
  public synchronized void unsubscribeAll(Subscriptions all, Connection self) {
    for (Kind kind : Kind.values()) {
      for (Name name : names(kind)) {
        unsubscribe(all, self, kind, name);
      }
    }
  }

  /** Ends all subscriptions and refuses new ones: the connection is gone. */
  public synchronized void end(Subscriptions all, Connection self) {
    ended = true;
    unsubscribeAll(all, self);
  }

  private int total() {
    int total = 0;
    for (Kind kind : Kind.values()) {
      total += count(kind);
    }
    return total;
  }
}
