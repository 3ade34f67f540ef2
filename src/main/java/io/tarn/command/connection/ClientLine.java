// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Connection;
import io.tarn.command.pubsub.Kind;
import io.tarn.command.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One connection as CLIENT LIST and CLIENT INFO show it: Redis's field names in Redis's order.
 * Fields of which this server has no true value (fd, buffer sizes of Redis's own making) are left
 * out.
 */
final class ClientLine {

  private ClientLine() {}

  static String of(Connection connection, long nowMillis) {
    String command = connection.lastCommand();
    return "id="
        + connection.id()
        + " addr="
        + connection.remoteAddress()
        + " laddr="
        + connection.localAddress()
        + " name="
        + connection.name()
        + " age="
        + seconds(connection.createdMillis(), nowMillis)
        + " idle="
        + seconds(connection.lastUsedMillis(), nowMillis)
        + " flags="
        + flags(connection)
        + " db=0 sub="
        + connection.subscriber().count(Kind.CHANNEL)
        + " psub="
        + connection.subscriber().count(Kind.PATTERN)
        + " ssub="
        + connection.subscriber().count(Kind.SHARD)
        + " "
        + transaction(connection.transaction())
        + " qbuf="
        + connection.queryBufferBytes()
        + " omem="
        + connection.outputBufferBytes()
        + " events=r cmd="
        + (command == null ? "NULL" : command)
        + " user=default redir=-1 resp="
        + connection.protocol()
        + " lib-name="
        + connection.libraryName()
        + " lib-ver="
        + connection.libraryVersion()
        + "\n";
  }

  private static String transaction(@Nullable Transaction transaction) {
    if (transaction == null) {
      return "multi=-1 watch=0";
    }
    int queued = transaction.isOpen() ? transaction.queuedCount() : -1;
    return "multi=" + queued + " watch=" + transaction.watchedCount();
  }

  private static String flags(Connection connection) {
    Transaction transaction = connection.transaction();
    StringBuilder flags = new StringBuilder(connection.subscribed() ? "P" : "");
    flags.append(transaction != null && transaction.isOpen() ? "x" : "");
    flags.append(connection.waiter() != null ? "b" : "");
    flags.append(transaction != null && transaction.isStale() ? "d" : "");
    flags.append(connection.noEvict() ? "e" : "");
    flags.append(connection.noTouch() ? "T" : "");
    return flags.isEmpty() ? "N" : flags.toString();
  }

  private static long seconds(long sinceMillis, long nowMillis) {
    return Math.max(0, nowMillis - sinceMillis) / 1000;
  }
}
