// SPDX-License-Identifier: Apache-2.0
package io.tarn.cluster.link;

import io.tarn.slab.Slab;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one peer's clients that have something to keep here: a transaction, or a request
 * that waits. Used by one thread.
 */
final class RemoteSessions {

  /** A request, among all of the peer. */
  private record RequestKey(int forwarder, long id) {}

  private final Slab slab;

  /** By the client's id. */
  private final Map<Long, RemoteSession> sessions = new HashMap<>();

  private final Map<RequestKey, RemoteSession> waiting = new HashMap<>();

  RemoteSessions(Slab slab) {
    this.slab = slab;
  }

  int count() {
    Set<RemoteSession> all = new HashSet<>(sessions.values());
    all.addAll(waiting.values());
    return all.size();
  }

  /** Returns the session of a client, or null when there is nothing to keep. */
  @Nullable RemoteSession find(long client) {
    return sessions.isEmpty() ? null : sessions.get(client);
  }

  /** True when requests of a client lie here until one that waits has been answered. */
  boolean hasPostponed(long client) {
    RemoteSession session = sessions.get(client);
    return session != null && !session.postponed().isEmpty();
  }

  /** Enters a session under its client's id. */
  RemoteSession add(RemoteSession session) {
    sessions.put(session.client(), session);
    return session;
  }

  /** Notes that the session's present request waits. */
  void beginWait(RemoteSession session) {
    session.waiting(true);
    waiting.put(keyOf(session), session);
    sessions.putIfAbsent(session.client(), session);
  }

  /** Notes that a request has been answered; false when it was given up before. */
  boolean endWait(RemoteSession session, long id) {
    if (session.requestId() != id || !waiting.remove(keyOf(session), session)) {
      return false;
    }
    session.waiting(false);
    return true;
  }

  /** Forgets a session that has nothing to keep. */
  void removeIfIdle(RemoteSession session) {
    if (!session.isKept() && !session.isWaiting() && session.postponed().isEmpty()) {
      leave(session);
    }
  }

  /**
   * Gives up a request: the client has gone. When it waits, its client's session is given up too,
   * and returned with what was to come behind it.
   */
  @Nullable RemoteSession cancel(int forwarder, long id) {
    RemoteSession session = waiting.remove(new RequestKey(forwarder, id));
    if (session != null) {
      leave(session);
      return session;
    }
    for (RemoteSession each : sessions.values()) {
      each.postponed().removeIf(one -> one.forwarder() == forwarder && one.id() == id);
    }
    return null;
  }

  /** Gives up everything. */
  void leaveAll() {
    Set<RemoteSession> all = new HashSet<>(sessions.values());
    all.addAll(waiting.values());
    for (RemoteSession session : all) {
      session.leave(slab);
    }
    sessions.clear();
    waiting.clear();
  }

  private void leave(RemoteSession session) {
    sessions.remove(session.client(), session);
    session.leave(slab);
  }

  private static RequestKey keyOf(RemoteSession session) {
    return new RequestKey(session.forwarder(), session.requestId());
  }
}
