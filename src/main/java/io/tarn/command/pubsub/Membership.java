// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.pubsub;

import io.tarn.command.Connection;
import org.jspecify.annotations.Nullable;

/** One connection in one audience. */
public final class Membership {

  private final Connection connection;
  private final Name name;

  /** Where it stands in its audience, which keeps both under its lock. */
  Audience.@Nullable Group group;

  int index;

  Membership(Connection connection, Name name) {
    this.connection = connection;
    this.name = name;
  }

  /** Returns who gets the messages. */
  public Connection connection() {
    return connection;
  }

  /** Returns what was subscribed to. */
  Name name() {
    return name;
  }
}
