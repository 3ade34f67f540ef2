// SPDX-License-Identifier: Apache-2.0
package io.tarn.resp;

import io.tarn.command.Connection;
import io.tarn.command.OutputBufferLimit;
import io.tarn.command.Parameters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes clients that have been idle for too long, and those that let their answers wait without
 * taking any. Looks once a second, on a thread of its own, so that the I/O threads need no timers.
 */
final class ClientLimits {

  private static final Logger LOG = LoggerFactory.getLogger(ClientLimits.class);

  /**
   * @param outputBytes what waited when it was seen first
   * @param sinceMillis when that was
   * @param overSoftSinceMillis since when the soft limit was exceeded without a break, 0 for not
   */
  private record Stall(long outputBytes, long sinceMillis, long overSoftSinceMillis) {}

  private final RespSettings settings;
  private final Parameters parameters;
  private final Connections connections;
  private final Map<Long, Stall> stalls = new HashMap<>();

  /** Clients that were told to close; their I/O threads do it when they come to it. */
  private final Set<Long> closed = new HashSet<>();

  ClientLimits(RespSettings settings, Parameters parameters, Connections connections) {
    this.settings = settings;
    this.parameters = parameters;
    this.connections = connections;
  }

  /** Looks at every connection once. Never throws: a failure must not end the clock. */
  void check() {
    check(System.currentTimeMillis());
  }

  /** As {@link #check()}, at a given time. */
  void check(long nowMillis) {
    try {
      stalls.keySet().removeIf(id -> !connections.isOpen(id));
      closed.removeIf(id -> !connections.isOpen(id));
      for (Connection connection : connections.all()) {
        if (connection instanceof RespConnection client && !closed.contains(client.id())) {
          check(client, nowMillis);
        }
      }
    } catch (RuntimeException broken) {
      LOG.error("client limits not checked", broken);
    }
  }

  private void check(RespConnection client, long nowMillis) {
    client.recountUnsent();
    int timeout = parameters.timeoutSeconds();
    long waiting = client.outputBufferBytes();
    if (waiting == 0) {
      if (!stalls.isEmpty()) {
        stalls.remove(client.id());
      }
      if (timeout > 0
          && !client.subscribed()
          && client.waiter() == null
          && nowMillis - client.lastReadMillis() > timeout * 1000L) {
        LOG.debug("idle, closed: client={}", client.remoteAddress());
        close(client);
      }
      return;
    }
    checkWaiting(client, waiting, nowMillis);
  }

  private void checkWaiting(RespConnection client, long waiting, long nowMillis) {
    OutputBufferLimit limit = parameters.outputBufferLimit(client.clientClass());
    boolean over = limit.softBytes() > 0 && waiting > limit.softBytes();
    Stall before = stalls.getOrDefault(client.id(), new Stall(-1, nowMillis, 0));
    boolean moved = before.outputBytes() != waiting;
    long overSince = before.overSoftSinceMillis() == 0 ? nowMillis : before.overSoftSinceMillis();
    Stall now = new Stall(waiting, moved ? nowMillis : before.sinceMillis(), over ? overSince : 0);
    stalls.put(client.id(), now);
    if (nowMillis - now.sinceMillis() > settings.stalledSeconds() * 1000L
        || (over && nowMillis - overSince > limit.softSeconds() * 1000L)) {
      LOG.warn("takes no answers, closed: client={} bytes={}", client.remoteAddress(), waiting);
      close(client);
    }
  }

  private void close(RespConnection client) {
    closed.add(client.id());
    stalls.remove(client.id());
    client.close();
  }
}
