// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Connection;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** The connections that are open now, by id. Any thread. */
public final class Connections {

  private final ConcurrentMap<Long, Connection> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();

  /** Returns a live view, in no order. */
  public Collection<Connection> all() {
    return Collections.unmodifiableCollection(open.values());
  }

  /** Returns the number of open connections, roughly while they come and go. */
  public int count() {
    return open.size();
  }

  long nextId() {
    return lastId.incrementAndGet();
  }

  boolean isOpen(long id) {
    return open.containsKey(id);
  }

  void add(Connection connection) {
    open.put(connection.id(), connection);
  }

  void remove(Connection connection) {
    open.remove(connection.id());
  }
}
