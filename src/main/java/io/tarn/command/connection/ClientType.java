// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Arguments;
import io.tarn.command.Connection;
import io.tarn.command.Errors;
import io.tarn.command.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The classes of clients that CLIENT LIST and CLIENT KILL filter by. */
final class ClientType {

  static final String NORMAL = "normal";
  static final String PUBSUB = "pubsub";

  private static final List<String> ALL = List.of(NORMAL, "master", "replica", "slave", PUBSUB);

  private ClientType() {}

  /** Returns the type that an argument names, or null. */
  static @Nullable String of(Arguments arguments, int i) {
    for (String type : ALL) {
      if (arguments.is(i, type)) {
        return type;
      }
    }
    return null;
  }

  /** Returns the type of a connection. */
  static String of(Connection connection) {
    return connection.subscribed() ? PUBSUB : NORMAL;
  }

  static Reply.Failure unknown(Arguments arguments, int i) {
    return Reply.error("Unknown client type '" + Errors.echo(arguments, i) + "'");
  }
}
