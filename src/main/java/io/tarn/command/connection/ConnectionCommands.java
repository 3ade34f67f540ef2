// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import io.tarn.command.Command;
import java.util.List;

/** The rows of the connection commands. */
public final class ConnectionCommands {

  private ConnectionCommands() {}

  /** Returns all rows. */
  public static List<Command> all() {
    return List.of();
  }
}
